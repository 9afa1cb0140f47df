"""winmail.dat (MS-OXTNEF): the body and the files that Outlook wrapped. Reads what is whole, stops where it is not."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from connectors.mail import limits
from connectors.mail.charsets import decode
from connectors.mail.rtf import decompress, rtf_to_text

SIGNATURE = 0x223E9F78
SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16}


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    type: str = ""
    data: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def read_tnef(data: bytes) -> Tnef | None:
    """None if this is no TNEF stream; else whatever could be read."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return None
    result, codepage, position = Tnef(), "", 6
    for _ in range(limits.MAX_TNEF_ATTRIBUTES):
        if position + 9 > len(data):
            break
        _, identity, size = struct.unpack_from("<BII", data, position)
        value = data[position + 9 : position + 9 + size]
        position += 9 + size + 2
        tag = identity & 0xFFFF
        if tag == 0x9007 and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        try:
            _attribute(result, tag, value, codepage)
        except (struct.error, IndexError, ValueError):
            continue
        if len(result.files) >= limits.MAX_ATTACHMENTS:
            break
    return result


def _attribute(result: Tnef, tag: int, value: bytes, codepage: str) -> None:
    if tag == 0x8004:
        result.subject = _text(value, codepage)
    elif tag == 0x800C:
        result.text = result.text or _text(value, codepage)
    elif tag == 0x9003:
        _message(result, _properties(value), codepage)
    elif tag == 0x9002:
        result.files.append(TnefFile())
    elif tag == 0x8010 and result.files:
        result.files[-1].name = result.files[-1].name or _text(value, codepage)
    elif tag == 0x800F and result.files:
        result.files[-1].data = value
    elif tag == 0x9005 and result.files:
        _file(result.files[-1], _properties(value), codepage)


def _message(result: Tnef, found: dict[int, tuple[int, bytes]], codepage: str) -> None:
    if 0x1000 in found:
        result.text = _property(found, 0x1000, codepage) or result.text
    if 0x1013 in found:
        page = struct.unpack_from("<I", found[0x3FDE][1])[0] if 0x3FDE in found else 0
        result.html = decode(found[0x1013][1], {0: "", 65001: "utf-8", 20127: ""}.get(page, f"cp{page}"))
    if 0x1009 in found and not result.html:
        content, as_html = rtf_to_text(decompress(found[0x1009][1]))
        if as_html:
            result.html = content
        else:
            result.text = result.text or content
    result.subject = _property(found, 0x0037, codepage) or result.subject


def _file(file: TnefFile, found: dict[int, tuple[int, bytes]], codepage: str) -> None:
    file.name = _property(found, 0x3707, codepage) or file.name or _property(found, 0x3704, codepage)
    file.type = _property(found, 0x370E, codepage).lower() or file.type
    file.content_id = _property(found, 0x3712, codepage).strip("<>") or file.content_id
    if 0x3701 in found and not file.data:
        file.data = found[0x3701][1][16:] if found[0x3701][0] == 0x000D else found[0x3701][1]


def _property(found: dict[int, tuple[int, bytes]], identity: int, codepage: str) -> str:
    kind, value = found.get(identity, (0, b""))
    return decode(value, "utf-16-le").rstrip("\x00") if kind == 0x001F else _text(value, codepage)


def _text(value: bytes, codepage: str) -> str:
    return decode(value.rstrip(b"\x00"), codepage).strip()


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """MAPI properties as identity -> (type, first value)."""
    found: dict[int, tuple[int, bytes]] = {}
    position = 4
    for _ in range(min(struct.unpack_from("<I", data)[0], limits.MAX_TNEF_ATTRIBUTES)):
        kind, identity = struct.unpack_from("<HH", data, position)
        position += 4
        if identity >= 0x8000:
            position = _skip_name(data, position)
        many, kind = bool(kind & 0x1000), kind & 0x0FFF
        if kind in SIZES:
            count = struct.unpack_from("<I", data, position)[0] if many else 1
            position += 4 if many else 0
            found.setdefault(identity, (kind, data[position : position + SIZES[kind]]))
            position += SIZES[kind] * count
        elif kind in (0x001E, 0x001F, 0x000D, 0x0102):
            count = struct.unpack_from("<I", data, position)[0]
            position += 4
            for _ in range(min(count, 1_000)):
                size = struct.unpack_from("<I", data, position)[0]
                found.setdefault(identity, (kind, data[position + 4 : position + 4 + size]))
                position += 4 + (size + 3) // 4 * 4
        else:
            break
        if position + 8 > len(data):
            break
    return found


def _skip_name(data: bytes, position: int) -> int:
    kind = struct.unpack_from("<I", data, position + 16)[0]
    if kind == 0:
        return position + 24
    size: int = struct.unpack_from("<I", data, position + 20)[0]
    return position + 24 + (size + 3) // 4 * 4
