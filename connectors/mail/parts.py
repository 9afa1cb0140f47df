"""MIME parts as they go out (RFC 2045, 2046, 2231): text in 7bit or quoted-printable, files in base64, no line over 76 bytes but plain ASCII text.

Boundaries derive from the mail's id, so the same mail is the same bytes; none can stand in quoted-printable or base64.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from connectors.mail.fields import clean, encoded_words, folded
from connectors.types import Attachment

LONGEST_PLAIN = 900
_LINE_END = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")
_ASCII_LINE = re.compile(r"[\t\x20-\x7e]*")
_TYPE = re.compile(r"(image|audio|video|application|text)/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,100}")
_CID = re.compile(r"[!-;=?-~]{1,200}")
_QP = [chr(byte) if 33 <= byte <= 126 and byte != 61 else f"={byte:02X}" for byte in range(256)]
_QP[9], _QP[32] = "\t", " "


@dataclass(frozen=True, slots=True)
class Node:
    """One part: its Content fields, each with its CRLF, and its encoded body."""

    fields: str
    body: str

    @property
    def bytes(self) -> str:
        return f"{self.fields}\r\n{self.body}"


def text(value: str, subtype: str = "plain") -> Node:
    """7bit when every client reads it unharmed, else quoted-printable in UTF-8."""
    lines = [line.encode("utf-8", "replace") for line in _LINE_END.split(value.replace("\x00", ""))]
    lines = lines if lines and lines[-1] == b"" else [*lines, b""]
    plain = all(_is_plain(line) for line in lines)
    body = b"\r\n".join(lines).decode("ascii") if plain else "\r\n".join(_quoted(line) for line in lines)
    charset, encoding = ("us-ascii", "7bit") if plain else ("utf-8", "quoted-printable")
    return Node(f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n", body)


def _is_plain(line: bytes) -> bool:
    """``From `` would be stuffed on the way, blanks at the end stripped, ``=_`` could be taken for a boundary."""
    if len(line) > LONGEST_PLAIN or line[-1:] in (b" ", b"\t") or line.startswith(b"From ") or b"=_" in line or line == b".":
        return line == b"-- "
    return line.isascii() and _ASCII_LINE.fullmatch(line.decode("ascii")) is not None


def _quoted(line: bytes) -> str:
    tokens = [_QP[byte] for byte in line]
    if tokens and tokens[-1] in (" ", "\t"):
        tokens[-1] = f"={line[-1]:02X}"
    if line.startswith(b"From "):
        tokens[0] = "=46"
    if line == b".":
        tokens[0] = "=2E"
    return _wrapped(tokens)


def _wrapped(tokens: Sequence[str]) -> str:
    lines, current = [], ""
    for token in tokens:
        if len(current) + len(token) > 75:
            lines.append(current + "=")
            current = ""
        current += token
    return "\r\n".join([*lines, current])


def file(one: Attachment) -> Node:
    kind = one.type if _TYPE.fullmatch(one.type) else "application/octet-stream"
    name = clean(one.name)[:200] or "file"
    inline = is_inline(one)
    fields = folded("Content-Type", [f"{kind};", *_legacy_name(name)])
    fields += "Content-Transfer-Encoding: base64\r\n"
    fields += folded("Content-Disposition", ["inline;" if inline else "attachment;", *_file_name(name)])
    fields += f"Content-ID: <{one.content_id}>\r\n" if inline else ""
    return Node(fields, base64.encodebytes(one.data).decode("ascii").replace("\n", "\r\n"))


def is_inline(one: Attachment) -> bool:
    return one.inline and _CID.fullmatch(one.content_id) is not None


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _legacy_name(name: str) -> list[str]:
    """For clients that know no RFC 2231: an encoded word in quotes, as they write it themselves."""
    if name.isascii() and len(name) <= 60:
        return [f'name="{_escaped(name)}"']
    words = encoded_words(name, first=60)
    return [f'name="{words[0]}', *words[1:-1], f'{words[-1]}"'] if len(words) > 1 else [f'name="{words[0]}"']


def _file_name(name: str) -> list[str]:
    if name.isascii() and len(name) <= 60:
        return [f'filename="{_escaped(name)}"']
    pieces = _percent_pieces(name)
    if len(pieces) == 1:
        return [f"filename*=utf-8''{pieces[0]}"]
    last = len(pieces) - 1
    marks = ["utf-8''", *[""] * last]
    return [f"filename*{n}*={marks[n]}{piece}{';' if n < last else ''}" for n, piece in enumerate(pieces)]


def _percent_pieces(name: str) -> list[str]:
    pieces = [""]
    for char in name:
        token = quote(char, safe="")
        if len(pieces[-1]) + len(token) > 48:
            pieces.append("")
        pieces[-1] += token
    return pieces


def multipart(kind: str, nodes: Sequence[Node], boundary: str) -> Node:
    """The nodes one after the other; a single one stands for itself."""
    if len(nodes) == 1:
        return nodes[0]
    body = "".join(f"--{boundary}\r\n{node.bytes}\r\n" for node in nodes)
    return Node(f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n', f"{body}--{boundary}--\r\n")
