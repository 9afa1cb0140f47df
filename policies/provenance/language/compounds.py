"""Numbers that take more than one figure or word: two and a half thousand, zweieinhalb, vier Komma zwei, half a dozen, fünf Euro fünfzig, twelve fifty, 1 m 82.

Each is looked for where a figure or a number in words ends, or by a word of its own; a pattern never runs further than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from policies.provenance.language.plain import flat
from policies.provenance.language.spelled import DOZENS, WORDS
from policies.provenance.language.tongues import tongue

Meant = frozenset[Decimal]
_TEN: Final = Decimal(10)
_HUNDRED: Final = Decimal(100)
_THOUSAND: Final = Decimal(1000)
_MILLION: Final = Decimal(1_000_000)
_HALF: Final = Decimal("0.5")
_DOZEN: Final = Decimal(12)


@dataclass(frozen=True, slots=True)
class Part:
    """A number as it stands alone, one of those that may be joined."""

    start: int
    end: int
    readings: Meant
    spelled: bool
    article: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """``whole``: its parts mean nothing by themselves."""

    start: int
    end: int
    readings: Meant
    spelled: bool
    whole: bool = True


_DOZENS: Final = r"dozen|dutzend|douzaines?|docenas?|dozijn(?:en)?"
_TIMES: Final = (
    (_HUNDRED, r"hundred|hundert|cents?|honderd"), (_THOUSAND, r"thousand|tausend|mille|mil|duizend|k|grand"),
    (_MILLION, r"million(?:en|es|s)?|millon(?:es)?|miljoen"), (_DOZEN, _DOZENS),
)  # fmt: skip
_MANY: Final = rf"(?: ?(?P<times>{'|'.join(names for _, names in _TIMES)}))?(?![\w-])"
_NO_BOARD: Final = r"(?! (?:board|boards|term|terms|pension|price|prijs|pensions|brothers?|sisters?)\b)"
"""Words that make a half a thing of its own."""
_SIZES: Final = r"kilos?|kilogramm?(?:es|s)?|kg|g|gramm?e?s?|pounds?|pfund|livres?|libras?|pond|tons?|tonnes?|tonnen?|toneladas?|lit(?:er|re|ro)s?|l|gallons?|met(?:er|re|ro)s?|m|kilomet(?:er|re|ro)s?|km|miles?|inch(?:es)?|feet|foot|pints?"
_AND_HALF: Final = re.compile(
    rf"(?:(?P<unit> (?:{_SIZES}))? (?:and an? half|und (?:ein |eine )?halb(?:e[nrsm]?)?|et demie?|y medi[oa]|en een hal(?:f|ve)))"
    rf"(?![\w-]){_NO_BOARD}{_MANY}"
)
_HALF_WORD: Final = re.compile(
    rf"(?<![\w-])(?:(?P<one>anderthalb(?:e[nrsm]?)?|ein(?:und)?einhalb(?:e[nrsm]?)?|anderhalve?|anderhalf)|(?P<de>zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf)(?:und)?(?:ein)?halb(?:e[nrsm]?)?"
    rf"|(?P<nl>twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)(?:en)?(?:een)?hal(?:f|ve))(?P<glued>tausend|hundert|duizend)?{_MANY}"
)
_HALF_OF: Final = re.compile(
    rf"(?<![\w-])(?:half an? |a half[- ]|half-|half (?=million|dozijn)|(?:ein )?halbes? |(?:une? )?demi[- ]?e?[- ]?|medi[oa] |(?:een )?hal(?:f|ve) )(?:(?P<times>{_DOZENS}|million|millon|miljoen)|(?:{_SIZES}))(?![\w-])"
)
_POINT: Final = re.compile(r" (?:point|komma|punkt|virgule|coma|comma|punto|punt) ")
_BEHIND: Final = re.compile(_MANY)
_FRACTION: Final = re.compile(
    r"(?<![\w.,/-])(?:(?P<whole>\d{0,4}) ?(?P<over>[1-9])⁄(?P<under>10|[2-9])(?!\d)|(?P<whole2>\d{1,3}) (?P<over2>[13])/(?P<under2>[24])(?= [^\W\d_]))"
)
_ZERO: Final = re.compile(r"\b(?:zero|null|cero|nul)\b")
_UNIT: Final = re.compile(r"\s?(?:euros?|eur|€|pounds?|quid|£|dollars?|\$|francs?|franken)\s(?:(?:and|und|et|y|con|en)\s)?")
_SMALL: Final = r"cents?|cts?|pence|p|centimes?|centimos?|rappen"
_NO_NOUN: Final = re.compile(
    rf"\s?(?:{_SMALL})(?![\w-])|\s?[.,;:!?)\n]|\s?\Z|\s(?:to|for|from|on|an|fur|auf|a|pour|sur|para|por|aan|voor|van|please|bitte|back|zuruck|terug)\b"
)
_SMALL_COIN: Final = re.compile(rf"\s?(?:{_SMALL})(?![\w-])")
_ALONE: Final = re.compile(
    r"(?:\s(?:euros?|eur|pounds?|quid|dollars?|francs?|franken))?(?:\s?[.;:!?)\n]|,(?!\s\d)|\s?\Z|\s(?:to|for|from|on|at|by|fur|auf|pour|sur|para|por|aan|voor|van|please|bitte|back|zuruck|terug|each|per|pro|par|and|und|et|y|en|is|was|in|today|tomorrow|she|he|they|we|i|it|you|that|which|he's|she's|die|que|qui|dat|er|sie|ich|wir)\b)"
)
"""Where nothing follows a pair of numbers that the second could count."""
_METRES: Final = re.compile(r"\s(?:m|met(?:er|re|ro)s?)\s")
_WEIGHT: Final = re.compile(r"\s(?:kg|kilos?)\s")
_METRES_GLUED: Final = re.compile(r"(?<![\w.,/-])(?P<m>[1-9])m(?P<cm>\d{2})(?![\w-])")
_TALL: Final = re.compile(
    r"\s?(?:cm|g|gramm?e?s?|centimet\w{2,4}|zentimeter)?(?:\s?[.,;:!?)\n]|\s?\Z|\s(?:tall|high|long|wide|deep|gross|hoch|lang|breit|tief|de|en|of|by|x|haut|large|hoog|lang|breed|groot|alto|ancho|largo|and|und|et|y|is|for|fur|pour|para|voor)\b)"
)
_NOT_HOURS: Final = re.compile(r"\blas? \Z")
_SO_OFTEN: Final = re.compile(r"\s(?:times|mal|de fois|fois|de veces|veces|keer)\b")
_DOZEN_BEHIND: Final = re.compile(r"\sdozen(?![\w-])")
_MOST_DIGITS: Final = 6


def joined(plain: str, parts: Sequence[Part]) -> list[Joined]:
    """Every such number of a text that is plain already; ``parts`` are its numbers that stand alone, in their order."""
    told = flat(plain)
    found = [
        *_by_word(told),
        *_fractions(told),
        *_halved(told, parts),
        *_pointed(told, parts),
        *_coins(told, parts),
        *_with_cents(told, parts),
    ]
    return [*found, *_paired(told, parts), *_measured(told, parts), *_dozens(told, parts)]


def is_often(plain: str, end: int) -> bool:
    """ "A dozen times" is a manner of speaking."""
    return bool(_SO_OFTEN.match(plain, end))


def _fractions(told: str) -> Iterator[Joined]:
    """ "2½", which is "21⁄2" in a plain text, and "2 1/2 hours", which may be a day as well."""
    for found in _FRACTION.finditer(told):
        share = Decimal(found["over"] or found["over2"]) / Decimal(found["under"] or found["under2"])
        yield Joined(*found.span(), frozenset((Decimal(found["whole"] or found["whole2"] or 0) + share,)), False, whole=bool(found["over"]))


def _times(found: re.Match[str]) -> Decimal:
    told = " ".join(found[name] for name in ("times", "glued") if name in found.re.groupindex and found[name])
    size = Decimal(1)
    for many, names in _TIMES:
        size *= many if re.search(rf"\b(?:{names})\b", told) else 1
    return size


def _by_word(told: str) -> Iterator[Joined]:
    """ "Zweieinhalbtausend", "anderhalf", "half a dozen", "ein halbes Kilo"."""
    for found in _HALF_WORD.finditer(told):
        count = Decimal(1 if found["one"] else WORDS[found["de"] or found["nl"]])
        yield Joined(*found.span(), frozenset(((count + _HALF) * _times(found),)), True)
    for found in _HALF_OF.finditer(told):
        often = bool(found["times"]) and is_often(told, found.end())
        yield Joined(*found.span(), frozenset() if often else frozenset((_HALF * _times(found),)), True)


def _halved(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "Two and a half thousand", "un kilo et demi", "dos mil y medio": of thousands half a thousand, or a half."""
    for one in parts:
        found = _AND_HALF.match(told, one.end)
        if not found or (one.article and told[one.start : one.end] in ("a", "an") and not found["unit"]):
            continue
        if _NOT_HOURS.search(told, max(0, one.start - 4), one.start):
            continue
        meant = {(value + _HALF) * _times(found) for value in one.readings if value == value.to_integral_value()}
        if told.endswith(DOZENS, one.start, one.end):
            meant = {value + _DOZEN / 2 for value in one.readings}
        great = _MILLION if max(one.readings) % _MILLION == 0 else _THOUSAND
        meant |= {value + great / 2 for value in one.readings if value and value % great == 0}
        yield Joined(one.start, found.end(), frozenset(meant), one.spelled)


