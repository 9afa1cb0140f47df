"""Terms and seasons of a year: what "2026-autumn", "Fall 2026" and "WS 2026/27" come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.plain import bare

_SEASONS: Final = {
    "spring": words("spring fruhling fruhjahr printemps primavera lente voorjaar"), "summer": words("summer sommer ete verano zomer ss sose sommersemester zomersemester"),
    "autumn": words("autumn fall herbst automne otono herfst najaar herbstsemester herfstsemester"), "winter": words("winter hiver invierno ws wise wintersemester"),
}  # fmt: skip
_ALSO: Final = {
    **dict.fromkeys(("ws", "wise", "wintersemester"), "autumn"),
    **dict.fromkeys(("ss", "sose", "sommersemester", "zomersemester"), "spring"),
}
"""Terms that others call by the season in which they begin."""
_STARTS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_LASTS: Final = 3
"""Months of a season."""
_SHORT: Final = words("ss sose ws wise fall ete")
"""Are something else where no year stands beside them, or no word like "this"."""
_OTHER: Final = words("term semester semestre trimestre trimester session")
_YEAR: Final = re.compile(r"(?:20)?(\d\d)(?:\s?[/-]\s?(?:20)?\d\d)?\Z")
_NEXT: Final = words(
    "next coming nachsten nachstes nachster kommenden kommendes prochain prochaine proximo proxima volgende volgend komende komend viene"
)
_THIS: Final = words("this diesen dieses diesem cet cette ce este esta deze dit")
_LAST: Final = words("last previous past letzten letztes vergangenen dernier derniere passe pasado pasada vorige afgelopen")
_SAID: Final = re.compile(r"[^\W_]+(?:\s?/\s?\d{2,4})?")
_NEAR: Final = 3
"""Words between a season and its year: "autumn term of 2026"."""


def term_of(value: str) -> tuple[str, int] | None:
    """Season and year of "2026-autumn", "autumn_2026" and "WS 2026/27"; None for anything else."""
    told = re.findall(r"[^\W\d_]+|\d{4}/\d{2,4}|\d+(?:/\d+)?", bare(value.casefold()))
    named = [name for word in told for name, known in _SEASONS.items() if word in known]
    years = [one for word in told if (one := _year(word))]
    rest = [word for word in told if not _year(word) and word not in _OTHER and not any(word in known for known in _SEASONS.values())]
    return (named[0], years[0]) if len(named) == 1 and years and not rest and "20" in value else None


def _year(word: str) -> int | None:
    found = _YEAR.match(word)
    return 2000 + int(found[1]) if found else None


def said(plain: str, wanted: tuple[str, int], todays: tuple[date, ...]) -> Iterator[tuple[int, int]]:
    """Where a text names that term: by its year, or as this one, the next or the one to come."""
    for start, end, season, year, told in _named(plain):
        if wanted[0] in (season, _ALSO.get(plain[start:end].split(" ")[0])) and (
            year == wanted[1] if year else any(_from(one, season, told) == wanted[1] for one in todays)
        ):
            yield start, end


@lru_cache(maxsize=512)
def _named(plain: str) -> tuple[tuple[int, int, str, int, str], ...]:
    """Start, end, season, year (0 where none is written) and "next" or "this" of every term a text names."""
    told = [(bare(one[0]), *one.span()) for one in _SAID.finditer(plain)]
    found = []
    for at, (word, start, end) in enumerate(told):
        season = next((name for name, known in _SEASONS.items() if word in known), "")
        if not season:
            continue
        behind = [one for one in told[at + 1 : at + 1 + _NEAR] if not re.search(r"[.;!?,]", plain[end : one[1]])]
        before = {one[0] for one in told[max(0, at - 2) : at] if not re.search(r"[.;!?,]", plain[one[2] : start])}
        year = next((one for one in behind if len(one[0]) != 1 and _year(one[0])), None)
        near = before | {one[0] for one in behind}
        if near & _LAST or (word in _SHORT and not year and not near & (_THIS | _NEXT)):
            continue
        found.append((start, year[2] if year else end, season, (_year(year[0]) or 0) if year else 0, "next" if near & _NEXT else "this"))
    return tuple(found)


def _from(today: date, season: str, told: str) -> int:
    """The year of the season that runs or comes next; of the next one it has not begun."""
    begins = _STARTS[season]
    if season == "winter" and today.month < _LASTS and told == "this":
        return today.year - 1
    over = today.month >= begins + _LASTS or (told == "next" and today.month >= begins)
    return today.year + over
