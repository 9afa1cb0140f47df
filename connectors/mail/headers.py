"""The header block of a message or part: found, split and unfolded even where it is damaged."""

from __future__ import annotations

import re

from connectors.mail import limits

LINE = re.compile(rb"[^\r\n]*(?:\r\r\n|\r\n|\n|\r|\Z)")
FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
BLANK = re.compile(rb"(?:\r\r\n|\r\n|\n|\r)[ \t]*(?:\r\r\n|\r\n|\n|\r)")
KNOWN = re.compile(
    rb"(?:From|To|Cc|Bcc|Subject|Date|Sender|Reply-To|Message-I[dD]|In-Reply-To|References|Received|Return-Path|Delivered-To|MIME-Version|"
    rb"Content-[A-Za-z-]+|X-[A-Za-z0-9-]+|DKIM-Signature|Authentication-Results|ARC-[A-Za-z-]+|List-[A-Za-z-]+|Auto-Submitted|Precedence|"
    rb"Importance|Priority|User-Agent|Thread-[A-Za-z]+|Organization|Envelope-To|Delivery-Date|Status)[ \t]*:",
    re.I,
)
SURE = re.compile(rb"(?:From|Subject|Date|To|Message-ID|Received|Return-Path)[ \t]*:", re.I)
WANTED = re.compile(
    rb"(?mi)^(?:from|sender|reply-to|to|cc|subject|date|message-id|in-reply-to|references|content-type|content-transfer-encoding|"
    rb"content-disposition|auto-submitted|precedence|return-path|mime-version)[ \t]*:"
)


class Headers:
    """Fields in order as (lower-case name, raw value bytes)."""

    __slots__ = ("fields",)

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self.fields = fields

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.fields if key == name]

    def first(self, name: str) -> bytes:
        """The first value that is not blank; b"" if there is none."""
        return next((value for key, value in self.fields if key == name and value.strip()), b"")

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def starting(self, prefix: str) -> bool:
        return any(key.startswith(prefix) for key, _ in self.fields)


def split_headers(data: bytes, start: int, end: int, top: bool = False) -> tuple[Headers, int]:
    """(headers, offset of the body). ``top`` allows the repairs that only a whole message needs."""
    fields: list[tuple[str, list[bytes]]] = []
    position = start
    while position < end:
        stop = min(LINE.match(data, position).end(), end)  # type: ignore[union-attr]  # LINE matches the empty text, too
        line = data[position:stop]
        bare = line.strip()
        if not bare:
            if _goes_on(data, stop, end, fields, top, len(line.rstrip(b"\r\n"))):
                position = stop
                continue
            return _built(fields), stop
        if len(fields) >= limits.MAX_HEADERS:
            return _rest(data, position, end, fields)
        match = FIELD.match(line)
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif match and not (line.startswith(b">") and fields):
            fields.append((match.group(1).decode("ascii").lower(), [line[match.end() :]]))
        elif line.startswith((b"From ", b">From ")):
            pass
        elif _known_ahead(data, stop, end):
            if fields:
                fields[-1][1].append(b" " + line)
        else:
            return _end_without_blank(data, position, fields)
        position = stop
    return _built(fields), end


def _built(fields: list[tuple[str, list[bytes]]]) -> Headers:
    return Headers([(name, b"".join(lines)[: limits.MAX_HEADER_BYTES].strip(b" \t\r\n")) for name, lines in fields])


def _goes_on(data: bytes, stop: int, end: int, fields: list[tuple[str, list[bytes]]], top: bool, width: int) -> bool:
    """A blank line that is not the end: a folded line of spaces, or a gap before the headers that matter."""
    following = data[stop : min(stop + 200, end)]
    if width and fields and (following[:1] in (b" ", b"\t") or SURE.match(following)) and following.strip():
        return True
    if not top or any(name in ("from", "subject", "date", "content-type") for name, _ in fields):
        return False
    if not fields:
        return bool(FIELD.match(following.lstrip()))
    return bool(SURE.match(following)) and len(SURE.findall(data[stop : min(stop + 2_000, end)])) >= 2


def _known_ahead(data: bytes, position: int, end: int) -> bool:
    """Whether a header that mailers write follows within five lines and before a blank one."""
    for _ in range(5):
        if position >= end:
            return False
        stop = min(LINE.match(data, position).end(), end)  # type: ignore[union-attr]  # LINE matches the empty text, too
        line = data[position:stop]
        if not line.strip():
            return False
        if KNOWN.match(line):
            return True
        position = stop
    return False


def _end_without_blank(data: bytes, position: int, fields: list[tuple[str, list[bytes]]]) -> tuple[Headers, int]:
    """The body began without a blank line; plain words that looked like fields ("Note: ...") go back to it."""
    while fields and b"-" not in fields[-1][0].encode() and not KNOWN.match(fields[-1][0].encode() + b":"):
        _name, lines = fields.pop()
        position = data.rfind(lines[0], 0, position)
        position = max(data.rfind(b"\n", 0, position), data.rfind(b"\r", 0, position)) + 1
    return _built(fields), position


def _rest(data: bytes, position: int, end: int, fields: list[tuple[str, list[bytes]]]) -> tuple[Headers, int]:
    """Past the cap: find the blank line, and only the fields that are read."""
    match = BLANK.search(data, position, end)
    stop = match.start() if match else end
    for count, found in enumerate(WANTED.finditer(data, position, stop)):
        if count >= limits.MAX_HEADERS:
            break
        line = data[found.start() : LINE.match(data, found.start()).end()]  # type: ignore[union-attr]  # LINE matches the empty text, too
        name, _, value = line.partition(b":")
        fields.append((name.strip().decode("ascii").lower(), [value]))
    return _built(fields), match.end() if match else end
