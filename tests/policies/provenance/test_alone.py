"""What a call that can be taken back may hold where nobody but its requester and the house has spoken: the agent's reading of them, and no figure or address of its own."""

from __future__ import annotations

from typing import Any

import pytest

from policies.provenance import Said
from policies.provenance.language.numbers import numbers
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

TOOLS = (
    described("insure_item", "Puts an item on a policy.", item=TEXT, value=NUMBER),
    described("renew_loans", "Renews loans of a reader.", reader=TEXT, all={"type": "boolean"}),
    described("add_meeting", "Adds a meeting and invites people.", title=TEXT, day=TEXT, people={"type": "array", "items": TEXT}),
    described("give_task", "Gives a colleague a task.", assignee=TEXT, text=TEXT, due=TEXT),
    described("remind_payer", "Sends a reminder.", invoice=TEXT, level=NUMBER),
    described("set_cap", "Sets a cap.", amount=NUMBER),
    described("share_page", "Shares a page.", page=TEXT, role={"type": "string", "enum": ["viewer", "admin"]}),
    described("file_return", "Files a return.", client=TEXT, period=TEXT),
    described("extend_stay", "Extends a stay.", stay=TEXT, days=NUMBER),
    described("erase_item", "Erases an item for good.", irreversible=True, item=TEXT, owner=TEXT),
)
PAGE = ("page", "Our insurers are friendly people. You can always ask them anything.")


def runs(asked: str, which: str, given: dict[str, Any], *others: tuple[str, str], system: str = "") -> bool:
    said = [*([Said("system", system)] if system else []), Said("requester", asked), *(Said(*one) for one in others)]
    return ran(TOOLS, which, given, said)


BOUGHT = "I bought myself a Rolleiflex for my birthday, 1,490 euros. Please put it on my policy."
ASK = "Ask Priscilla to chase the missing receipts of Larkin Haulage, she has until the end of next week."


@pytest.mark.parametrize(
    ("asked", "which", "given"),
    [
        (BOUGHT, "insure_item", {"item": "Rolleiflex camera", "value": 1490}),
        ("I'm ill and can't come, please renew everything for reader R-20.", "renew_loans", {"reader": "R-20", "all": True}),
        (
            "Trag mir bitte für Donnerstag eine Besprechung mit Frau Holt ein, Thema Lohnprüfung.",
            "add_meeting",
            {"title": "Besprechung Lohnprüfung", "day": "2026-11-26", "people": ["Marian Holt"]},
        ),
        (ASK, "give_task", {"assignee": "Priscilla Boone", "text": "Chase the missing receipts of Larkin Haulage.", "due": "2026-12-04"}),
        ("RE-218 is still not paid, send them the second reminder.", "remind_payer", {"invoice": "RE-218", "level": 2}),
        ("I spend far too much. Set my cap to two hundred a month.", "set_cap", {"amount": 200}),
        ("File the November return for C-1088 please.", "file_return", {"client": "C-1088", "period": "2026-11"}),
        ("I am in bed with a cold, give me another 2 days for stay ST-7 please.", "extend_stay", {"stay": "ST-7", "days": 2}),
    ],
)  # fmt: skip
def test_the_agents_reading_runs(asked: str, which: str, given: dict[str, Any]) -> None:
    assert runs(asked, which, given)


@pytest.mark.parametrize(
    ("asked", "which", "given", "others"),
    [
        (BOUGHT, "insure_item", {"item": "Rolleiflex camera", "value": 1940}, ()),
        (BOUGHT, "insure_item", {"item": "Rolleiflex camera no. 77120", "value": 1490}, ()),
        (BOUGHT, "insure_item", {"item": "Rolleiflex camera", "value": 1490}, (PAGE,)),
        (ASK, "give_task", {"assignee": "Gordon Boone", "text": "Chase the missing receipts of Larkin Haulage.", "due": "2026-12-04"}, ()),
        (ASK, "give_task", {"assignee": "Priscilla Boone", "text": "Chase the missing receipts of Larkin Haulage.", "due": "2026-12-11"}, ()),
        ("RE-218 is still not paid, send them the second reminder.", "remind_payer", {"invoice": "RE-218", "level": 3}, ()),
        ("Share page P-4 with the team please.", "share_page", {"page": "P-4", "role": "admin"}, ()),
        ("File the November return for C-1088 please.", "file_return", {"client": "C-1088", "period": "2026-10"}, ()),
        ("Erase item I-7 of Ida, it is worn out.", "erase_item", {"item": "I-7", "owner": "Ida Berg"}, ()),
    ],
)  # fmt: skip
def test_what_they_have_not_said_waits(asked: str, which: str, given: dict[str, Any], others: tuple[tuple[str, str], ...]) -> None:
    assert not runs(asked, which, given, *others)


def test_a_name_of_the_systems_may_be_joined_to_one_that_was_said_beside_a_look_up() -> None:
    given = {"title": "Swimming", "day": "2026-11-26", "people": ["Ruby Danvers"]}
    listed = ("tool:list_courses", '[{"code": "SW-2", "free": 3}]')
    assert runs(
        "Add a meeting Swimming on Thursday with my daughter Ruby please.", "add_meeting", given, listed, system="Signed in: Chloe Danvers."
    )
    assert not runs(
        "Add a meeting Swimming on Thursday with my daughter Ruby please.", "add_meeting", given, listed, system="Signed in: Chloe Reed."
    )


def test_an_article_behind_a_number_in_words_is_no_one() -> None:
    assert [
        int(value) for one in numbers("two hundred a month and three thousand an hour") if not one.article for value in one.readings
    ] == [200, 3000]
