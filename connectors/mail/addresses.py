"""Address lists as they come: comments, groups, unquoted commas, encoded words, missing brackets. One linear scan."""

from __future__ import annotations

import re

from connectors.mail import limits
from connectors.mail.words import decode_words, one_line
from connectors.types import Address

SPEC = re.compile(r"[^\s<>()\[\]\",;:\\@]{1,200}@[^\s<>()\",;:\\@]{1,255}")
QUOTED_SPEC = re.compile(r"\"[^\"]{1,200}\"@[^\s<>()\",;:\\@]{1,255}")
AT_WORDS = re.compile(r"(?i)\s*(?:\(at\)|\[at\])\s*")


def parse_addresses(text: str) -> list[Address]:
    """``text`` is an unfolded header value with its encoded words in place. Never raises; at most the cap."""
    if "@" not in text and "=?" in text:
        text = decode_words(text)
    out: list[Address] = []
    carry = ""
    for piece in _pieces(text):
        address = _one(f"{carry}, {piece}" if carry else piece)
        if address is None:
            carry = f"{carry}, {piece}" if carry else piece
            continue
        carry = ""
        out.append(address)
        if len(out) >= limits.MAX_ADDRESSES:
            break
    if carry and not out:
        bare = carry.strip().strip("<>").strip()
        if re.fullmatch(r"[A-Za-z0-9._\-]{1,64}", bare):
            return [Address(bare.lower())]
        name = _name(carry)
        return [Address("", name)] if name and not name.lower().startswith("undisclosed") else []
    return out


def _pieces(text: str) -> list[str]:
    """Split at commas and semicolons outside quotes, brackets and comments; a group's name and colon fall away."""
    text = _balanced(text)
    pieces: list[str] = []
    current: list[str] = []
    quoted = angle = False
    depth = 0
    position = 0
    length = len(text)
    while position < length and len(pieces) < limits.MAX_ADDRESSES * 2:
        char = text[position]
        if char == "\\" and (quoted or depth):
            current.append(text[position : position + 2])
            position += 2
            continue
        if char == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            if char == "(":
                depth += 1
            elif char == ")" and depth:
                depth -= 1
            elif not depth and char in "<>":
                angle = char == "<"
            elif not depth and not angle and char in ",;":
                pieces.append("".join(current))
                current = []
                position += 1
                continue
            elif (
                not depth
                and not angle
                and char == ":"
                and "@" not in "".join(current[-300:])
                and not "".join(current[-7:]).lower().endswith("mailto")
            ):
                current = []
                position += 1
                continue
        current.append(char)
        position += 1
    pieces.append("".join(current))
    return [piece.strip() for piece in pieces if piece.strip()]


def _balanced(text: str) -> str:
    """A lone quote, bracket or parenthesis would swallow all that follows: take it as a character of no meaning."""
    text = text[: limits.MAX_HEADER_BYTES * 4]
    bare = re.sub(r"\\.", "", text)
    if bare.count('"') % 2:
        text = text.replace('"', " ")
    if bare.count("(") != bare.count(")"):
        text = text.replace("(", " ").replace(")", " ")
    if text.count("<") > text.count(">"):
        text += ">" if text.count("<") == text.count(">") + 1 and not re.search(r"<[^<>]*,", text) else ""
    return text


def _one(piece: str) -> Address | None:
    start, end = piece.rfind("<"), piece.rfind(">")
    if start >= 0:
        inner = piece[start + 1 : end if end > start else len(piece)]
        outside = f"{piece[:start]} {piece[end + 1 :] if end > start else ''}"
        spec = _spec(inner)
        if spec:
            return Address(spec, _name(outside, spec))
        if not inner.strip():
            spec = _spec(outside)
            return Address(spec, _name(outside.replace(spec, " "), spec)) if spec else Address("", _name(outside))
        if re.fullmatch(r"\s*[A-Za-z0-9._\-]{1,64}\s*", inner):
            return Address(inner.strip().lower(), _name(outside))
        return Address(_spec(outside), _name(outside)) if _spec(outside) else None
    spec = _spec(piece)
    if not spec:
        return None
    at = piece.lower().find(spec)
    rest = piece[:at] + " " + piece[at + len(spec) :] if at >= 0 else ""
    return Address(spec, _name(rest, spec))


def _spec(text: str) -> str:
    """The addr-spec in lower case; routes, mailto: and spaces around the @ are mended; "" if there is none."""
    if "=?" in text:
        text = decode_words(text)
    text = AT_WORDS.sub("@", text)
    text = re.sub(r"(?i)^\s*mailto:", "", re.sub(r"\s*@\s*", "@", text))
    if ":" in text and text.lstrip().startswith("@"):
        text = text.rsplit(":", 1)[-1]
    found = QUOTED_SPEC.search(text) or SPEC.search(text)
    return found.group().rstrip(".").strip("'`").lower() if found else ""


def _name(text: str, spec: str = "") -> str:
    text = decode_words(text.strip())
    comment = re.search(r"\(([^()]*)\)\s*$", text)
    plain = re.sub(r"\([^()]*\)\s*$", "", text).strip() if comment else text
    name = plain or (comment.group(1) if comment else "")
    if comment and plain and '"' not in text:
        name = text
    name = re.sub(r"\\(.)", r"\1", name.replace('"', "")) if '"' in name or "\\" in name else name
    name = one_line(name.strip(" \t,;<>"), 300)
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()
    return "" if name.lower() == spec or name.lower() == f"mailto:{spec}" else name
