"""A person's words and what names them, found in texts of others.

Known are the addresses and names of their contacts, what they wrote, and the numbers and addresses that stand in it. A text of theirs is
looked for sentence by sentence, however it was wrapped or quoted since; short lines only where a text quotes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policies import redaction

GONE = "[erased]"
LONG = 12
"""Characters from which a piece of theirs is looked for anywhere; a shorter one could be anybody's."""

_ANYBODYS = frozenset({"DATE_TIME", "URL", "NRP", "LOCATION", "ORGANIZATION", "DE_PLZ", "CA_POSTAL_CODE"})
_SENTENCES = re.compile(r"(?<=[.!?…。؟])\s+|\n")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_TAGS = re.compile(r"<[^>]*>")
_SEPARATED = r"[\s./()-]*"
_WORDS = re.compile(r"[^\W\d_]+")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_CODES = frozenset({"direction", "effect", "finish_reason", "kind", "language", "level", "media_type", "role", "state", "status", "type"})
"""Fields of stored documents whose values are words of ours: somebody may be called User or De."""

_SPACED_BELOW = "\u2e80"
"""Scripts below it write words apart."""

_BETWEEN = r"[\s>]+"
_SPLIT = re.compile(_BETWEEN)


@dataclass(slots=True, eq=False)
class Wording:
    """``names`` are what the person is called, ``marks`` what is theirs alone (addresses, numbers, ids), ``said`` their texts.

    ``others``: what others are called, and what they had said before the person came in. None of that is the person's.
    """

    names: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def learn(self, text: str, language: str) -> None:
        """A text of theirs, with the numbers and addresses that stand in it; what it quotes is not theirs."""
        known = "\n".join(line for line in text.splitlines() if not _QUOTED.match(line))[: redaction.MAX_CHARACTERS]
        if not known.strip():
            return
        self.said.append(known)
        before = "\n".join(self.others).lower()
        found = {known[one.start : one.end] for one in redaction.find(known, language=language) if one.type not in _ANYBODYS}
        self.marks |= {one for one in found if one.lower() not in before}


class Piece:
    """A piece of theirs. Most texts share no piece, so its pattern is made where all its words stand."""

    def __init__(self, text: str, pattern: str) -> None:
        self.pattern = pattern
        first, *rest = text.split()
        self.ends = (first, *rest[-1:])
        self.inner = frozenset(word for word in rest[:-1] if ">" not in word)

    @cached_property
    def found(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.MULTILINE)

    def may_stand_in(self, text: str, words: set[str]) -> bool:
        """At its ends something may be glued on."""
        return self.inner <= words and all(one in text for one in self.ends)


