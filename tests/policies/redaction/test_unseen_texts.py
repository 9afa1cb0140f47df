"""Short texts by authors who had not seen the recognisers: plain ones, ones that mail programs, scans and chats have bent, some of both, and sentences with names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from policies.redaction import find
from policies.redaction.figures.measure import measured
from policies.redaction.figures.texts import Labelled
from policies.redaction.overlaps import resolve
from policies.redaction.types import Finding

SECRETS = frozenset(("API_KEY", "ACCESS_TOKEN", "PASSWORD", "PRIVATE_KEY"))
"""Which of these one is called matters little: the third set calls them all SECRET."""
ALIKE = {
    "UK_VEHICLE_REGISTRATION": "VEHICLE_PLATE", "IN_VEHICLE_REGISTRATION": "VEHICLE_PLATE", "TR_LICENSE_PLATE": "VEHICLE_PLATE", "DE_KFZ": "VEHICLE_PLATE",
    "ZA_LICENSE_PLATE": "VEHICLE_PLATE", "NG_VEHICLE_REGISTRATION": "VEHICLE_PLATE", "US_BANK_NUMBER": "BANK_ACCOUNT",
}  # fmt: skip
"""A plate is a plate, whichever of its recognisers has found it, in the widest sets; and so is an account without check digits."""
UNSEEN = Path(__file__).with_name("unseen")
LANGUAGES: dict[str, str] = {}


def texts(name: str) -> Iterator[Labelled]:
    for line in (UNSEEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        LANGUAGES[one["text"]] = one.get("language") or ""
        spans = ((gold["type"], gold["start"], gold["end"]) for gold in one["gold"])
        yield Labelled(one["text"], tuple(("SECRET" if kind in SECRETS else kind, start, end) for kind, start, end in spans))


DATES = ("DATE_TIME", "UUID", "DATE_OF_BIRTH")
"""The first sets name no dates."""


def found(text: str, *, people: bool = False, but: tuple[str, ...] = DATES) -> tuple[Finding, ...]:
    every = find(text, language=LANGUAGES[text], people=people)
    kept = resolve((one for one in every if one.type not in but), lambda _: True)
    return tuple(replace(one, type="SECRET") if one.type in SECRETS else one for one in kept)


@pytest.mark.parametrize("name", ["wide", "latest", "sixth", "seventh"])
def test_more_kinds_than_we_had_are_found_and_little_else(name: str) -> None:
    """With plates, bodies of cars, accounts without an IBAN, passports of any country and days of birth, in 65 countries and more."""

    def every(text: str) -> Iterator[Finding]:
        return (replace(one, type=ALIKE.get(one.type, one.type)) for one in found(text, but=("DATE_TIME", "UUID")))

    labelled = (Labelled(one.text, tuple((ALIKE.get(kind, kind), start, end) for kind, start, end in one.spans)) for one in texts(name))
    total = measured(labelled, every).rows()[-1]
    assert isinstance(total["recall"], float)
    assert total["recall"] >= 0.99
    assert isinstance(total["precision"], float)
    assert total["precision"] >= 0.98


@pytest.mark.parametrize("name", ["plain", "bent", "mixed"])
def test_what_others_wrote_is_found_and_little_else(name: str) -> None:
    total = measured(texts(name), found).rows()[-1]
    assert isinstance(total["recall"], float)
    assert total["recall"] >= 0.99
    assert isinstance(total["precision"], float)
    assert total["precision"] >= 0.98


def test_people_places_and_firms_of_sentences_by_others_are_found() -> None:
    rows = {str(row["type"]): row for row in measured(texts("people"), lambda text: found(text, people=True)).rows()}
    recall, f2 = rows["PERSON"]["recall"], rows["all"]["f2"]
    assert isinstance(recall, float)
    assert recall >= 0.95
    assert isinstance(f2, float)
    assert f2 >= 0.92
