"""What the text says around a finding: names of numbers before it or behind it, short ones as whole words, longer ones as parts of words."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.clues import MENDED
from policies.redaction.around.countries import countries
from policies.redaction.around.layout import Cell, Tables
from policies.redaction.around.lexicon import LEXICON, Words
from policies.redaction.scanning.words import words
from policies.redaction.types import Finding

_BEFORE: Final = 60
_BEHIND: Final = 50
_LEAD_IN: Final = 44
_FAR: Final = 110
_TAIL: Final = 40
_NEIGHBOURHOOD: Final = 300
_LONGEST_GROUP: Final = 6
_NUMBER: Final = re.compile(r"\d(?:[ ./-]?\d){3,}")
"""Another number than one in words such as "(11 digits)"."""
_LONG: Final = re.compile(r"\d(?:[ ./-]?\d){5,}")
"""One that is no price or year."""
_AS_TYPED: Final = str.maketrans("’İ", "'I")
"""What stays one character in lower case, and no sign of a script without blanks."""
_CAMEL: Final = re.compile(
    r"(?<=[a-zß-öø-ÿа-яё])(?=[A-ZА-Я][^\W\d_]{2})|(?<=[a-z]{2})(?=(?:No|Nr|Id|ID)\b)|(?<=[A-Z]{2})(?=[A-Z][a-z]{3}|[A-Z][a-z]{1,2}[A-Z]|(?:No|Nr|Id|Num)\b)"
    r"|(?<=[A-Za-z0-9])(?=[\u0590-\u1dff\u2000-\uffff])|(?<=[\u0590-\u1dff\u2000-\uffff])(?=[A-Za-z0-9])"
)
"""Where a word begins within another: in the names of fields, and beside scripts that set no blanks."""
_MAILBOX: Final = re.compile(r"(?:(?<![\w.+-])[\w.+-]+)?@[\w.-]*|\b(?:https?://|www\.)\S*")
"""An address, or what the place where one looks has left of it: its words name no number."""
_CLOSED: Final = re.compile(r"[\n\r\t|•·<>{}]|[\"'],")
_ENDED: Final = re.compile(rf"{_CLOSED.pattern}| [–—-] |[,;] ")
"""Behind a dash or a comma stands what the next number is called, if there is one."""
_GROUP_BEFORE: Final = re.compile(r"(?<!\d)\d{1,4} $")
_LETTERS: Final = re.compile(r"(?<![^\W_])(?!nr|no)([a-z]{1,2})\.? {1,2}$")
_GROUP_BEHIND: Final = re.compile(r" \d{1,4}(?!\d)")
_SAYINGS: Final = re.compile(
    r"\b(?:in (?:any |that |this |either )?case|in order to|on account of|in conto|en cas|tenir compte|tenant compte|compte tenu|rendre compte|rend compte|rends compte|"
    r"en compte|en cuenta|darse cuenta|(?:me|te|se|nos) (?:di|da|doy|dio|dimos) cuenta|por cuenta|im falle|kommt nicht in frage|check in|check out|checked in)\b"
    r"|\bpo\b(?= (?!(?:no|nr|num|nos|number|nummer|box|ref)\b)[^\W\d_])"
)
"""Words for an order, an account, a case or a country that mean none: "po" before another word is a particle in Filipino, Polish and others."""
_SENTENCE: Final = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])|\n\s*\n")
_DOTTED: Final = re.compile(
    r"\b(?:(?:[^\W\d_]\. ?){1,5}[^\W\d_]\b\.?|(?:[^\W\d_]-){1,5}[^\W\d_]\b(?!-)|(?:[^\W\d_] ){1,5}[^\W\d_]\b(?![.-]))"
)
"""All with full stops, all with hyphens, or all with blanks: a letter that is a word stands before a short form as well."""
_SEPARATE: Final = re.compile(r"[. -]")
_FILLERS: Final = re.compile(
    r"(?:[\s:;.,#=(\[\"'>»„“*_|-]|(?<![^\W\d_])(?:nr|no|num|nº|n°|number|nummer|numer|número|numéro|numero|номер|is|ist|est|es|är|er|on|jest|to|é|è)(?![^\W\d_]))+$"
)
"""What may stand between a name and its number."""


class Surroundings:
    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[tuple[int, int], str] = {}
        self._spoken: dict[str, str] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._leads: dict[int, str] = {}
        self._far: dict[tuple[int, int], str] = {}
        self._said: dict[str, tuple[int, dict[str, int]]] = {}
        self.tables = Tables(text)
        self._cells: dict[int, Cell | None] = {}
        self._countries: dict[int, frozenset[str]] = {}

    def say(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` (lower case) stands before or behind it."""
        return bool(self.among(self._around(finding.start, finding.end), wanted))

    def begin(self, finding: Finding, stems: tuple[str, ...]) -> bool:
        """A word before or behind it begins with one of ``stems`` (lower case), or is one with a $ behind it."""
        near = self._around(finding.start, finding.end)
        if near not in self._words:
            self._words[near] = frozenset(f"{word}$" for word, _ in words(near))
        return any(word.startswith(stems) for word in self._words[near])

    def among(self, text: str, wanted: Words) -> list[tuple[str, int]]:
        """Those of ``wanted`` that stand in a text (lower case), and where each does for the last time."""
        if not text:
            return []
        known = LEXICON.known(wanted)
        if text not in self._said or self._said[text][0] != LEXICON.size:
            self._said[text] = LEXICON.size, LEXICON.places(text)
        return [one for one in self._said[text][1].items() if one[0] in known]

    def countries(self, finding: Finding) -> frozenset[str]:
        """Whose phone numbers and addresses stand in its neighbourhood."""
        part = finding.start // _NEIGHBOURHOOD
        if part not in self._countries:
            low = max(0, (part - 1) * _NEIGHBOURHOOD)
            self._countries[part] = countries(self.text[low : low + 3 * _NEIGHBOURHOOD])
        return self._countries[part]

    def nearest(self, finding: Finding, wanted: Words) -> int:
        """Where in what leads to it the last of ``wanted`` begins: the higher, the nearer; -1 if none does."""
        return max((place for _, place in self.among(self.lead(finding), wanted)), default=-1)

    def behind(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` stands in its ``tail``."""
        return bool(self.among(self.tail(finding), wanted))

    def follows(self, finding: Finding, wanted: Words) -> tuple[int, int] | None:
        """How far behind it, as a number below nought, and how long the first of ``wanted`` is in its line or field."""
        return max(((-place, len(word)) for word, place in self.among(self.said_behind(finding), wanted)), default=None)

    def follow_alone(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` follows it, and no other number that it might lead to."""
        return self.follows(finding, wanted) is not None and not _NUMBER.search(self.text[finding.end : finding.end + _FAR])

    def ends_in(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` stands right before it, with "number", "is", a colon or the like between at most."""
        lead, known = self.lead(finding).rstrip(" :\n="), LEXICON.known(wanted)
        return any(
            near[place:] in known and not near[place - 1 : place].isalnum()
            for near in {lead, _FILLERS.sub("", lead)}
            for place in range(len(near))
        )

    def outshone(self, finding: Finding, own: Words, others: Words) -> bool:
        """The last of ``own`` in what leads to it is a part of one of ``others`` that has more words."""
        lead = self.lead(finding)
        named = self.among(lead, own)
        end = max((place + len(word) for word, place in named), default=-1)
        begin = min((place for word, place in named if place + len(word) == end), default=-1)
        return begin >= 0 and any(
            place <= begin and place + len(word) >= end and " " in lead[place : place + len(word)].replace(lead[begin:end], "")
            for word, place in self.among(lead, others)
            if " " in word and word not in LEXICON.known(own)
        )

    def name_ends(self, finding: Finding, wanted: Words) -> int:
        """Where the last of ``wanted`` ends: of two names that begin as one the longer says more."""
        return self.name(finding, wanted)[1]

    def name(self, finding: Finding, wanted: Words) -> tuple[int, int]:
        """(begin, end) in what leads to it of the one of ``wanted`` that ends last, of two the longer; -1 and -1 if there is none."""
        end, begin = max(((place + len(word), -place) for word, place in self.among(self.lead(finding), wanted)), default=(-1, 1))
        return -begin, end

    def heading(self, finding: Finding) -> str:
        """What stands above it in a table, in lower case."""
        cell = self._cell(finding.start)
        return _worded(cell.heading) if cell else ""

    def lead(self, finding: Finding) -> str:
        """What stands before it, up to another number, in lower case; empty if no letter does."""
        if finding.start not in self._leads:
            lead = self._before(finding.start, _LEAD_IN)
            self._leads[finding.start] = self._before(finding.start, _FAR) if self.among(lead, MENDED) else lead
        return self._leads[finding.start]

    def _before(self, start: int, reach: int) -> str:
        """``reach``: characters at most. Where a value is put right its name stands further off: "my licence number changed, it is now"."""
        cell = self._cell(start)
        before = self.text[max(cell.start if cell else 0, start - reach) : start]
        heading = f"{cell.heading} " if cell else ""
        return _worded(heading + before[_behind_digits(before) :])

    def tail(self, finding: Finding) -> str:
        """What stands behind it, up to another number, in lower case; empty if no letter does."""
        cell = self._cell(finding.start)
        behind = self.text[finding.end : min(finding.end + _TAIL, cell.end if cell else len(self.text))]
        number = _NUMBER.search(behind)
        return _worded(behind[: number.start()] if number else behind)

    def said_behind(self, finding: Finding) -> str:
        """The ``tail`` up to the end of its line or field: what stands on the next line is about something else."""
        tail = self.text[finding.end : finding.end + _FAR]
        number = _NUMBER.search(tail)
        ended = (_ENDED if _LONG.search(tail) else _CLOSED).search(tail)
        return _worded(tail[: min(ended.start() if ended else _FAR, number.start() if number else _FAR)])

    def tell(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` (lower case) stands somewhere in its sentence, with no other number between them."""
        return self.longest(finding, wanted) > 0

    def longest(self, finding: Finding, wanted: Words) -> int:
        """Letters of the longest of ``wanted`` in its sentence, 0 if there is none."""
        if (finding.start, finding.end) not in self._far:
            self._far[finding.start, finding.end] = self._sentence(finding.start, finding.end)
        return max((len(word) for word, _ in self.among(self._far[finding.start, finding.end], wanted)), default=0)

    def _sentence(self, start: int, end: int) -> str:
        cell = self._cell(start)
        if cell:
            return _worded(
                f"{cell.heading} {self.text[max(cell.start, start - _FAR) : start]} {self.text[end : min(cell.end, end + _FAR)]}"
            )
        before, behind = self.text[max(0, start - _FAR) : start], self.text[end : self._own_line(start, end) or end + _FAR]
        before = before[_behind_digits(before) :]
        starts = [found.end() for found in _SENTENCE.finditer(before)]
        stops = [found.start() for found in (_NUMBER.search(behind), _SENTENCE.search(behind)) if found]
        return _worded(f"{before[starts[-1] if starts else 0 :]} {behind[: min(stops, default=_FAR)]}")

    def in_line(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` leads to it on its own line; no line is told apart within a table."""
        line = "" if self._cell(finding.start) else _worded(self._line_before(finding.start))
        return bool(self.among(line, wanted))

    def _line_before(self, start: int) -> str:
        low = max(0, start - _BEFORE)
        return self.text[max(low, self.text.rfind("\n", low, start) + 1) : start]

    def _own_line(self, start: int, end: int) -> int:
        """Where its line ends, if a word on it leads to the number: then the next line is about something else; else 0."""
        stop = self.text.find("\n", end, end + _FAR)
        return stop if stop >= 0 and any(map(str.isalpha, self._line_before(start))) else 0

    def _cell(self, place: int) -> Cell | None:
        if place not in self._cells:
            self._cells[place] = self.tables.cell(place)
        return self._cells[place]

    def stands_alone(self, finding: Finding) -> bool:
        """Nothing else is on its line."""
        return not self._beside(finding.start - 1, -1) and not self._beside(finding.end, 1)

    def follows_letters(self, finding: Finding, wanted: Words) -> bool:
        """One of ``wanted`` of one or two small letters stands right before it, without a colon or a word for number."""
        found = _LETTERS.search(self.text, max(0, finding.start - _LONGEST_GROUP), finding.start)
        return found is not None and found[1] in LEXICON.known(wanted)

    def goes_on(self, finding: Finding) -> bool:
        """Groups of digits stand before or behind its own, a blank apart: it is a part of a longer number."""
        return " " in self.text[finding.start : finding.end] and bool(
            _GROUP_BEFORE.search(self.text, max(0, finding.start - _LONGEST_GROUP), finding.start)
            or _GROUP_BEHIND.match(self.text, finding.end)
        )

    def _beside(self, place: int, step: int) -> bool:
        while 0 <= place < len(self.text) and self.text[place] in " \t.,;":
            place += step
        return 0 <= place < len(self.text) and self.text[place] not in "\r\n"

    def _around(self, start: int, end: int) -> str:
        if (start, end) not in self._known:
            cell = self._cell(start)
            first, last = (cell.start, min(cell.end, end + _FAR)) if cell else (start - _BEFORE, end + _BEHIND)
            if not cell and (own_line := self._own_line(start, end)):
                last = own_line
            raw = f"{cell.heading if cell else ''} {self.text[max(0, first, start - _BEFORE) : start]} {self.text[end:last]}"
            if raw not in self._spoken:
                self._spoken[raw] = _both_ways(raw)
            self._known[start, end] = self._spoken[raw]
        return self._known[start, end]


def _behind_digits(text: str) -> int:
    return max((found.end() for found in _NUMBER.finditer(text)), default=0)


def _both_ways(text: str) -> str:
    """With short forms as they are written and as the words that they are."""
    near = spoken(_unlinked(text)) if any(map(str.isalpha, text)) else ""
    plain = undotted(near)
    return near if plain == near else f"{near} {plain}"


def _worded(text: str) -> str:
    return undotted(spoken(_unlinked(text))) if any(map(str.isalpha, text)) else ""


def _unlinked(text: str) -> str:
    return _MAILBOX.sub(" ", text) if "@" in text or "://" in text or "www." in text else text


def spoken(text: str) -> str:
    """In lower case, the names of fields in programs as words: taxFileNo and TAX_FILE_NO as "tax file no"."""
    plain = text.replace("_", " ") if text.isascii() else text.replace("_", " ").translate(_AS_TYPED)
    told = _CAMEL.sub(" ", plain).lower()
    return _SAYINGS.sub(lambda found: " " * len(found[0]), told) if "c" in told or "order" in told or "po " in told else told


def undotted(text: str) -> str:
    """Letters that are set apart as the short form that they are: A.F.M. and a-f-m as AFM and afm."""
    return _DOTTED.sub(lambda found: _SEPARATE.sub("", found[0]), text)
