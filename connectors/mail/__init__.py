"""The mail reader and writer: bytes in, plain values out. No Django, no rows."""
