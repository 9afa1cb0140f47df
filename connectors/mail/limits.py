"""Caps that keep every mail linear in time and bounded in memory; whatever lies beyond a cap stays in the raw message."""

from __future__ import annotations

MAX_DEPTH = 24  # nested multiparts and forwarded messages
MAX_PARTS = 500
MAX_HEADERS = 2_000  # of one part; past it only the wanted names are looked for
MAX_HEADER_BYTES = 32_768  # of one header value
MAX_ADDRESSES = 1_000  # of one message
MAX_REFERENCES = 200
MAX_SUBJECT = 2_000  # characters
MAX_TEXT = 1_000_000  # characters of one body
MAX_LINES = 40_000  # of one body that are told apart; later ones stay with the line before them
MAX_HTML = 1_500_000  # characters that are read; a longer one is cut
MAX_TAGS = 60_000  # elements of an HTML body that is still shown as HTML
MAX_NESTING = 200  # of HTML elements that are still shown as HTML
MAX_ATTACHMENTS = 200
MAX_TNEF_ATTRIBUTES = 10_000
MAX_RTF = 1_000_000  # bytes after decompression
