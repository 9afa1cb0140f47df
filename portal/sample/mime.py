"""Compose mail byte by byte.

The standard library's generator folds and encodes differently from one Python version to the next; the sample mailbox must
come out the same everywhere, and it must hold mistakes that a correct library refuses to make.
Source of the formats: RFC 5322, 2045, 2047, 2231.
"""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass
from urllib.parse import quote

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Entity:
    """A MIME entity: header lines (ASCII, already folded, without line ends) and the encoded body with CRLF line ends."""

    lines: tuple[str, ...]
    body: bytes

    def as_bytes(self) -> bytes:
        return CRLF.join([*(line.encode("ascii") for line in self.lines), b"", self.body])


def crlf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def quoted_printable(data: bytes) -> bytes:
    return crlf(quopri.encodestring(data.replace(b"\r\n", b"\n")))


def base64_lines(data: bytes) -> bytes:
    return crlf(base64.encodebytes(data))


def transfer(data: bytes, encoding: str) -> bytes:
    """Encode text that has LF line ends; ``7bit`` and ``8bit`` pass it through as it is."""
    if encoding == "quoted-printable":
        return quoted_printable(data)
    return base64_lines(crlf(data)) if encoding == "base64" else crlf(data)


def encoded_words(text: str, charset: str = "utf-8", how: str = "B") -> str:
    """RFC 2047: each word holds whole characters and stays under 75 columns; words are folded one to a line."""
    words, chunk = [], ""
    for character in text:
        if chunk and len(one_word(chunk + character, charset, how)) > 72:
            words.append(one_word(chunk, charset, how))
            chunk = ""
        chunk += character
    return "\r\n ".join([*words, one_word(chunk, charset, how)])


def one_word(text: str, charset: str, how: str) -> str:
    data = text.encode(charset)
    if how == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return f"=?{charset}?Q?{''.join(chr(b) if b in safe else '_' if b == 32 else f'={b:02X}' for b in data)}?="


def header_text(text: str, charset: str = "utf-8", how: str = "B") -> str:
    return text if text.isascii() else encoded_words(text, charset, how)


def address(name: str, mail: str, charset: str = "utf-8", how: str = "B") -> str:
    if not name:
        return mail
    if not name.isascii():
        return f"{encoded_words(name, charset, how)} <{mail}>"
    plain = all(c.isalnum() or c in " '-" for c in name)
    return f"{name} <{mail}>" if plain else f'"{name}" <{mail}>'


def text(
    content: str,
    *,
    charset: str = "utf-8",
    encoding: str = "quoted-printable",
    subtype: str = "plain",
    says: str = "",
    flowed: bool = False,
) -> Entity:
    """A text part. ``says`` is the charset that the header claims when it differs from the one on disk; ``-`` leaves it out."""
    claimed = says or charset
    kind = f"Content-Type: text/{subtype}" + ("" if claimed == "-" else f'; charset="{claimed}"') + ("; format=flowed" if flowed else "")
    return Entity((kind, f"Content-Transfer-Encoding: {encoding}"), transfer(content.strip("\n").encode(charset) + b"\n", encoding))


def html(content: str, **options: str) -> Entity:
    return text(content, subtype="html", **options)  # type: ignore[arg-type]  # all options of text() used here are strings


def multipart(kind: str, *parts: Entity, mark: str, preamble: bytes = b"", more: str = "") -> Entity:
    boundary = f"----=_{mark}"
    body = preamble
    for part in parts:
        body += b"--" + boundary.encode() + CRLF + part.as_bytes() + CRLF
    return Entity((f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}',), body + b"--" + boundary.encode() + b"--" + CRLF)


def attachment(name: str, kind: str, data: bytes, *, inline_id: str = "") -> Entity:
    """A file in base64; a name outside ASCII is written both ways, as RFC 2231 and as an encoded word, the way common clients do."""
    disposition = "inline" if inline_id else "attachment"
    if name.isascii():
        named = [f'Content-Type: {kind};\r\n name="{name}"', f'Content-Disposition: {disposition};\r\n filename="{name}"']
    else:
        words = encoded_words(name)
        named = [
            f'Content-Type: {kind};\r\n name="{words}"',
            f"Content-Disposition: {disposition};\r\n filename*=utf-8''{quote(name, safe='')}",
        ]
    identity = [f"Content-ID: <{inline_id}>"] if inline_id else []
    return Entity((*named, *identity, "Content-Transfer-Encoding: base64"), base64_lines(data))


def forwarded(message: bytes, name: str = "") -> Entity:
    lines = ["Content-Type: message/rfc822", "Content-Transfer-Encoding: 8bit"]
    return Entity((*lines, f'Content-Disposition: attachment; filename="{name}"') if name else tuple(lines), message)
