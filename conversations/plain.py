"""Text from outside for a column of PostgreSQL, which takes neither NUL nor half a surrogate pair."""

from __future__ import annotations

import re

from audit.events import is_code

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``; what cannot be stored becomes the replacement character."""
    return _UNSTORABLE.sub("\ufffd", text[:limit])


def code(text: str, limit: int) -> str:
    """``text`` if it is a short code such as TLSv1.3, which may stand on the ledger; else nothing."""
    return text if len(text) <= limit and is_code(text) else ""
