"""Header fields as they go out: RFC 5322 folding and quoting, RFC 2047 encoded words. No value can start a line of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence

import idna

from connectors.errors import ConnectorError
from connectors.types import Address

LINE = 76  # characters; a line that holds encoded words may not be longer (RFC 2047, 2)
LONGEST_WORD = 900  # a line may have 998 bytes (RFC 5322, 2.1.1)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\\\]\x00-\x1f\x7f-\x9f]{1,64}|\"[!#-\[\]-~ ]{1,62}\"")
_LITERAL = re.compile(r"\[[0-9A-Za-z.:]{2,60}\]")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*")
_ID = re.compile(r"[!-;=?-~]{1,900}")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def clean(text: str) -> str:
    """One line: control characters and line ends become spaces, runs of spaces one; lone surrogates the replacement character."""
    single = " ".join(_CONTROL.sub(" ", text).split())
    return single.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def folded(name: str, words: Iterable[str]) -> str:
    """``name: words`` over as many lines as it takes, broken between words only, with its CRLF."""
    lines, current = [], f"{name}:"
    for word in words:
        if len(current) + 1 + len(word) > LINE and current != f"{name}:":
            lines.append(current)
            current = ""
        current += f" {word}"
    return "\r\n".join([*lines, current]) + "\r\n"


def unstructured(name: str, text: str) -> str:
    """A field of free text, such as Subject."""
    value = clean(text)
    return folded(name, value.split() if _plain(value) else encoded_words(value, first=LINE - len(name) - 2))


def _plain(value: str) -> bool:
    return value.isascii() and "=?" not in value and all(len(word) <= LONGEST_WORD for word in value.split())


def encoded_words(text: str, *, first: int = LINE - 1) -> list[str]:
    """RFC 2047 words of at most 75 characters, each of whole characters; the first of at most ``first``."""
    data = text.encode("utf-8", "replace")
    quoted = sum(byte in _Q_SAFE or byte == 32 for byte in data) * 3 > len(data) * 2
    words, piece, room = [], "", max(first, 24)
    for char in text:
        if piece and len(_word(piece + char, quoted)) > room:
            words.append(_word(piece, quoted))
            piece, room = "", LINE - 1
        piece += char
    return [*words, _word(piece, quoted)] if piece else words


def _word(piece: str, quoted: bool) -> str:
    data = piece.encode("utf-8", "replace")
    if not quoted:
        return f"=?utf-8?b?{base64.b64encode(data).decode('ascii')}?="
    return "=?utf-8?q?" + "".join(chr(byte) if byte in _Q_SAFE else "_" if byte == 32 else f"={byte:02X}" for byte in data) + "?="


def addresses(name: str, people: Sequence[Address]) -> str:
    """A field of mailboxes, such as To. Raises ConnectorError for an address that cannot stand in one."""
    words: list[str] = []
    for number, one in enumerate(people, start=1):
        comma = "," if number < len(people) else ""
        words += [*_phrase(one.name), f"<{on_the_wire(one.address)}>{comma}"]
    return folded(name, words)


def _phrase(name: str) -> list[str]:
    value = clean(name)
    if not value.isascii() or "=?" in value or len(value) > 60:
        return encoded_words(value, first=40)
    if not value or _ATOMS.fullmatch(value):
        return value.split()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def on_the_wire(address: str) -> str:
    """``address`` with its domain in ASCII. Raises a permanent ConnectorError for what is no address; the text is never repeated."""
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        raise _no_address()
    if _LITERAL.fullmatch(domain):
        return address
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _no_address() from None
    if not _DOMAIN.fullmatch(ascii_domain):
        raise _no_address()
    return f"{local}@{ascii_domain}"


def _no_address() -> ConnectorError:
    return ConnectorError("A sender or recipient has no address that mail can be sent to.", code="address", permanent=True)


def ids(name: str, values: Iterable[str]) -> str:
    """A field of message ids without brackets; "" when none of them may stand in a header."""
    words = [f"<{one}>" for one in dict.fromkeys(values) if _ID.fullmatch(one)]
    return folded(name, words) if words else ""
