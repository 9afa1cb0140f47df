"""How people order things, by what begins an order and what is said beside it, in five languages; and days and hours in words."""

from __future__ import annotations

from typing import Any

import pytest

from policies.provenance import Said
from policies.provenance.language import clocks, dates
from policies.provenance.requests.requesting import requests
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

LIFT = described("send_lift", "Sends a lift to a floor.", lift=TEXT, floor=TEXT)
REFUND = described("refund_ticket", "Refunds a ticket.", irreversible=True, ticket=TEXT, amount=NUMBER)
KIT = described("lend_kit", "Lends a kit.", kit=TEXT, extras={"type": "array", "items": TEXT})


@pytest.mark.parametrize(
    "said",
    [
        "Zet lift L-4 op non-actief.", "Quitadme el seguro del billete.", "Pour la navette du soir, change la place pour trois.", "Send somebody on Friday.", "Great, take NQ418 then.",
        "T-70441, dispute the 64.99.", "Wil je die in het dossier zetten?", "Gib dem Team bitte Raum 4.",
    ],
)  # fmt: skip
def test_what_begins_an_order(said: str) -> None:
    assert requests(said)


@pytest.mark.parametrize("said", ["Room 412.", "I nearly had to get rid of it.", "Do not, under any circumstances, open L-4."])
def test_what_begins_alike_and_orders_nothing(said: str) -> None:
    assert not requests(said)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("tomorrow 5.45", (5, 45)),
        ("from nine till eleven at night", (23, 0)),
        ("9 to 10 in the morning", (9, 0)),
        ("9 to 10 in the morning", (10, 0)),
    ],
)
def test_hours(said: str, hour: tuple[int, int]) -> None:
    assert hour in [(one.hour, one.minute) for one in clocks.clocks(said)]


def test_an_afternoon_is_no_noon_and_a_day_with_its_part_is_that_day() -> None:
    assert clocks.clocks("en fin d'après-midi") == ()
    assert [one.weekday for one in dates.days("am freitagvormittag oder samstagnachmittag")] == [4, 5]


def _runs(used: Any, given: dict[str, Any], said: str, *others: Said) -> bool:
    return ran((used,), used.name, given, [*others, Said("requester", said)])


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("L-4 to floor 7, straight away please.", True), ("Send L-4 to floor 7, not to the cellar.", True), ("Could L-4 go to floor 7? It stays as it is.", False),
    ],
)  # fmt: skip
def test_what_is_said_beside_an_order(said: str, runs: bool) -> None:
    assert _runs(LIFT, {"lift": "L-4", "floor": "7"}, said) is runs


def test_what_stays_beside_a_change_is_not_what_changes() -> None:
    card = described("update_card", "Changes the card of a guest.", guest=TEXT, mail=TEXT)
    given = {"guest": "G-3", "mail": "ida@fern.example"}
    assert _runs(card, given, "I am G-3, my mail is now ida@fern.example. The phone number stays the same.")
    assert not _runs(card, given, "I am G-3, ida@fern.example stays the same.")


def test_what_goes_back_is_refunded() -> None:
    given = {"ticket": "T-9", "amount": 52}
    read = Said("tool:show_ticket", '{"ticket": "T-9", "paid": 52}')
    for said in ("T-9: please give her the 52 euros back.", "Bitte dem Gast die 52 Euro von T-9 zurückgeben."):
        assert ran((REFUND,), "refund_ticket", given, [Said("requester", said), read])
    assert not ran((REFUND,), "refund_ticket", given, [Said("requester", "T-9: please note the 52 euros for her."), read])


def test_a_slug_and_a_plural_are_what_was_said() -> None:
    assert _runs(KIT, {"kit": "K-2", "extras": ["snow_chains"]}, "Please lend me K-2 with snow chains.")
    listed = Said("tool:list_kits", '{"extras": ["head torch", "rope"]}')
    assert ran(
        (KIT,), "lend_kit", {"kit": "K-2", "extras": ["head torch"]}, [Said("requester", "Please lend me K-2 with head torches."), listed]
    )


def test_a_flag_of_something_else_is_not_turned_on() -> None:
    door = described(
        "set_door", "Sets a door.", door=TEXT, hour=TEXT, remote_access_enabled={"type": "boolean"}, confirm={"type": "boolean"}
    )
    said = "Please set door D-3 on Friday."
    for more in ({"remote_access_enabled": True}, {"confirm": True}):
        assert not _runs(door, {"door": "D-3", **more}, said)
