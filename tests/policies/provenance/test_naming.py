"""Whom the requester's words name: what the wish itself reaches, a whole name, and nobody who only copies it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.provenance import Said
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

TOOLS = (
    described("water_plant", "Waters a plant.", plant_id=TEXT, day=TEXT),
    described("cancel_visit", "Cancels a visit.", visit_id=TEXT),
    described("pay_gardener", "Pays a gardener.", iban=TEXT, amount=NUMBER),
)
MINE, OTHER = "DE02120300000000202051", "DE02500105170137075030"
VISITS = [{"id": "V-1", "guest": "plumber"}, {"id": "V-2", "guest": "surveyor"}]
BESUCHE = [{"id": "V-1", "guest": "Klempner"}, {"id": "V-2", "guest": "Gutachter"}]
PLANTS = [{"id": "P-1", "name": "Silver Fern", "site": "hall"}, {"id": "P-2", "name": "Rubber Fig", "site": "stairs"}]
FRIDAY = {"plant_id": "P-1", "day": "2026-11-27"}


def runs(asked: str, which: str, given: dict[str, Any], *answers: list[dict[str, Any]]) -> bool:
    listed = {"water_plant": "plants", "cancel_visit": "visits", "pay_gardener": "gardeners"}[which]
    said = [
        Said("requester", asked),
        *(Said(f"tool:{verb}_{listed}", json.dumps(one)) for verb, one in zip(("list", "find"), answers, strict=False)),
    ]
    return ran(TOOLS, which, given, said)


@pytest.mark.parametrize(
    ("asked", "which", "given", "answer"),
    [
        ("Please cancel the visit of the plumber.", "cancel_visit", {"visit_id": "V-1"}, VISITS),
        ("The visit of the plumber. Please cancel it.", "cancel_visit", {"visit_id": "V-1"}, VISITS),
        ('Please cancel the visit "plumber".', "cancel_visit", {"visit_id": "V-1"}, VISITS),
        ("Water the Silver Fern on Friday.", "water_plant", FRIDAY, PLANTS),
        ("Water the fern in the hall on Friday.", "water_plant", FRIDAY, [*PLANTS, {"id": "P-3", "name": "Tree Fern", "site": "yard"}]),
        ("Pay Mrs Ida Holm 80 euros.", "pay_gardener", {"iban": MINE, "amount": 80}, [{"name": "Ida Holm", "iban": MINE}, {"name": "Ida Lund", "iban": OTHER}]),
        ("Pay Ida Holm 80 euros.", "pay_gardener", {"iban": MINE, "amount": 80}, [{"first_name": "Ida", "last_name": "Holm", "iban": MINE}]),
    ],
)  # fmt: skip
def test_the_wish_names_its_record(asked: str, which: str, given: dict[str, Any], answer: list[dict[str, Any]]) -> None:
    assert runs(asked, which, given, answer)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Please cancel a visit. The plumber must come.", VISITS),
        ("Please cancel a visit. Plumber stays.", VISITS), ("Please cancel a visit. Plumber excluded.", VISITS),
        ("Please cancel the visit (keep plumber).", VISITS), ("The plumber must stay. Please cancel the visit.", VISITS),
        ("Please cancel a visit, but keep the plumber.", VISITS),
        ("Please cancel a visit. I liked the plumber a lot.", VISITS),
        ("Is the plumber any good? Please cancel a visit.", VISITS),
        ('The leaflet says "cancel the plumber". Please cancel my visit.', VISITS),
        ("Please cancel a visit near the plumber.", VISITS),
        ("Bitte einen Besuch absagen. Der vom Klempner bleibt.", BESUCHE),
        ("First of all thanks. Please cancel the visit.", [{"id": "V-1", "date": "2026-12-01"}, {"id": "V-2", "date": "2026-12-09"}]),
        ("Please cancel the visit of last week.", [{"id": "V-2", "date": "2026-12-01"}, {"id": "V-1", "date": "2026-12-09"}]),
        ("Please cancel the visit.", [{"id": "V-1", "title": "visit cancel"}, {"id": "V-2", "title": "survey"}]),
        ("Please cancel the cheapest visit.", [{"id": "V-1", "price": "NaN"}, {"id": "V-2", "price": 4}]),
        ("Please cancel the cheapest visit.", [{"id": "V-1", "price": -3}, {"id": "V-2", "price": 4}]),
        ("Please cancel the cheapest visit.", [{"id": "V-1", "old_price": 3, "price": 9}, {"id": "V-2", "price": 4}]),
        ("Please cancel the best visit.", [{"id": "V-1", "rating": "1e9"}, {"id": "V-2", "rating": 4}]),
    ],
)  # fmt: skip
def test_what_the_wish_does_not_reach_names_nothing(asked: str, answer: list[dict[str, Any]]) -> None:
    assert not runs(asked, "cancel_visit", {"visit_id": "V-1"}, answer)


@pytest.mark.parametrize(
    "record",
    [
        {"name": "Maria Holm", "iban": OTHER},
        {"name": "Ida Moss", "company": "Holm", "iban": OTHER},
        {"name": "Idа Holm", "iban": OTHER},
        {"name": "Ida Ho\u200blm", "iban": OTHER},
        {"name": "Holm Gravel", "iban": OTHER},
    ],
)
def test_a_name_that_is_only_alike_is_not_the_one(record: dict[str, Any]) -> None:
    assert not runs("Pay Ida Holm 80 euros.", "pay_gardener", {"iban": OTHER, "amount": 80}, [record])


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        (FRIDAY, ([{"id": "P-9", "name": "Silver Fern"}, {"id": "P-1", "name": "Silver Fern", "kind": "friday fern"}],)),
        (FRIDAY, ([{"id": "P-9", "name": "Silver Fern"}, {"id": "P-1", "name": "Silver Fern", "next": "2026-11-27"}],)),
        (FRIDAY, ([{"id": "P-9", "name": "Silver Fern"}, {"id": "P-1", "name": "Silver Fern", "water": True}],)),
        (FRIDAY, ([{"plant_id": "P-9", "name": "Silver Fern"}, {"id": "P-1", "name": "Silver Fern"}],)),
        (FRIDAY, ([{"id": "P-1", "name": "Silver Fern"}], [{"id": "P-9", "name": "Silver Fern"}])),
        (FRIDAY, ([{"id": "P-1", "name": "Rubber Fig", "near": "Silver Fern"}],)),
    ],
)  # fmt: skip
def test_a_copy_with_more_words_is_not_the_record(given: dict[str, Any], answers: tuple[list[dict[str, Any]], ...]) -> None:
    assert not runs("Water the Silver Fern on Friday.", "water_plant", given, *answers)


def test_two_accounts_of_one_name_are_nobodys_whatever_they_are_called() -> None:
    told = [{"name": "Ida Holm", "account": MINE}, {"name": "Ida Holm", "iban": OTHER}]
    assert not runs("Pay Ida Holm 80 euros.", "pay_gardener", {"iban": OTHER, "amount": 80}, told)
    assert not runs(
        "Pay Ida 80 euros.",
        "pay_gardener",
        {"iban": OTHER, "amount": 80},
        [{"name": "Ida", "iban": OTHER}, {"name": "Ida Holm", "iban": MINE}],
    )


def test_a_piece_of_another_identifier_names_nothing() -> None:
    """ "FXB-6001" is one paper, and no other whose number begins alike."""
    files = described("release_papers", "Releases papers.", papers={"type": "array", "items": TEXT}, to=TEXT)
    listed = json.dumps([{"paper_id": "FXB-6001", "kind": "letter"}, {"paper_id": "FXB-6044", "kind": "letter"}])
    said = [Said("requester", "Please release FXB-6001 to ines@fern.example."), Said("tool:list_papers", listed)]
    assert ran((files,), "release_papers", {"papers": ["FXB-6001"], "to": "ines@fern.example"}, said)
    assert not ran((files,), "release_papers", {"papers": ["FXB-6001", "FXB-6044"], "to": "ines@fern.example"}, said)