def _pointed(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "Four point two", "quatre virgule vingt-cinq", "zero point zero five"."""
    for at, one in enumerate(parts):
        found = _POINT.match(told, one.end)
        if not found or at + 1 == len(parts) or parts[at + 1].start != found.end() or (one.article and told[one.start : one.end] == "a"):
            continue
        size = _size(max(parts[at + 1].readings))  # "point five million"
        digits, end = _digits(told, parts, at + 1, size)
        if digits and (behind := _BEHIND.match(told, end)):
            meant = {
                (value + Decimal(f"0.{digits}")) * size * _times(behind) for value in one.readings if value == value.to_integral_value()
            }
            yield Joined(one.start, behind.end(), frozenset(meant), one.spelled)


def _size(value: Decimal) -> Decimal:
    return next((size for size in (_MILLION, _THOUSAND, _HUNDRED) if value and value % size == 0), Decimal(1))


def _digits(told: str, parts: Sequence[Part], at: int, size: Decimal) -> tuple[str, int]:
    """What stands behind the point: one number below a hundred, or figure by figure."""
    digits, end = "", parts[at].start - 1
    for one in parts[at : at + _MOST_DIGITS]:
        value = (max(one.readings) / size).normalize()
        if told[end : one.start] != " " or value >= (_TEN if digits else _HUNDRED) or value % 1 or value < 0:
            break
        zeros = len(_ZERO.findall(told, one.start, one.end)) - (value == 0)  # "zero five" is one number
        digits, end = f"{digits}{'0' * zeros}{value:f}", one.end
        if value >= _TEN or size > 1:
            break
    return digits, end


def _coins(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "84 cents": 0.84, and 84 for who counts in cents."""
    for one in parts:
        if not one.article and _SMALL_COIN.match(told, one.end):
            yield Joined(one.start, one.end, one.readings | {value / _HUNDRED for value in one.readings}, one.spelled)
        elif one.spelled and told[one.start : one.end] == "six cents":
            yield Joined(one.start, one.end, one.readings | {Decimal(6), Decimal("0.06")}, True)


def _with_cents(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "Forty-one euros sixty", "41 euros 60", "zwölf Euro fünfzig": the second figure counts hundredths."""
    for one, other in pairwise(parts):
        few = _few(other)
        if few and _UNIT.fullmatch(told, one.end, other.start) and _NO_NOUN.match(told, other.end):
            yield Joined(one.start, other.end, frozenset(whole + part / _HUNDRED for whole in one.readings for part in few), one.spelled)


def _few(one: Part) -> set[Decimal]:
    return set() if one.article else {value for value in one.readings if 0 < value < _HUNDRED and value == value.to_integral_value()}


def _paired(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "Twelve fifty" is 12.50 or 1250 where nothing follows that the second could count, and no third stands beside them."""
    ends = {one.start: place for place, one in enumerate(parts)}
    for place, (one, other) in enumerate(pairwise(parts)):
        is_pair = one.spelled and other.spelled and told[one.end : other.start] == " " and not one.article | other.article
        least, most = (max(one.readings), max(other.readings)) if is_pair else (0, 0)
        third = other.end + 1 in ends or (place and told[parts[place - 1].end : one.start].strip(" ,.-") == "")
        if 0 < least < _HUNDRED and _TEN <= most < _HUNDRED and not third and _ALONE.match(told, other.end):
            yield Joined(one.start, other.end, frozenset((least + most / _HUNDRED, least * _HUNDRED + most)), True, whole=False)


def _measured(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "1 m 82" is 1.82 metres and 182 centimetres, "1 kilo 500" 1.5 and 1500 grams."""
    for found in _METRES_GLUED.finditer(told):
        cm = Decimal(found["m"]) * _HUNDRED + Decimal(found["cm"])
        yield Joined(*found.span(), frozenset((cm, cm / _HUNDRED)), False)
    for one, other in pairwise(parts):
        for unit, size, least in ((_METRES, _HUNDRED, _TEN), (_WEIGHT, _THOUSAND, _HUNDRED)):
            small = {value for value in other.readings if least <= value < size and value == value.to_integral_value()}
            if small and unit.fullmatch(told, one.end, other.start) and _TALL.match(told, other.end):
                all_in = {value * size + more for value in one.readings for more in small}
                yield Joined(one.start, other.end, frozenset({*all_in, *(value / size for value in all_in)}), one.spelled)


def _dozens(told: str, parts: Sequence[Part]) -> Iterator[Joined]:
    """ "2 dozen", but Dutch "24 dozen" are boxes; where no language shows it may be either."""
    behind = [(one, found) for one in parts if not one.spelled and (found := _DOZEN_BEHIND.match(told, one.end))]
    spoken = tongue(re.findall(r"[^\W\d_]+", told)) if behind else ""
    for one, found in behind if spoken != "nl" else ():
        if not is_often(told, found.end()):
            yield Joined(one.start, found.end(), frozenset(value * _DOZEN for value in one.readings), False, whole=False)
