"""Detection: what Presidio finds, less the numbers that only look like something."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from policies.redaction.around.doubts import is_inside_a_number, is_no_card, is_no_link, is_no_phone, is_version
from policies.redaction.around.marks import Unmarked
from policies.redaction.around.narrowing import narrowed
from policies.redaction.around.plain import plain
from policies.redaction.around.splitting import searched
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.numbers.births import BIRTHS, is_birth
from policies.redaction.overlaps import Covered
from policies.redaction.own import Definition, is_own
from policies.redaction.scanning.stock import order
from policies.redaction.secrets import paired_keys, passwords
from policies.redaction.telling.known import national
from policies.redaction.telling.naming import SURE, asks, explained, is_named, leads, rank
from policies.redaction.telling.rivals import Rivals, is_lookalike, is_misnamed, is_outshone, nearer_home, of_countries
from policies.redaction.types import Finding

_WIDTH, _AT_MARK = 200, 60
"""Characters around a mark that are searched again, and within which a finding counts: what leads to it stands before it."""
_DOUBTED: Final = frozenset(("PHONE_NUMBER", "CREDIT_CARD", "IP_ADDRESS", "MAC_ADDRESS", "URL"))
_SLASHED: Final = re.compile(r"\d/$"), re.compile(r"/\d")
_GOES_ON: Final = re.compile(r"[-.]\d"), re.compile(r"\d[-.]$")


def detect(text: str, language: str, own: tuple[Definition, ...] = ()) -> list[Finding]:
    """Findings sorted by place and type, overlaps included. What a workspace's own recognisers find is not doubted."""
    shown = plain(text)
    unmarked = Unmarked(shown)
    found = _detected(unmarked.text, language, own)
    if not unmarked.is_changed:
        return found
    found = [unmarked.back(finding) for finding in found]
    known = Covered(found)  # a mark may also stand between two values, which make none together
    return sorted((*found, *(one for one in _beside_marks(shown, unmarked.marks, language, own) if not known.touches(one))), key=order)


def _beside_marks(text: str, marks: list[int], language: str, own: tuple[Definition, ...]) -> Iterator[Finding]:
    """Sure findings near marks in the text as it is: elsewhere it is the same as without them."""
    first, last = 0, 0
    for mark in [*marks, len(text) + 2 * _WIDTH]:
        if mark - _WIDTH > last:
            for one in _detected(text[first:last], language, own) if last else ():
                near = bisect_left(marks, first + one.start - _AT_MARK)
                if one.score >= SURE and near < len(marks) and marks[near] <= first + one.end + _AT_MARK:
                    yield replace(one, start=first + one.start, end=first + one.end)
            first = max(0, mark - _WIDTH)
        last = min(len(text), mark + _WIDTH)


def _detected(text: str, language: str, own: tuple[Definition, ...]) -> list[Finding]:
    around = Surroundings(text)
    usual, unusual = searched(text, language, own)
    strange = {one for one in unusual if one.recogniser in national() and national()[one.recogniser].has_digits and leads(one, around)}
    found = [narrowed(text, finding) for finding in (*usual, *strange, *passwords(text, around.tables))]
    found = sorted((*found, *paired_keys(text)), key=order)
    found = [_dated(finding, around) if finding.type == "DATE_TIME" else finding for finding in found]
    if not any(finding.recogniser in national() or finding.type in _DOUBTED for finding in found):
        return found
    found = sorted((_within_cell(finding, around) for finding in found), key=order)
    whole = [
        finding for finding in found if is_own(finding.recogniser) or not (_is_cut(text, finding) or _is_another(text, finding, around))
    ]
    abroad = Covered(one for one in whole if one.type == "PHONE_NUMBER" and text[one.start] == "+")
    whole = [one for one in whole if one.type == "PHONE_NUMBER" or not (is_lookalike(one) and abroad.touches(one))]
    kept = [finding for finding in whole if finding in strange or not asks(text, finding) or explained(finding, around, language)]
    named = {finding: rank(finding, around) for finding in kept if is_named(finding, around)}
    kept, vouched = of_countries(kept, named)
    still = set(kept)
    named = {finding: place for finding, place in named.items() if finding in still}
    kept = list(nearer_home(kept, named, language))
    rivals = Rivals(named)
    return [
        finding
        for finding in kept
        if not (
            is_lookalike(finding)
            and (
                rivals.outdo(finding, named.get(finding))
                or (is_outshone(finding, around) if finding in named else finding not in vouched and is_misnamed(text, finding, around))
            )
        )
    ]


def _dated(finding: Finding, around: Surroundings) -> Finding:
    """A date in a column of days of birth is one."""
    return replace(finding, type="DATE_OF_BIRTH", recogniser=BIRTHS) if is_birth(around.heading(finding)) else finding


def _within_cell(finding: Finding, around: Surroundings) -> Finding:
    """A link does not go on into the next column."""
    cell = around.tables.cell(finding.start) if finding.type == "URL" else None
    return replace(finding, end=cell.end) if cell and cell.start <= finding.start < cell.end < finding.end else finding


def _is_another(text: str, finding: Finding, around: Surroundings) -> bool:
    """A phone number, or an address of a machine, that the text calls something else."""
    if finding.type == "PHONE_NUMBER":
        return is_no_phone(text, finding, around)
    if finding.type == "CREDIT_CARD":
        return is_no_card(text, finding, around)
    return is_version(finding, around) or is_inside_a_number(text, finding) or is_no_link(text, finding, around)


def _is_cut(text: str, finding: Finding) -> bool:
    """Digits go on before or behind it: a part of a longer number is no number."""
    if finding.recogniser not in national():
        return False
    known = national()[finding.recogniser]
    first, last = text[finding.start].isdigit(), text[finding.end - 1].isdigit()
    if (known.led or known.unsure) and (
        (first and _SLASHED[0].search(text, max(0, finding.start - 2), finding.start)) or (last and _SLASHED[1].match(text, finding.end))
    ):
        return True
    before, behind = text[max(0, finding.start - 2) : finding.start], text[finding.end : finding.end + 2]
    cut_off = behind[:1].isdigit() or _GOES_ON[0].match(behind)
    return (first and bool(before[-1:].isdigit() or _GOES_ON[1].search(before))) or (last and bool(cut_off))
