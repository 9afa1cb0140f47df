"""The documents that agents look things up in, by class."""
