"""Content transfer encodings, forgiving: garbage in base64, broken quoted-printable, uuencode. Linear; never raises."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
PIECE = 1 << 18
_BYTES = {bytes((a, b)): bytes.fromhex(f"{a:c}{b:c}") for a in b"0123456789ABCDEFabcdef" for b in b"0123456789ABCDEFabcdef"}
SOFT = re.compile(rb"=[ \t]*(?:\r\n|\n|\r)")
TRAILING = re.compile(rb"[ \t]+(?=\r?\n)")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.M)
LIKE_BASE64 = re.compile(rb"\A\s*(?:[A-Za-z0-9+/]{40,}={0,2}\s+){2,}[A-Za-z0-9+/]*={0,2}\s*\Z")


def from_base64(data: bytes) -> bytes:
    """Decode what is there: foreign characters are skipped, padding is mended, padding in the middle starts a new run."""
    body = data.replace(b"\r", b"").replace(b"\n", b"").replace(b" ", b"")
    try:
        return binascii.a2b_base64(body, strict_mode=True)
    except binascii.Error:
        pass
    if b"-" in body and b"+" not in body and b"/" not in body and b"_" in body:
        body = body.replace(b"-", b"+").replace(b"_", b"/")
    body = NOT_BASE64.sub(b"", body)
    stripped = body.rstrip(b"=")
    if b"=" not in stripped:
        return _run(stripped)
    return b"".join(_run(run) for run in re.split(rb"=+", stripped))


def _run(run: bytes) -> bytes:
    if len(run) % 4 == 1:
        run = run[:-1]
    try:
        return binascii.a2b_base64(run + b"=" * (-len(run) % 4))
    except binascii.Error:
        return b""


def from_quoted_printable(data: bytes, header: bool = False) -> bytes:
    """Valid escapes are decoded, everything else stays as it stands."""
    if b"=" not in data and header:
        return data
    return b"".join(_plain(piece, header, len(data) == end) for piece, end in _pieces(data))


def _plain(piece: bytes, header: bool, is_last: bool) -> bytes:
    if not header:
        piece = SOFT.sub(b"", TRAILING.sub(b"", piece))
        if is_last and piece.endswith(b"="):
            piece = piece[:-1]
    return HEX.sub(_byte, piece) if b"=" in piece else piece


def _byte(found: re.Match[bytes]) -> bytes:
    return _BYTES[found[1]]


def _pieces(data: bytes) -> Iterator[tuple[bytes, int]]:
    """(slice, its end), cut behind a line where there is one: a replacement holds all its parts in memory at once."""
    start = 0
    while start < len(data):
        end = min(start + PIECE, len(data))
        if end < len(data):
            line = data.rfind(b"\n", start, end) + 1
            escape = data.rfind(b"=", max(end - 2, start + 1), end)
            end = line if line > start else escape if escape > start else end
        yield data[start:end], end
        start = end


def decode_transfer(data: bytes, encoding: str, textual: bool) -> bytes:
    """The content of a part. A textual part whose declaration is plainly wrong is read as what it is."""
    name = encoding.strip().strip("\"'").lower().split(";")[0].split(" ")[0].replace("_", "-")
    if name in ("base64", "b", "base-64", "bas64"):
        if textual and _not_base64(data):
            return data
        return from_base64(data)
    if name in ("quoted-printable", "quotedprintable", "q", "qp", "quoted printable", "printable", "quoted"):
        return from_quoted_printable(data)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        files, rest = split_uu(data)
        return files[0][1] if files else rest
    if textual and len(data) < 2_000_000 and LIKE_BASE64.match(data):
        guess = from_base64(data)
        return guess if guess and sum(byte < 9 or 14 <= byte < 27 for byte in guess[:400]) == 0 else data
    if textual and name in ("", "7bit", "8bit") and _like_quoted_printable(data):
        return from_quoted_printable(data)
    return data


def _not_base64(data: bytes) -> bool:
    """Words with spaces and punctuation cannot be base64, whatever the header says."""
    head = data[:4_000].strip()
    if not head:
        return False
    foreign = len(re.findall(rb"[^A-Za-z0-9+/=\s]", head))
    spaces = len(re.findall(rb"[A-Za-z0-9,.][ ][A-Za-z0-9]", head))
    return foreign * 20 > len(head) or spaces * 12 > len(head)


def _like_quoted_printable(data: bytes) -> bool:
    """Undeclared quoted-printable: escapes of UTF-8 or soft line breaks all over, no 8-bit byte."""
    head = data[:20_000]
    if head.count(b"=") < 3 or re.search(rb"[\x80-\xff]", head):
        return False
    escapes = len(re.findall(rb"=(?:[89A-F][0-9A-F]|20|3D|\r?\n)", head))
    return escapes >= 3 and escapes * 10 >= head.count(b"=") * 9


def split_uu(data: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """Take the uuencoded files out of a text: ([(name, content)], remaining text)."""
    files: list[tuple[str, bytes]] = []
    rest: list[bytes] = []
    position = 0
    while len(files) < 50 and (match := UU_BEGIN.search(data, position)):
        end = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.M).search(data, match.end())
        if not end:
            break
        content = _uu_lines(data[match.end() : end.start()], data[match.start() : match.start() + 12] == b"begin-base64")
        if content is None:
            rest.append(data[position : match.end()])
        else:
            rest.append(data[position : match.start()])
            files.append((match.group(1).decode("utf-8", "replace").strip(), content))
        position = match.end() if content is None else end.end()
    rest.append(data[position:])
    return files, b"".join(rest)


def _uu_lines(body: bytes, base64: bool) -> bytes | None:
    if base64:
        return from_base64(body)
    out = []
    for line in body.split(b"\n"):
        line = line.rstrip(b"\r\n")
        if not line:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[: size + 1]))
            except binascii.Error:
                return None
    return b"".join(out)
