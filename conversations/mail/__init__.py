"""Mail coming in: by our own server, by polling mailboxes, from files. All of it ends in ``taking.take``."""
