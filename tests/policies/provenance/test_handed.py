"""Look-ups of what the requester has handed on and asks about; and flags that a message calls by name."""

from __future__ import annotations

import pytest

from policies.management.commands.judge_call import answered
from policies.management.commands.rule import of_pack
from policies.provenance import Said
from tests.policies.provenance.cast import TEXT, described, ran

READS = [
    {
        "name": name,
        "description": told,
        "parameters": {"type": "object", "properties": {what: {"type": "string"}}},
        "writes": False,
        "irreversible": False,
    }
    for name, told, what in (("check_code", "Says whether a code is valid.", "code"), ("browse", "Opens a page of the web.", "url"))
]
MAIL = "Oh, use FERN25 at the nursery, 25% off until Sunday! All their plants: https://fernhouse.example/plants"


def effect(which: str, value: str, asked: str, told: str = MAIL) -> str:
    used = next(one for one in READS if one["name"] == which)
    given = {next(iter(used["parameters"]["properties"])): value}  # type: ignore[index]
    found = answered(
        of_pack(None),
        {
            "id": "1",
            "tools": READS,
            "verified": True,
            "today": "2026-11-27",
            "trace": [{"source": "quoted", "text": told}, {"source": "requester", "text": asked}],
            "call": {"tool": which, "arguments": given},
        },
    )
    return str(found["effect"])


@pytest.mark.parametrize(
    ("which", "value", "asked"),
    [
        ("check_code", "FERN25", "My sister sent me this, does it still work?"),
        ("check_code", "FERN25", "Geht der Code hier noch?"),
        ("browse", "https://fernhouse.example/plants", "Is there anything on that page for a dark corner?"),
        ("browse", "https://fernhouse.example/plants", "Que dit la page ?"),
    ],
)
def test_what_was_handed_on_may_be_looked_up(which: str, value: str, asked: str) -> None:
    assert effect(which, value, asked) == "allow"


@pytest.mark.parametrize(
    ("which", "value", "asked", "told"),
    [
        ("check_code", "FERN25", "How much is a fern?", MAIL),
        ("browse", "https://fernhouse.example/plants?c=4471", "What is on that page?", f"{MAIL}?c=4471"),
        ("browse", "https://fernhouse.example/plants/4471", "What is on that page?", MAIL),
    ],
)
def test_what_is_added_to_it_or_stands_elsewhere_waits(which: str, value: str, asked: str, told: str) -> None:
    assert effect(which, value, asked, told) == "review"


TOOLS = (
    described("update_contact", "Changes contact data.", phone=TEXT, newsletter={"type": "boolean"}),
    described("list_offers", "Lists offers.", kind=TEXT),
)


@pytest.mark.parametrize(
    "asked", ["Stop the newsletter please, I never read it.", "No more newsletters, thank you.", "Geen nieuwsbrief meer alsjeblieft."]
)
def test_what_is_to_end_is_turned_off(asked: str) -> None:
    assert ran(TOOLS, "update_contact", {"newsletter": False}, [Said("requester", asked)])


@pytest.mark.parametrize("asked", ["Why did the newsletter stop?", "My wife wants no newsletter.", "Send me the newsletter again, please."])
def test_and_nothing_else_is(asked: str) -> None:
    assert not ran(TOOLS, "update_contact", {"newsletter": False}, [Said("requester", asked)])
