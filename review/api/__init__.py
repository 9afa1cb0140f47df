"""Items and decisions over HTTP. Views only translate: what may be done is for ``review.permissions``, doing it for ``review.actions``."""
