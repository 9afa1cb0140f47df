"""Parameters of Content-Type and Content-Disposition, RFC 2231 and its broken forms."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from connectors.mail.charsets import decode
from connectors.mail.words import decode_words, raw_text

TOKEN = re.compile(r"[ \t;]*([A-Za-z0-9_.\-]{1,60})(\*?\d{0,3}\*?)[ \t]*=[ \t]*")
MIME_TYPE = re.compile(r"\s*[\"']?([A-Za-z0-9!#$&^_.+\-]{1,80})\s*/\s*([A-Za-z0-9!#$&^_.+\-]{1,100})")


def parse_params(value: bytes, hint: str = "") -> tuple[str, dict[str, str]]:
    """(value before the first semicolon, parameters by lower-case name). Never raises."""
    text = raw_text(value[:16_384], hint)
    head, _, rest = text.partition(";")
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    if not rest and "=" in head and " " in head.strip():
        head, _, rest = head.strip().partition(" ")
    position = 0
    while position < len(rest):
        match = TOKEN.match(rest, position)
        if not match:
            following = rest.find(";", position)
            if following < 0:
                break
            position = following + 1
            continue
        raw, position = _value(rest, match.end())
        name, marks = match.group(1).lower(), match.group(2)
        digits = marks.strip("*")
        pieces.setdefault(name, {}).setdefault(int(digits) if digits and marks.startswith("*") else 0, (raw, marks.endswith("*")))
    return head.strip().strip("\"'").lower(), {name: _joined(parts, hint) for name, parts in pieces.items()}


def _value(text: str, start: int) -> tuple[str, int]:
    """A quoted or bare value; an open quote ends at the next semicolon or at the end; bare values may hold spaces."""
    if text[start : start + 1] != '"':
        end = text.find(";", start)
        end = len(text) if end < 0 else end
        return text[start:end].strip().strip("'\""), end + 1
    out = []
    position = start + 1
    while position < len(text) and text[position] != '"':
        if text[position] == "\\" and position + 1 < len(text) and text[position + 1] in '"\\':
            position += 1
        out.append(text[position])
        position += 1
    if position >= len(text):
        end = text.find(";", start)
        end = len(text) if end < 0 else end
        return text[start + 1 : end].strip(), end + 1
    return "".join(out), position + 1


def _joined(parts: dict[int, tuple[str, bool]], hint: str) -> str:
    ordered = [parts[number] for number in sorted(parts)]
    if not any(escaped for _, escaped in ordered):
        text = "".join(raw for raw, _ in ordered)
        if re.match(r"(?i)^[a-z0-9_\-]{2,20}'[a-z\-]{0,8}'.*%[0-9a-f]{2}", text):
            ordered = [(text, True)]
        else:
            return decode_words(text)
    charset, data = "", b""
    for number, (raw, escaped) in enumerate(ordered):
        if number == 0 and raw.count("'") >= 2:
            charset, _, raw = raw.split("'", 2)
        data += unquote_to_bytes(raw) if escaped else raw.encode("utf-8", "replace")
    return decode_words(decode(data, charset, hint))


def mime_type(head: str) -> str:
    """``type/subtype`` in lower case; "" when it is not one."""
    match = MIME_TYPE.match(head)
    return f"{match.group(1)}/{match.group(2)}".lower() if match else {"text": "text/plain", "html": "text/html"}.get(head, "")
