"""What stands around a value and within it: tables, marks, words before it; what it is no more for that, and values cut in pieces."""
