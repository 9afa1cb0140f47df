"""What may come over the socket: four kinds of small JSON objects, checked before anything else looks at them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

LONGEST_FRAME = 32 * 1024
LONGEST_TEXT = 4000
_HIGHEST = 2**31 - 1
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff]+")


class FrameError(Exception):
    """``code`` is stable, ``message`` a sentence for the page's developer; ``fatal`` closes the socket."""

    def __init__(self, code: str, message: str, *, fatal: bool = False, client_id: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.fatal, self.client_id = code, message, fatal, client_id


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame: who comes and what they have seen."""

    token: str
    after: int
    conversation: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Asks for everything after ``after``; always answered, so it is the client's sign of life, too."""

    after: int
    conversation: str


@dataclass(frozen=True, slots=True)
class Write:
    """A message of the visitor. ``id`` is made by the page and stays the same when it is sent again."""

    id: str
    text: str


Frame = Hello | Fetch | Write


def parse(data: str) -> Frame:
    """Raises FrameError."""
    if len(data) > LONGEST_FRAME:
        raise FrameError("too_large", f"A frame may have {LONGEST_FRAME} characters.", fatal=True)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise FrameError("not_json", "A frame must be a JSON object.", fatal=True) from None
    if not isinstance(value, dict):
        raise FrameError("not_json", "A frame must be a JSON object.", fatal=True)
    return _frame(value)


def _frame(value: dict[str, Any]) -> Frame:
    kind = value.get("type")
    if kind == "message":
        return written(value)
    if kind == "fetch":
        return Fetch(position(value.get("after", 0)), _word(value, "conversation", 36))
    if kind == "hello":
        return Hello(_word(value, "token", 2000), position(value.get("after", 0)), _word(value, "conversation", 36))
    raise FrameError("unknown_type", "A frame's type must be hello, message or fetch.")


def _word(value: dict[str, Any], name: str, longest: int) -> str:
    word = value.get(name, "")
    if not isinstance(word, str) or len(word) > longest:
        raise FrameError("invalid", f"{name} must be text of at most {longest} characters.")
    return word


def position(value: object) -> int:
    """The number of a message, 0 for none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _HIGHEST:
        raise FrameError("invalid", "after must be the number of a message.")
    return value


def written(value: dict[str, Any]) -> Write:
    """A message as the page sent it. Nothing is quietly changed but line ends and outer white space."""
    identity, text = _client_id(value.get("id")), value.get("text")
    if not isinstance(text, str):
        raise FrameError("invalid", "text must be text.", client_id=identity)
    if len(text) > LONGEST_TEXT:
        raise FrameError("too_long", f"A message may have {LONGEST_TEXT} characters.", client_id=identity)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _FORBIDDEN.search(text):
        raise FrameError("control_characters", "A message may not hold control characters.", client_id=identity)
    if not _INVISIBLE.sub("", text):
        raise FrameError("empty", "A message must say something.", client_id=identity)
    return Write(identity, text)


def _client_id(value: object) -> str:
    try:
        return str(UUID(value)) if isinstance(value, str) and len(value) <= 36 else _no_id()
    except ValueError:
        return _no_id()


def _no_id() -> str:
    raise FrameError("invalid", "id must be a UUID made by the page.")
