"""How many tokens a request has at most, before anybody counts them.

Every tokeniser in use falls back to bytes: no text has more tokens than it has bytes of UTF-8. What surrounds a message takes a few more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

_AROUND_MESSAGE: Final = 16
_AROUND_REQUEST: Final = 64


def most_in(request: Mapping[str, Any]) -> int:
    """Of a chat request: its messages, and whatever else in it may be turned into words for the model."""
    messages = request.get("messages", ())
    other = {name: value for name, value in request.items() if name in ("tools", "functions", "response_format")}
    inside = sum(len(_text(one.get("content"))) + len(str(one.get("role", ""))) + _AROUND_MESSAGE for one in messages)
    return inside + len(_text(other) if other else b"") + _AROUND_REQUEST


def most_of(texts: Iterable[str]) -> int:
    return sum(len(one.encode("utf-8", "replace")) + _AROUND_MESSAGE for one in texts)


def _text(value: Any) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace")
