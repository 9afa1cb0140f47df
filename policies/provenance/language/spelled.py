"""Numbers in words, as long as people write them: forty-five, two hundred and fifty, fünfundvierzig, zweihundert, quatre-vingt-dix, tweehonderd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.plain import bare

_ONES: Final = (
    "zero null zero cero nul",
    "one a an ein eine einen einem einer eins un une uno una een",
    "two zwei deux dos twee both beide",
    "three drei trois tres drie",
    "four vier quatre cuatro vier",
    "five funf cinq cinco vijf",
    "six sechs six seis zes",
    "seven sieben sept siete zeven",
    "eight acht huit ocho acht",
    "nine neun neuf nueve negen",
    "ten zehn dix diez tien",
    "eleven elf onze once elf",
    "twelve zwolf douze doce twaalf dozen dutzend douzaine douzaines docena docenas dozijn dozijnen",
    "thirteen dreizehn treize trece dertien",
    "fourteen vierzehn quatorze catorce veertien",
    "fifteen funfzehn quinze quince vijftien",
    "sixteen sechzehn seize dieciseis zestien",
    "seventeen siebzehn dix-sept diecisiete zeventien",
    "eighteen achtzehn dix-huit dieciocho achttien",
    "nineteen neunzehn dix-neuf diecinueve negentien",
    "twenty zwanzig vingt veinte twintig",
)
_TENS: Final = {
    30: "thirty dreißig dreissig trente treinta dertig", 40: "forty fourty vierzig quarante cuarenta veertig", 50: "fifty funfzig cinquante cincuenta vijftig",
    60: "sixty sechzig soixante sesenta zestig", 70: "seventy siebzig soixante-dix septante setenta zeventig", 80: "eighty achtzig quatre-vingts quatre-vingt ochenta tachtig",
    90: "ninety neunzig quatre-vingt-dix nonante noventa negentig", 200: "doscientos doscientas", 300: "trescientos trescientas", 400: "cuatrocientos", 500: "quinientos quinientas",
    600: "seiscientos", 700: "setecientos", 800: "ochocientos", 900: "novecientos",
}  # fmt: skip
_HUNDRED: Final = words("hundred hundert cent cents cien ciento honderd")
_THOUSAND: Final = words("thousand tausend mille mil duizend grand")
_MILLION: Final = words("million millions millionen millon millones miljoen miljoenen")
WORDS: Final = {
    **{bare(word): number for number, line in [*enumerate(_ONES), *_TENS.items()] for word in line.split()},
    **dict.fromkeys(_HUNDRED - {"cents"}, 100), **dict.fromkeys(_THOUSAND - {"grand"}, 1000), **dict.fromkeys(_MILLION, 1_000_000),
}  # fmt: skip
DOZENS: Final = ("dozen", "dutzend", "douzaine", "douzaines", "docena", "docenas", "dozijn", "dozijnen")
_ONLY_AFTER: Final = frozenset(
    ("cents", "grand", "dozen", "douzaines", "docenas", "dozijnen", "millions", "millionen", "millones", "miljoenen")
)
"""Counts hundreds, thousands or dozens behind another number only: Dutch "de dozen" are boxes."""
_DUTCH: Final = words(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig"
)
"""Dutch "drie dozen" are three boxes."""
_FRENCH: Final = words("deux trois quatre cinq six sept huit neuf onze douze treize quatorze quinze seize")
"""Before "cents", which elsewhere are coins."""
_GREAT: Final = (1000, 1_000_000)
_LONGEST: Final = 12
"""Words of one number."""
_AND: Final = frozenset(("and", "und", "y", "et", "en"))
_ARTICLES: Final = words("a an ein eine einen einem einer un une una een both beide")
_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]++(?:-[^\W\d_]++)*+(?!\d)")
_SCORE: Final = re.compile(r"(soixante|quatre-vingt)-(?:et-)?([a-z]+(?:-[a-z]+)?)")
"""French counts on to nineteen behind them: soixante-douze, quatre-vingt-dix-neuf."""
_TWENTY: Final = 20
_COMPOUND: Final = re.compile(
    "|".join(
        sorted(
            (one for one in WORDS if len(one) > 2 and "-" not in one and one not in ("both", "beide", "once", *DOZENS)),
            key=len,
            reverse=True,
        )
    )
    + "|und|en|ein"
)


@lru_cache(maxsize=512)
def spelled(plain: str) -> tuple[tuple[int, int, int, bool], ...]:
    """Start, end, value, and whether it is an article only ("a", "both"), of every number in words; the longest that make one number."""
    found: list[tuple[int, int, int, bool]] = []
    run: list[tuple[int, int, tuple[int, ...], str]] = []
    for word in _WORD.finditer(plain):
        told = bare(word[0]) if word[0] != "à" else ""
        values = () if run and _is_thing(told, run[-1][3]) else _values(told)
        if run and not plain[run[-1][1] : word.start()].isspace():
            found += _closed(run)
            run = []
        if values or (told in _AND and run):
            run.append((word.start(), word.end(), values, told))
        elif run:
            found += _closed(run)
            run = []
    return (*found, *_closed(run))


def _is_thing(told: str, before: str) -> bool:
    """Boxes of a Dutch number, coins of any but a French one."""
    return (told == "dozen" and before in _DUTCH) or (told == "cents" and before not in _FRENCH)


def _closed(run: list[tuple[int, int, tuple[int, ...], str]]) -> Iterator[tuple[int, int, int, bool]]:
    """The numbers of a run of number words: "two hundred and five", but "two three" is two numbers."""
    at = 0
    while at < len(run):
        if run[at][3] in _AND and not run[at][2]:
            at += 1
            continue
        size, value = max(
            ((size, value) for size in range(1, min(len(run) - at, _LONGEST) + 1) if (value := _one(run[at : at + size])) is not None),
            default=(1, None),
        )
        if value is not None and not (size == 1 and run[at][3] in _ONLY_AFTER):
            yield run[at][0], run[at + size - 1][1], value, size == 1 and run[at][3] in _ARTICLES
        at += size


def _one(run: list[tuple[int, int, tuple[int, ...], str]]) -> int | None:
    """One number from several words; None where they do not make one."""
    if not run[-1][2] or (len(run) > 1 and run[-1][3] in ("a", "an")):
        return None  # "two hundred a month"
    total, group, least, linked = 0, 0, 10**9, False
    for _, _, values, told in run:
        if not values:
            linked = True
            continue
        for value in values:
            if told in DOZENS and 0 < group < 100:
                group, least = group * 12, 0
            elif value == 100 and 0 < group < 100 and (group < 20 or group % 10):
                group, least = group * 100, 100
            elif value in _GREAT:
                total, group, least = total + (group or 1) * value, 0, value
            elif group == 0 and total == 0:
                group, least = value, _room(value)
            elif value < least and (least >= 100 or not linked or told not in _ARTICLES):
                group, least = group + value, _room(value)
            else:
                return None
            linked = False
    return total + group


def _room(value: int) -> int:
    """Below what the next word must be: units after tens, anything below a hundred after hundreds."""
    return 100 if value >= 100 else 10 if value >= 20 else 0


@lru_cache(maxsize=4096)
def _values(word: str) -> tuple[int, ...]:
    """What a word counts: one value, several for "forty-five" and "zweihundert", none for what is no number."""
    if word in WORDS:
        return (WORDS[word],)
    if word in _HUNDRED or word in _THOUSAND:
        return (100,) if word in _HUNDRED else (1000,)
    if (score := _SCORE.fullmatch(word)) and len(rest := _values(score[2])) == 1 and rest[0] < _TWENTY:
        return (WORDS[score[1]] + rest[0],)
    pieces = [one for one in word.split("-") if one not in _AND]
    if len(pieces) > 1:
        read = [_values(one) for one in pieces]
        return tuple(value for one in read for value in one) if all(read) else ()
    found = _COMPOUND.findall(word)
    if len(found) < 2 or "".join(found) != word:
        return ()
    return _turned(found)


def _turned(found: list[str]) -> tuple[int, ...]:
    """ "fünf und vierzig" is forty and five."""
    values: list[int] = []
    at = 0
    while at < len(found):
        if (
            at + 2 < len(found)
            and found[at + 1] in ("und", "en")
            and WORDS.get(found[at], 99) < 10
            and 20 <= WORDS.get(found[at + 2], 0) < 100
        ):
            values += [WORDS[found[at + 2]], WORDS[found[at]]]
            at += 3
            continue
        if found[at] not in ("und", "en"):
            values.append(WORDS[found[at]])
        at += 1
    return tuple(values)
