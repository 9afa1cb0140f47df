"""The tree of a message: offsets into one bytes object, no copies, no recursion past the cap, linear in its length."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.mail import limits
from connectors.mail.headers import Headers, split_headers
from connectors.mail.params import mime_type, parse_params
from connectors.mail.transfer import decode_transfer

GUESS = re.compile(rb"(?:\A|[\r\n])--([^\r\n\s][^\r\n]{0,200}?)[ \t]*(?:\r\n|\n|\r)(?=[Cc]ontent-|\r?\n)")
EARLY = re.compile(
    rb"\A(?:\s*This is a (?:multi-?part|cryptographically)[^\r\n]*)?\s*--([^\r\n\s][^\r\n]{0,200}?)[ \t]*(?:\r\n|\n|\r)[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-",
    re.I,
)


@dataclass(slots=True)
class Part:
    """One node: ``data[start:end]`` is its body, ``raw_start`` where its headers begin."""

    data: bytes
    raw_start: int
    start: int
    end: int
    headers: Headers
    type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_params: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    children: list[Part] = field(default_factory=list)
    declared: bool = True

    @property
    def raw(self) -> bytes:
        return self.data[self.raw_start : self.end]

    @property
    def body(self) -> bytes:
        return self.data[self.start : self.end]

    def content(self) -> bytes:
        return decode_transfer(self.body, self.encoding, self.type.startswith("text/"))

    @property
    def filename(self) -> str:
        name = self.disposition_params.get("filename") or self.params.get("name") or self.disposition_params.get("name") or ""
        return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()[:255]

    @property
    def content_id(self) -> str:
        return self.headers.first("content-id").decode("utf-8", "replace").strip().strip("<>").strip()[:255]


@dataclass(slots=True)
class Counter:
    parts: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < 50:
            self.notes.append(text)


def read_part(data: bytes, start: int, end: int, counter: Counter, depth: int = 0, default: str = "text/plain", top: bool = False) -> Part:
    headers, body = split_headers(data, start, end, top)
    part = Part(data, start, body, end, headers)
    counter.parts += 1
    _describe(part, default)
    if depth >= limits.MAX_DEPTH:
        counter.note("nested too deep: the rest is kept as one part")
        part.type = part.type if part.type.startswith("text/") else "application/octet-stream"
    elif part.type.startswith("multipart/"):
        _split(part, counter, depth)
    elif part.type in ("message/rfc822", "message/global", "message/news"):
        _embedded(part, counter, depth)
    elif (not part.declared or (top and part.type == "text/plain")) and (early := EARLY.match(data[body : min(body + 2_000, end)])):
        part.type = "multipart/mixed"
        part.params["boundary"] = early.group(1).decode("latin-1")
        counter.note("multipart that does not say so")
        _split(part, counter, depth)
    return part


def _describe(part: Part, default: str) -> None:
    head, part.params = parse_params(part.headers.first("content-type"))
    kind = mime_type(head)
    part.declared = bool(kind)
    part.type = kind or default
    if not kind and part.headers.first("content-type") and default.startswith("text/") and part.params.get("boundary"):
        part.type = "multipart/mixed"
    part.disposition, part.disposition_params = parse_params(part.headers.first("content-disposition"))
    part.encoding = part.headers.first("content-transfer-encoding").decode("latin-1").strip().lower()


def _embedded(part: Part, counter: Counter, depth: int) -> None:
    if part.encoding in ("base64", "quoted-printable"):
        content = part.content()
        part.children = [read_part(content, 0, len(content), counter, depth + 1, top=True)]
    else:
        part.children = [read_part(part.data, part.start, part.end, counter, depth + 1, top=True)]


def _split(part: Part, counter: Counter, depth: int) -> None:
    boundary = part.params.get("boundary", "").rstrip().encode("latin-1", "replace")
    cuts = _cuts(part, boundary) if boundary else []
    if not cuts and part.encoding in ("base64", "quoted-printable") and part.start < part.end:
        decoded = decode_transfer(part.body, part.encoding, False)
        part.data, part.start, part.end, part.raw_start, part.encoding = decoded, 0, len(decoded), 0, ""
        cuts = _cuts(part, boundary) if boundary else []
    if not cuts and (match := GUESS.search(part.data, max(part.start - 1, 0), min(part.start + 1_000_000, part.end))):
        counter.note("boundary missing or wrong")
        cuts = _cuts(part, match.group(1))
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for start, end in cuts:
        if counter.parts >= limits.MAX_PARTS:
            counter.note("too many parts: the rest stays in the raw message")
            break
        if part.data[start:end].strip():
            part.children.append(read_part(part.data, start, end, counter, depth + 1, default))
    if not part.children:
        counter.note("multipart without parts")
        part.type = "text/html" if re.match(rb"\s*(?:<!doctype|<html|<body|<div|<p)", part.body[:500], re.I) else "text/plain"


def _cuts(part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """(start, end) of each part: whole lines of ``--boundary``; a missing last one ends with the enclosing part."""
    marker = b"--" + boundary
    cuts: list[tuple[int, int]] = []
    opened = -1
    position = part.start
    while len(cuts) <= limits.MAX_PARTS:
        found = part.data.find(marker, position, part.end)
        if found < 0:
            break
        position = found + len(marker)
        if found > part.start and part.data[found - 1] not in b"\r\n":
            continue
        closing = part.data[position : position + 2] == b"--"
        line = _line_end(part.data, position + (2 if closing else 0), part.end)
        if line < 0:
            continue
        if opened >= 0:
            cuts.append((opened, _before(part.data, found, opened)))
        opened = -1 if closing else line
        position = line
        if closing and part.data.find(marker, position, part.end) < 0:
            break
    if opened >= 0:
        cuts.append((opened, part.end))
    return cuts


def _line_end(data: bytes, position: int, end: int) -> int:
    """Offset after the line end that follows optional blanks; -1 if anything else stands there."""
    limit = min(position + 100, end)
    while position < limit and data[position] in b" \t":
        position += 1
    if position >= end:
        return end
    if data[position : position + 3] == b"\r\r\n":
        return position + 3
    if data[position : position + 2] == b"\r\n":
        return position + 2
    return position + 1 if data[position] in b"\r\n" else -1


def _before(data: bytes, found: int, opened: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    for mark in (b"\r\r\n", b"\r\n", b"\n", b"\r"):
        if data[found - len(mark) : found] == mark and found - len(mark) >= opened:
            return found - len(mark)
    return found
