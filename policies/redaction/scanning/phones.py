"""Phone numbers as Presidio finds them, in one walk over the text for all regions instead of one walk per region.

The library's matcher looks for candidates, tries each as a whole and then in parts, and goes on behind what it found. Candidates, parts
and what is wrong with one do not depend on the region; which regions can accept one is asked of a single scan (``dialling``). Only the
few that are left are parsed by the library. Regions stay together in the walk for as long as they agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from phonenumbers import phonenumbermatcher
from phonenumbers.phonenumber import CountryCodeSource
from phonenumbers.phonenumberutil import NumberParseException, parse
from presidio_analyzer import EntityRecognizer, RecognizerResult

from policies.redaction.scanning.dialling import Dialling, Group

matcher: Final[Any] = phonenumbermatcher  # its inner parts are not in its types
Span = tuple[int, int]
Piece = tuple[int, str]
"""Where a candidate or a part of one begins, and its characters."""
Regions = frozenset[str]
_TRIES: Final = 65_535
"""After so many misses the library's matcher gives a text up."""
_LEAST_DIGITS: Final = 4


class Phones:
    """The phone recogniser's work on one text at a time; only spans, type and score are kept of each number."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._dialling = Dialling(recogniser.supported_regions)

    def analyse(self, text: str) -> list[Any]:
        spans = _Walk(text, self._dialling, self._recogniser.leniency).spans()
        found = [self._result(start, end) for start, end in sorted(spans)]
        return EntityRecognizer.remove_duplicates(found) if len(found) > 1 else found

    def _result(self, start: int, end: int) -> Any:
        recogniser = self._recogniser
        named = {RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name, RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id}
        return RecognizerResult(recogniser.supported_entities[0], start, end, recogniser.SCORE, None, named)  # type: ignore[arg-type]  # no explanation is kept


class _Walk:
    """From candidate to candidate: ``pending`` holds the regions that search on at a place with so many tries left."""

    def __init__(self, text: str, dialling: Dialling, leniency: int) -> None:
        self._text, self._dialling, self._leniency = text, dialling, leniency
        self._checker = matcher.PhoneNumberMatcher(text, None, leniency=leniency)
        self._accepting: dict[Piece, Regions] = {}
        self._candidates: dict[str, list[Group]] = {}
        self._validity: dict[tuple[str, str], tuple[bool, bool]] = {}
        """Of digits that a text repeats, wherever they stand."""
        self._parts: dict[Piece, list[tuple[Piece, int, bool]]] = {}
        self._pending: dict[tuple[int, int], Regions] = {(0, _TRIES): dialling.regions}
        self._found: set[Span] = set()

    def spans(self) -> set[Span]:
        while self._pending:
            at, tries = min(self._pending)
            self._advance(at, tries, self._pending.pop((at, tries)))
        return self._found

    def _advance(self, at: int, tries: int, regions: Regions) -> None:
        """The next candidate for these regions; who finds something in it goes on behind that, the others behind the candidate."""
        match = matcher._PATTERN.search(self._text, at) if tries > 0 else None
        if match is None:
            return
        candidate = (match.start(), _trimmed(match[0]))
        for part, misses, needs_tries in self._pieces(candidate):
            if needs_tries and tries <= misses:
                return
            accepting = self._regions(part) & regions
            if accepting:
                end = part[0] + len(part[1])
                self._found.add((part[0], end))
                self._later(end, tries - misses, accepting)
                regions -= accepting
                if not regions:
                    return
        self._later(candidate[0] + len(candidate[1]), tries - max(0, len(self._pieces(candidate)) - 1) - 1, regions)

    def _later(self, at: int, tries: int, regions: Regions) -> None:
        self._pending[at, tries] = self._pending.get((at, tries), frozenset()) | regions

    def _pieces(self, candidate: Piece) -> list[tuple[Piece, int, bool]]:
        """The whole first, then its parts as the matcher tries them: (piece, misses before it, whether tries must be left)."""
        if candidate not in self._parts:
            inner = [(piece, misses, needed) for misses, (piece, needed) in enumerate(_inner(candidate))]
            self._parts[candidate] = [] if self._is_date(candidate) else [(candidate, 0, True), *inner]
        return self._parts[candidate]

    def _is_date(self, candidate: Piece) -> bool:
        start, digits = candidate
        if matcher._SLASH_SEPARATED_DATES.search(digits):
            return True
        return bool(
            matcher._TIME_STAMPS.search(digits)
            and matcher._TIME_STAMPS_SUFFIX.match(self._text[start + len(digits) : start + len(digits) + 10])
        )

    def _regions(self, piece: Piece) -> Regions:
        """Who accepts it."""
        if piece not in self._accepting:
            self._accepting[piece] = self._asked(*piece)
        return self._accepting[piece]

    def _asked(self, start: int, digits: str) -> Regions:
        if sum(map(str.isdecimal, digits)) < _LEAST_DIGITS:
            return frozenset()
        if (groups := self._candidates.get(digits)) is None:
            groups = self._candidates[digits] = self._dialling.candidates(digits)
        if not groups or self._refused(start, digits):
            return frozenset()
        accepting: set[str] = set()
        for group in groups:
            valid, everywhere = self._known(digits, group[0])
            if everywhere:
                return self._dialling.regions if valid else frozenset()
            accepting.update(group if valid else ())
        return frozenset(accepting)

    def _refused(self, start: int, digits: str) -> bool:
        """Brackets that do not match, page references, a letter or currency sign beside it."""
        if not matcher.fullmatch(matcher._MATCHING_BRACKETS, digits) or matcher._PUB_PAGES.search(digits):
            return True
        if start > 0 and not matcher._LEAD_PATTERN.match(digits) and _is_letter_or_sign(self._text[start - 1]):
            return True
        after = start + len(digits)
        return after < len(self._text) and _is_letter_or_sign(self._text[after])

    def _known(self, digits: str, region: str) -> tuple[bool, bool]:
        if (digits, region) not in self._validity:
            self._validity[digits, region] = self._valid(digits, region)
        return self._validity[digits, region]

    def _valid(self, digits: str, region: str) -> tuple[bool, bool]:
        """(whether the region accepts it, whether all regions say the same: the number names its country)."""
        try:
            number = parse(digits, region, keep_raw_input=True)
        except NumberParseException:
            return False, False
        named = number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN
        return bool(matcher._verify(self._leniency, number, digits, self._checker)), named


def _trimmed(candidate: str) -> str:
    second = matcher._SECOND_NUMBER_START_PATTERN.search(candidate)
    return candidate[: second.start()] if second else candidate


def _inner(candidate: Piece) -> Iterator[tuple[Piece, bool]]:
    """Parts between slashes, brackets, dashes, full stops and blanks, each with whether the matcher looks at its tries before it."""
    start, digits = candidate
    if digits.isdecimal():
        return
    for breaks in matcher._INNER_MATCHES:
        found = breaks.search(digits)
        if found:
            yield (start, _ended(digits[: found.start()])), True
        first = True
        while found:
            yield (start + found.start(1), _ended(found[1])), not first
            first = False
            found = breaks.search(digits, found.start() + 1)


def _ended(part: str) -> str:
    end = matcher._UNWANTED_END_CHAR_PATTERN.search(part)
    return part[: end.start()] if end else part


@lru_cache(maxsize=4096)
def _is_letter_or_sign(char: str) -> bool:
    kind = matcher.PhoneNumberMatcher
    return bool(kind._is_invalid_punctuation_symbol(char) or kind._is_latin_letter(char))
