"""Files of mail to single messages: .eml, mbox (From lines, quoted or not), by offset; linear."""

from __future__ import annotations

import re
from collections.abc import Iterator

FROM_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From (?:\S{1,250}|.{1,80}?)[ \t]+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[^\r\n]{8,120}|[^\r\n]{0,60}\d{4}[^\r\n]{0,20})\r?\n"
)
LOOSE = re.compile(
    rb"(?<=\n)From \S{1,250}[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d[^\r\n]{0,40}\r?\n(?=[!-9;-~]{1,60}:)"
)
STUFFED = re.compile(rb"(?m)^>(>*From )")


def is_mbox(data: bytes) -> bool:
    """An .eml with a leading From line is an mbox of one message; both read the same."""
    return bool(FROM_LINE.match(data.lstrip(b"\r\n")[:1_000]))


def messages(data: bytes) -> Iterator[bytes]:
    """The messages of a file, each with its From line; quoted From lines of bodies are restored."""
    if not is_mbox(data):
        yield data
        return
    data = data.lstrip(b"\r\n")
    starts = sorted({match.start() for match in FROM_LINE.finditer(data)} | {match.start() for match in LOOSE.finditer(data)})
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield STUFFED.sub(rb"\1", data[start:end].rstrip(b"\r\n") + b"\n")
