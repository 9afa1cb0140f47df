"""Finding a conversation: the list, its filters, look-up by address or id."""
