"""Which field of a named record a parameter takes: its own number, the address of now, and no relation's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policies.provenance import Said
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

TOOLS = (
    described("close_berth", "Closes a berth.", berth_id=TEXT),
    described("move_pilot", "Moves a pilot to another boat.", pilot_id=TEXT, boat=TEXT),
    described("pay_pilot", "Pays a pilot.", iban=TEXT, amount=NUMBER),
    described("send_letter", "Sends a letter.", email=TEXT, subject=TEXT),
    described("set_fee", "Sets the fee of a berth.", berth_id=TEXT, fee=NUMBER),
)
MINE, OTHER = "DE02120300000000202051", "DE02500105170137075030"


def runs(asked: str, which: str, given: dict[str, Any], source: str, *answer: dict[str, Any]) -> bool:
    said = [Said("requester", asked), Said(source, json.dumps(answer))]
    return ran(TOOLS, which, given, said)


CLOSE = "Please close the berth Kranich."
PAY = "Please pay Ole Brandt 80 euros."
WRITE = "Please send Ida Holm a letter."
LETTER = {"email": "ida@holm.example", "subject": "Letter"}


@pytest.mark.parametrize(
    ("asked", "which", "given", "source", "record"),
    [
        (CLOSE, "close_berth", {"berth_id": "L-4"}, "tool:list_berths", {"id": "L-4", "name": "Kranich", "pilot_id": "P-9"}),
        (CLOSE, "close_berth", {"berth_id": "L-4"}, "tool:harbour", {"berth_no": "L-4", "title": "Kranich", "parent_id": "H-1"}),
        (PAY, "pay_pilot", {"iban": MINE, "amount": 80}, "tool:list_pilots", {"name": "Ole Brandt", "iban": MINE, "old_iban": OTHER}),
        (PAY, "pay_pilot", {"iban": MINE, "amount": 80}, "tool:list_pilots", {"last_name": "Brandt", "first_name": "Ole", "bank_account": MINE}),
        (WRITE, "send_letter", LETTER, "tool:find_people", {"name": "Ida Holm", "email": "ida@holm.example", "boss": {"email": "b@holm.example"}}),
    ],
)  # fmt: skip
def test_the_field_that_fits_is_taken(asked: str, which: str, given: dict[str, Any], source: str, record: dict[str, Any]) -> None:
    assert runs(asked, which, given, source, record)


@pytest.mark.parametrize(
    ("asked", "which", "given", "source", "record"),
    [
        (CLOSE, "close_berth", {"berth_id": "P-9"}, "tool:list_berths", {"id": "L-4", "name": "Kranich", "pilot_id": "P-9"}),
        (CLOSE, "close_berth", {"berth_id": "P-9"}, "tool:list_pilots", {"id": "P-9", "name": "Kranich"}),
        (CLOSE, "close_berth", {"berth_id": "H-1"}, "tool:list_berths", {"id": "L-4", "name": "Kranich", "parent_id": "H-1"}),
        (PAY, "pay_pilot", {"iban": OTHER, "amount": 80}, "tool:list_pilots", {"name": "Ole Brandt", "iban": MINE, "old_iban": OTHER}),
        (PAY, "pay_pilot", {"iban": OTHER, "amount": 80}, "tool:list_pilots", {"name": "Ole Brandt", "previous_iban": OTHER}),
        (PAY, "pay_pilot", {"iban": OTHER, "amount": 80}, "tool:list_pilots", {"name": "Eve Moss", "referred_by": "Ole Brandt", "iban": OTHER}),
        (PAY, "pay_pilot", {"iban": OTHER, "amount": 80}, "tool:movements", {"sender": "Ole Brandt", "iban": OTHER}),
        (PAY, "pay_pilot", {"iban": OTHER, "amount": 80}, "tool:list_pilots", {"name": "Eve Moss", "extra": [{"name": "Ole Brandt", "iban": OTHER}]}),
        (WRITE, "send_letter", LETTER, "tool:find_people", {"name": "Ida Holm", "manager_email": "ida@holm.example"}),
        (WRITE, "send_letter", LETTER, "tool:find_people", {"name": "Ida Holm", "boss": {"email": "ida@holm.example"}}),
        (WRITE, "send_letter", LETTER, "tool:find_people", {"name": "Ulf Lund", "email": "ida@holm.example", "boss": {"name": "Ida Holm"}}),
        ("Set the fee of L-4 to the fee of Kranich.", "set_fee", {"berth_id": "L-4", "fee": 30}, "tool:list_berths", {"name": "Kranich", "list_fee": 90, "least_fee": 30}),
    ],
)  # fmt: skip
def test_a_field_that_is_called_something_else_is_not(
    asked: str, which: str, given: dict[str, Any], source: str, record: dict[str, Any]
) -> None:
    assert not runs(asked, which, given, source, record)


@pytest.mark.parametrize(
    "source",
    ["tool:chat_history", "tool:list_tickets", "tool:form_responses", "tool:list_transactions", "tool:slack_posts", "tool:survey_results"],
)
def test_no_account_is_taken_from_what_others_fill_in(source: str) -> None:
    assert not runs(PAY, "pay_pilot", {"iban": MINE, "amount": 80}, source, {"name": "Ole Brandt", "iban": MINE})


def test_a_number_is_no_amount_because_its_field_is_called_like_a_thing_that_was_said() -> None:
    assert not runs(
        "Please set the fee of berth B-7 for the lamp.",
        "set_fee",
        {"berth_id": "B-7", "fee": 900},
        "tool:list_berths",
        {"berth": "B-7", "lamp": 900},
    )
