"""Whether the text says of a number what it is, and which of several on the same place it is then."""
