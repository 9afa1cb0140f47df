"""Characters that programs have written as something else, and what they have put within a value: found and told as what a reader would see."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from policies.redaction.around.plain import plain

_WIDTHLESS: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_TRIGGER: Final = re.compile(rf"[&=\\<%{_WIDTHLESS}]")
_TAGS: Final = r"(?:</?(?:b|i|u|s|a|em|strong|span|font|mark|code|tt|small|nobr|bdo|bdi|o:p)(?:\s[^<>]{0,200})?>){1,4}"
_MARKS: Final = re.compile(
    rf"(?P<widthless>[{_WIDTHLESS}]+|<wbr ?/?>|\\(?=[-.+()@#*_~`\[\]]))"
    r"|(?P<entity>&(?:amp;){0,3}(?:#\d{2,6}|#[xX][0-9A-Fa-f]{2,5}|[A-Za-z][A-Za-z0-9]{1,15});|&nbsp(?![A-Za-z;]))"
    r"|(?P<byte>(?:(?<=\d)=(?:20|2[DEF])(?=\d)|(?<=[\w.+-])=40(?=[\w-]{1,63}(?:\.|=2E)\w))|(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,3})+)"
    r"|(?P<letter>\\{1,2}u[0-9A-Fa-f]{4})|(?P<line>(?:\\{1,2}r)?\\{1,2}n(?![a-z])|<br ?/?>(?:\r?\n)?)|(?P<sign>\\{1,2}[/\"])"
    rf"|(?P<tags>(?:(?<=\d)|(?<=\d[ ./-])){_TAGS}(?=[ ./-]?\d)|(?<=@){_TAGS}(?=\w)|(?<=\w){_TAGS}(?=@))"
    r"|(?P<percent>(?<=[\w.+-])%40(?=[\w-]{1,63}\.\w))"
)
_QUOTED: Final = re.compile(r"(?P<line>=[ \t]{0,3}\r?\n)|(?P<byte>(?:=[0-9A-F]{2})+)")
"""Everything that quoted-printable writes."""
_IS_QUOTED: Final = re.compile(r"=(?:[C-F][0-9A-F]=[89AB][0-9A-F]|3D|20\r?\n|20[^\s=]{1,20}=20[^\s=])|(?<=[^\n]{60})=\r?\n")
_SOFT: Final = re.compile(r"=\r?\n(?=[\w@.-])")
_GOES_ON: Final = re.compile(r"(?:\d|@[\w.-]*|://\S*|\b[A-Z]{2}\d\d[ A-Z]{1,6})$")
"""A value that surely goes on behind a soft break."""
_IN_JSON: Final = re.compile(r"\\?\"\s?:")
_ESCAPED: Final = re.compile(r"(?:\\{1,2}r)?\\{1,2}n|\\{1,2}[bfrt]")
_BREAKS: Final = {"t": "\t", "b": " ", "f": " "}
_LINK: Final = re.compile(r"(?:[/?&]|(?<!mailto):)\S*$")
_NEAR: Final = 80


def encoded(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what is seen) of each mark, in order."""
    if _TRIGGER.search(text) is None:
        return
    reads = _Reader(text)
    at = 0
    while trigger := _TRIGGER.search(text, at):
        mark = reads.mark(trigger.start())
        if mark:
            yield mark
        at = mark[1] if mark else trigger.end()


class _Reader:
    """``text`` is quoted-printable as a whole, or JSON, if it shows so."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_quoted = "=" in text and _IS_QUOTED.search(text) is not None
        self._is_json = "\\" in text and _IN_JSON.search(text) is not None

    def mark(self, at: int) -> tuple[int, int, str] | None:
        for pattern, read in self._ways(self._text[at]):
            found = pattern.match(self._text, at)
            shown = read(found) if found else None
            if found and shown is not None:
                return found.start(), found.end(), shown
        return None

    def _ways(self, char: str) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]]:
        if char == "=" and self._is_quoted:
            yield _QUOTED, lambda found: "" if found["line"] else _bytes(found[0])
        if char == "=":
            yield _SOFT, self._soft
        if char == "\\" and self._is_json:
            yield _ESCAPED, lambda found: _BREAKS.get(found[0][-1], "\n")
        yield _MARKS, self._seen

    def _soft(self, found: re.Match[str]) -> str | None:
        return "" if _GOES_ON.search(self._text[max(0, found.start() - _NEAR) : found.start()]) else None

    def _seen(self, found: re.Match[str]) -> str | None:
        if found.lastgroup == "percent":
            return None if _LINK.search(self._text[max(0, found.start() - _NEAR) : found.start()]) else "@"
        return _SEEN[str(found.lastgroup)](found[0])


def _entity(written: str) -> str | None:
    return _letter(html.unescape(f"&{written.rstrip(';').rsplit('amp;', 1)[-1].lstrip('&')};"))


def _letter(seen: str) -> str | None:
    """One character as it is searched; None for what is none."""
    if len(seen) != 1 or unicodedata.category(seen) in ("Cs", "Cn", "Co"):
        return None
    if seen.isspace():
        return "\n" if seen in "\r\n" else "\t" if seen == "\t" else " "
    if unicodedata.category(seen) == "Cc":
        return " "
    return "" if unicodedata.category(seen) == "Cf" else plain(seen)


def _bytes(written: str) -> str | None:
    octets = bytes.fromhex(written.replace("=", ""))
    try:
        seen = octets.decode()
    except UnicodeDecodeError:
        seen = octets.decode("cp1252", "replace")
    return "".join("" if unicodedata.category(char) == "Cf" else plain(char) for char in seen)


_SEEN: Final[dict[str, Callable[[str], str | None]]] = {
    "widthless": lambda _: "",
    "entity": _entity,
    "byte": _bytes,
    "letter": lambda written: _letter(chr(int(written[-4:], 16))),
    "line": lambda _: "\n",
    "sign": lambda written: written[-1],
    "tags": lambda _: "",
}
