"""Mail addresses as Presidio's one pattern finds them, but from each @ outwards: linear where the pattern is quadratic on long runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

_FLAGS: Final = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
_INNER: Final = r"!#$%&'*+\-/=?^_`{|}~\w"
_LOCAL_BACKWARDS: Final = regex.compile(rf"(?r)[{_INNER}.]*", flags=_FLAGS)
_START: Final = regex.compile(rf"\b[{_INNER}]", flags=_FLAGS)
_LAST: Final = regex.compile(rf"[{_INNER}]", flags=_FLAGS)
_DOMAIN: Final = regex.compile(r"@\w+(?:-+\w+)*(?:\.\w+(?:-+\w+)*)+\b", flags=_FLAGS)


def mailbox_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each address, left to right, not overlapping."""
    done = 0
    at = text.find("@")
    while at >= 0:
        span = _around(text, at, done) if at >= done else None
        if span is not None:
            yield span
            done = span[1]
        at = text.find("@", at + 1)


def _around(text: str, at: int, done: int) -> tuple[int, int] | None:
    if at <= done or not _LAST.match(text, at - 1):
        return None
    domain = _DOMAIN.match(text, at)
    if domain is None:
        return None
    run = _LOCAL_BACKWARDS.fullmatch(text, _run_start(text, at, done), at)
    start = _START.search(text, run.start(), at) if run else None
    return (start.start(), domain.end()) if start else None


def _run_start(text: str, at: int, done: int) -> int:
    run = _LOCAL_BACKWARDS.match(text, done, at)
    return int(run.start()) if run else at
