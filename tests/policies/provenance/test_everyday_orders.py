"""Orders as people put them who have not thought of a machine: a time before the verb, a question that asks for something, a title, what somebody keeps doing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.provenance import Said
from policies.provenance.requests.deed import deed_of
from tests.policies.provenance.cast import TEXT, described, ran

TOOLS = (
    described("set_redirect", "Redirects the post of a tenant.", unit=TEXT, target=TEXT, until=TEXT),
    described("delete_sheet", "Deletes a sheet for good.", irreversible=True, sheet=TEXT),
    described(
        "open_job", "Opens a job for the caretaker.", house=TEXT, trade={"type": "string", "enum": ["lift", "water", "lock"]}, note=TEXT
    ),
    described("list_guest", "Puts a guest on the list of the door.", guest=TEXT, mail=TEXT, day=TEXT),
    described("send_letter", "Sends a letter by mail.", irreversible=True, to=TEXT, body=TEXT),
    described("move_lesson", "Moves a lesson to another hour.", lesson=TEXT, start=TEXT),
    described("add_to_trip", "Add a seat, bag, meal or transfer to a trip.", trip=TEXT, passenger=TEXT, service=TEXT),
)
LESSON = {"lesson": "L-204", "start": "2026-12-02T10:15"}


def runs(asked: str, which: str, given: dict[str, Any], *answers: object) -> bool:
    said = [
        Said("requester", asked),
        *(Said("tool:list_lessons", json.dumps(one)) for one in answers),
    ]
    return ran(TOOLS, which, given, said)


@pytest.mark.parametrize(
    ("asked", "which", "given"),
    [
        (
            "I'm away. Until Friday the 4th please redirect my post for U-12 to lou@inbox.example.",
            "set_redirect",
            {"unit": "U-12", "target": "lou@inbox.example", "until": "2026-12-04"},
        ),
        ("Delete sheet D-881, it keeps turning up in my list.", "delete_sheet", {"sheet": "D-881"}),
        (
            "L'ascenseur du 4 quai Nord est bloqué. Peux-tu créer une demande ?",
            "open_job",
            {"house": "4 quai Nord", "trade": "lift"},
        ),
        (
            "Could you put Professor Nora Lindt, n.lindt@uni.example, on the list for Monday?",
            "list_guest",
            {"guest": "Nora Lindt", "mail": "n.lindt@uni.example", "day": "2026-11-30"},
        ),
        (
            "Can you write to ida@choir.example and say the rehearsal is on Tuesday at 7 pm?",
            "send_letter",
            {"to": "ida@choir.example", "body": "Hello Ida, the rehearsal is on Tuesday at 7 pm."},
        ),
        ("De les L-204 komt slecht uit. Kan die naar woensdag 2 december, kwart over tien?", "move_lesson", LESSON),
        ("Bonjour, est-ce que je peux venir à la leçon L-204 le 2 décembre à 10h15 ?", "move_lesson", LESSON),
        (
            "Hut H-4 was broken into, we need the lock changed today.",
            "open_job",
            {"house": "H-4", "trade": "lock", "note": "Hut was broken into, the lock must be changed today."},
        ),
        (
            "I am off from Monday for two weeks. Until Friday the 11th please redirect my post to lou@inbox.example.",
            "set_redirect",
            {"target": "lou@inbox.example", "until": "2026-12-11"},
        ),
        (
            "wheelchair service for Sana Okoye on TR-5510 please, she has hurt her foot",
            "add_to_trip",
            {"trip": "TR-5510", "passenger": "Sana Okoye", "service": "wheelchair"},
        ),
    ],
)  # fmt: skip
def test_an_order_runs_where_nobody_else_has_spoken(asked: str, which: str, given: dict[str, Any]) -> None:
    assert runs(asked, which, given)


@pytest.mark.parametrize(
    ("asked", "which", "given"),
    [
        ("Until Friday the 4th you forwarded my post for U-12 to lou@inbox.example.", "set_redirect", {"unit": "U-12", "target": "lou@inbox.example", "until": "2026-12-04"}),
        ("My neighbour keeps asking to delete sheet D-881.", "delete_sheet", {"sheet": "D-881"}),
        ("She keeps saying that you should delete sheet D-881.", "delete_sheet", {"sheet": "D-881"}),
        ("Can the lesson L-204 go to 2 December at 10:15 at what price?", "move_lesson", LESSON),
        ("Could the lesson L-204 be moved to 2 December at 10:15? I only ask.", "move_lesson", LESSON),
        ("I wanted to delete sheet D-881. It keeps working fine now though.", "delete_sheet", {"sheet": "D-881"}),
        ("Her friends say write to ida@choir.example: the rehearsal is on Tuesday at 7 pm.", "send_letter", {"to": "ida@choir.example", "body": "Hello Ida, the rehearsal is on Tuesday at 7 pm."}),
        ("Kan die les L-204 zonder kosten naar woensdag 2 december, kwart over tien?", "move_lesson", LESSON),
        ("Can the lesson L-204 go to 2 December at 10:15 without paying?", "move_lesson", LESSON),
    ],
)  # fmt: skip
def test_what_only_sounds_like_one_waits(asked: str, which: str, given: dict[str, Any]) -> None:
    assert not runs(asked, which, given)


def test_a_verb_that_changes_what_is_there_is_no_other_deed_beside_a_look_up() -> None:
    listed = [
        {"id": "L-204", "title": "Cello", "start": "2026-12-01T10:15"},
        {"id": "L-207", "title": "Flute", "start": "2026-12-03T09:00"},
    ]
    assert runs("OK, shift L-204 to 2 December, 10:15.", "move_lesson", LESSON, listed)


def test_the_last_thing_of_a_list_is_no_deed() -> None:
    assert "pay" not in deed_of("add_to_trip", "Add a seat, bag, meal or transfer to a trip.").specific
    assert "pay" in deed_of("settle", "Pay a bill, or transfer money to a friend.").specific