class Redactor:
    """``text`` and ``data`` give back what may stay."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        marks = [_number(one) if _is_number(one) else re.escape(one) for one in _longest(self.wording.marks) if len(one) > 3]
        names = [_bounded(_flexible(one), one) for one in _longest(self.wording.names) if len(one) > 1]
        return _any([*marks, *names], re.IGNORECASE)

    @cached_property
    def _parts(self) -> re.Pattern[str]:
        """First and last names alone, as they are written or in capitals: in small letters they may be other words."""
        anybodys = {word.lower() for text in self.wording.others for word in _WORDS.findall(text)}
        parts = {part for name in self.wording.names for part in _WORDS.findall(name) if len(part) > 2 and part.lower() not in anybodys}
        forms = {form for part in parts for form in (part, part.capitalize(), part.upper()) if form != part.lower() or not part.isascii()}
        return _any([_bounded(re.escape(form), form) for form in _longest(forms)])

    @cached_property
    def _long(self) -> list[Piece]:
        return [Piece(one, _flexible(one)) for one in _longest(self._pieces) if len(one) >= LONG]

    @cached_property
    def _short(self) -> list[Piece]:
        return [Piece(one, rf"^[ \t>]*{_flexible(one)}[ \t]*$") for one in _longest(self._pieces) if len(one) < LONG]

    @cached_property
    def _pieces(self) -> set[str]:
        """What they said, in sentences and in what stands between marks and names: a prompt has placeholders there."""
        found: set[str] = set()
        for text in self.wording.said:
            for line in _sentences(text):
                found.add(line)
                found |= {part for part in (piece.strip(" ,;:") for piece in self._named(line, "\0").split("\0")) if len(part) >= LONG}
        return {one for one in found if any(char.isalnum() for char in one)}

    def _named(self, text: str, gone: str = GONE) -> str:
        return self._parts.sub(gone, self._marks.sub(gone, text))

    def text(self, text: str, *, quoting: bool = False) -> str:
        """``quoting``: the text is quoted from elsewhere, so that a short line of theirs is theirs."""
        left = _without(self._long, text, GONE)
        left = (
            _without(self._short, left, GONE)
            if quoting
            else _QUOTED_LINES.sub(lambda line: _without(self._short, line[0], f"> {GONE}"), left)
        )
        return _MANY.sub(GONE, self._named(left))

    def data(self, data: bytes) -> bytes | None:
        """A content of the store: JSON value by value, other text as it is. None for bytes that name the person but are no text."""
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return None if self._in_bytes(data) else data
        if "\0" in text:
            return None if self._in_bytes(data) else data
        try:
            value = json.loads(text) if text[:1] in ("{", "[") else None
        except ValueError:
            value = None
        if value is None:
            return self.text(text).encode("utf-8", "surrogatepass")
        return json.dumps(self._value(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")

    def _in_bytes(self, data: bytes) -> bool:
        return bool(self._marks.search(data.decode("latin-1")) or self._marks.search(data.decode("utf-8", "ignore")))

    def _value(self, value: Any, name: str = "") -> Any:
        if isinstance(value, str) and name in _CODES and _FIELD.fullmatch(value):
            return value
        if isinstance(value, str):
            return self._html(value) if name == "html" else self.text(value, quoting=name == "quoted")
        if isinstance(value, list):
            return [self._value(one, name) for one in value]
        if isinstance(value, dict):
            return {key if _FIELD.fullmatch(key) else self.text(key): self._value(one, key) for key, one in value.items()}
        return value

    def _html(self, markup: str) -> str:
        """Markup that says anything of theirs goes; the text beside it stays."""
        words = html.unescape(_TAGS.sub(" ", markup))
        return markup if self.text(markup) == markup and self.text(words, quoting=True) == words else ""


_QUOTED_LINES = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_MANY = re.compile(r"\[erased\](?:[ \t]*\[erased\])+")


def _sentences(text: str) -> Iterator[str]:
    """Lines, and the sentences in them."""
    for line in text.splitlines():
        yield from (one.strip() for one in (line, *_SENTENCES.split(line)) if one.strip())


def _any(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    several = list(patterns)
    return re.compile("|".join(several) if several else r"(?!)", flags)


def _without(pieces: Iterable[Piece], text: str, instead: str) -> str:
    there = {*text.split(), *_SPLIT.split(text)}
    for one in pieces:
        if one.may_stand_in(text, there):
            text = one.found.sub(instead, text)
    return text


def _longest(several: Iterable[str]) -> list[str]:
    return sorted({one.strip() for one in several if one.strip()}, key=lambda one: (-len(one), one))


def _flexible(text: str) -> str:
    """However it is wrapped, and with signs of quoting at new lines."""
    return _BETWEEN.join(re.escape(word) for word in text.split())


def _bounded(pattern: str, text: str) -> str:
    """As a word of its own, in scripts that write words apart."""
    return pattern if max(text) >= _SPACED_BELOW else rf"(?<!\w){pattern}(?!\w)"


def _is_number(text: str) -> bool:
    return sum(one.isdigit() for one in text) > 5 and not set(text) & set("@:<")


def _number(text: str) -> str:
    """Its letters and digits, whatever stands between them."""
    return r"(?<!\w)\+?" + _SEPARATED.join(re.escape(one) for one in text if one.isalnum()) + r"(?!\w)"
