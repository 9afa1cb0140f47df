"""Phone numbers as Presidio finds them, with what does not depend on the region done once instead of once per region."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from phonenumbers import phonenumbermatcher
from phonenumbers.phonemetadata import PhoneMetadata
from phonenumbers.phonenumber import CountryCodeSource
from phonenumbers.phonenumberutil import NumberParseException, country_code_for_region, parse, region_codes_for_country_code
from presidio_analyzer import EntityRecognizer, RecognizerResult

matcher: Final[Any] = phonenumbermatcher  # its inner parts are not in its types
_ENOUGH_DIGITS: Final = re.compile(r"\d(?:\D{0,4}\d){3}")  # no country has valid numbers of fewer than four
_PLUS: Final = "+＋"


class Phones:
    """The phone recogniser's work on one text at a time; only spans, type and score are kept of each number."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser

    def analyse(self, text: str) -> list[Any]:
        if not _ENOUGH_DIGITS.search(text):
            return []
        shared = _Shared(text)
        spans = {span for region in self._recogniser.supported_regions for span in _spans(shared, region, self._recogniser.leniency)}
        return EntityRecognizer.remove_duplicates([self._result(start, end) for start, end in sorted(spans)])

    def _result(self, start: int, end: int) -> Any:
        recogniser = self._recogniser
        named = {RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name, RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id}
        return RecognizerResult(recogniser.supported_entities[0], start, end, recogniser.SCORE, None, named)  # type: ignore[arg-type]  # no explanation is kept


def _spans(shared: _Shared, region: str, leniency: int) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in _Matcher(shared, region, leniency)]


class _Shared:
    """What all regions share of one text: where candidates begin and end, and what is wrong with one whatever the region."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.candidates: dict[int, tuple[int, str] | None] = {}
        self.refused: dict[tuple[int, str], bool] = {}
        self.international: dict[tuple[int, str], Any] = {}

    def candidate(self, index: int) -> tuple[int, str] | None:
        """(start, candidate) of the next one at or after ``index``."""
        if index not in self.candidates:
            match = matcher._PATTERN.search(self.text, index)
            self.candidates[index] = (match.start(), _trimmed(match[0])) if match else None
        return self.candidates[index]


def _trimmed(candidate: str) -> str:
    second = matcher._SECOND_NUMBER_START_PATTERN.search(candidate)
    return candidate[: second.start()] if second else candidate


class _Matcher(phonenumbermatcher.PhoneNumberMatcher):
    """The library's matcher with its three costly steps answered from what is shared."""

    def __init__(self, shared: _Shared, region: str, leniency: int) -> None:
        super().__init__(shared.text, region, leniency=leniency)
        self._shared = shared

    def _find(self, index: int) -> Any:
        found = self._shared.candidate(index)
        while self._max_tries > 0 and found is not None:
            start, candidate = found
            if candidate:
                match = self._extract_match(candidate, start) if _digits(candidate) >= 4 else None
                if match is not None:
                    return match
                self._max_tries -= 1
            found = self._shared.candidate(start + len(candidate))
        return None

    def _extract_match(self, candidate: str, offset: int) -> Any:
        if matcher._SLASH_SEPARATED_DATES.search(candidate):
            return None
        if matcher._TIME_STAMPS.search(candidate) and matcher._TIME_STAMPS_SUFFIX.match(self.text, offset + len(candidate)):
            return None
        return self._parse_and_verify(candidate, offset) or self._extract_inner_match(candidate, offset)

    def _parse_and_verify(self, candidate: str, offset: int) -> Any:
        key = (offset, candidate)
        if key in self._shared.international:
            return self._shared.international[key]
        if key not in self._shared.refused:
            self._shared.refused[key] = _digits(candidate) < 4 or self._refused(candidate, offset)
        return None if self._shared.refused[key] else self._verified(candidate, offset)

    def _refused(self, candidate: str, offset: int) -> bool:
        """Brackets that do not match, page references, a letter or currency sign beside it."""
        if not matcher.fullmatch(matcher._MATCHING_BRACKETS, candidate) or matcher._PUB_PAGES.search(candidate):
            return True
        if offset > 0 and not matcher._LEAD_PATTERN.match(candidate) and self._stuck_to(self.text[offset - 1]):
            return True
        after = offset + len(candidate)
        return after < len(self.text) and self._stuck_to(self.text[after])

    def _stuck_to(self, char: str) -> bool:
        return _is_letter_or_sign(char)

    def _verified(self, candidate: str, offset: int) -> Any:
        if _too_short(candidate, self.preferred_region):
            return None
        try:
            number = parse(candidate, self.preferred_region, keep_raw_input=True)
        except NumberParseException:
            return None
        match = matcher.PhoneNumberMatch(offset, candidate, number) if matcher._verify(self.leniency, number, candidate, self) else None
        if candidate[:1] in _PLUS and number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN:
            self._shared.international[offset, candidate] = match  # with a known country code the region plays no part
        return match


def _too_short(candidate: str, region: str | None) -> bool:
    """Fewer digits than any valid number of the region's country code has; numbers dialled abroad (+, 00, 011) may be shorter."""
    if region is None or any(plus in candidate for plus in _PLUS):
        return False
    digits = "".join(str(unicodedata.decimal(char)) for char in candidate if char.isdecimal())
    least, abroad = _shortest(region)
    return len(digits) < least and not abroad.match(digits)


@cache
def _shortest(region: str) -> tuple[int, re.Pattern[str]]:
    """(least digits of a valid national number, pattern of the prefix for dialling abroad)."""
    code = country_code_for_region(region)
    metadata: Any = PhoneMetadata.metadata_for_region
    lengths = [
        min(found.general_desc.possible_length)
        for sharing in region_codes_for_country_code(code)
        if (found := metadata(sharing)) is not None
    ]
    return min(lengths), re.compile(metadata(region).international_prefix or r"\Z.")


@lru_cache(maxsize=4096)
def _is_letter_or_sign(char: str) -> bool:
    kind = matcher.PhoneNumberMatcher
    return bool(kind._is_invalid_punctuation_symbol(char) or kind._is_latin_letter(char))


def _digits(candidate: str) -> int:
    return sum(map(str.isdecimal, candidate))
