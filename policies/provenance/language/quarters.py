"""Quarters of a year: what "2026-Q1" and "Q1 2026" come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from policies.provenance.language.plain import flat

_VALUE: Final = re.compile(r"(?:(?P<y>\d{4})[-_ /]?[qt](?P<q>[1-4])|[qt](?P<q2>[1-4])(?:[-_ /]?(?P<y2>\d{4}))?)\Z", re.IGNORECASE)
_ORDINALS: Final = (
    r"first|1st|erste[nsr]?|1\.|premier|1er|primer|eerste|1e", r"second|2nd|zweite[nsr]?|2\.|deuxieme|second|2e|segundo|tweede", r"third|3rd|dritte[nsr]?|3\.|troisieme|3e|tercer|derde",
    r"fourth|4th|vierte[nsr]?|4\.|quatrieme|4e|cuarto|vierde",
)  # fmt: skip
_WHICH: Final = "|".join(rf"(?P<n{number}>{names})" for number, names in enumerate(_ORDINALS, start=1))
_NOUN: Final = r"(?:quarter|quartals?|trimestre|trimester|kwartaal)"
_YEAR: Final = r"(?:,?(?: of| de| del| van| des jahres)? (?P<year>\d{4})(?!\d))?"
_NAMED: Final = re.compile(
    rf"(?<![\w.-])(?:(?:{_WHICH}) {_NOUN}{_YEAR}|q(?P<q>[1-4])(?:[ /-](?P<year2>\d{{4}}))?)(?!\w)(?!-| (?:of|de|del|van|der|des|d'une?|einer) (?!(?:the|this|next|last|l'|het|dit) (?:year|jaar|annee)\b|jahres|l'annee|este ano|ano|year))"
)
"""The first quarter of an hour, or of a page, is none of a year."""
_RELATIVE: Final = re.compile(
    rf"(?<!\w)(?:(?P<last>last|previous|letzte[ns]?|vorige[ns]?|afgelopen)|(?P<next>next|coming|nachste[ns]?|kommende[ns]?|volgend|komend|proximo)|(?P<this>this|diese[ns]?|diesem|ce|este|dit)) {_NOUN}(?!\w)"
    rf"|(?<!\w)(?:trimestre (?:(?P<last2>dernier|pasado)|(?P<next2>prochain)))(?!\w)"
)
_NEAR: Final = 3
"""Quarters away that one of no year may lie."""


def quarter_of(value: str) -> tuple[int, int] | None:
    """Year (0 where none is written) and quarter of "2026-Q1"; None for anything else."""
    found = _VALUE.match(value.strip())
    return (int(found["y"] or found["y2"] or 0), int(found["q"] or found["q2"])) if found else None


def said(plain: str, wanted: tuple[int, int], todays: tuple[date, ...]) -> Iterator[tuple[int, int]]:
    """Where a text names that quarter, by its number or from today."""
    told = flat(plain)
    now = [one.year * 4 + (one.month - 1) // 3 for one in todays]
    for found in _NAMED.finditer(told):
        number = int(found["q"]) if found["q"] else _number(found)
        year = int(found["year"] or found["year2"] or 0)
        if number == wanted[1] and _fits(wanted, year, now):
            yield found.span()
    for found in _RELATIVE.finditer(told):
        away = -1 if found["last"] or found["last2"] else 1 if found["next"] or found["next2"] else 0
        if any((one + away) % 4 + 1 == wanted[1] and wanted[0] in (0, (one + away) // 4) for one in now):
            yield found.span()


def _number(found: re.Match[str]) -> int:
    return next(number for number in range(1, 5) if found[f"n{number}"])


def _fits(wanted: tuple[int, int], year: int, now: list[int]) -> bool:
    if not wanted[0]:
        return True
    return year == wanted[0] if year else any(abs(wanted[0] * 4 + wanted[1] - 1 - one) <= _NEAR for one in now)
