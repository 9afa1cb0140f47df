"""Money, countries, rights and shares in the words that people have for them."""

from __future__ import annotations

from typing import Final

import pytest

from tests.policies.provenance.cast import NUMBER, of

CURRENCIES: Final = {"type": "string", "enum": ["EUR", "GBP", "USD"]}
ROLES: Final = {"type": "string", "enum": ["viewer", "editor"]}
ZONES: Final = {"type": "string", "enum": ["EU", "USA", "WORLD"]}
READ: Final = ("tool:order", "total 40.00 EUR, paid by card")


@pytest.mark.parametrize(("said", "currency"), [("give him 9 quid back", "GBP"), ("send her 30 bucks", "USD"), ("pay 75 sterling", "GBP")])
def test_money_is_told_by_its_slang(said: str, currency: str) -> None:
    assert of(currency, said, READ, name="currency", schema=CURRENCIES).source == "requester"
    assert not of("EUR", said, READ, name="currency", schema=CURRENCIES).trusted


def test_the_states_are_a_country() -> None:
    assert of("USA", "Off to the States tomorrow, a pass for my number please.", name="zone", schema=ZONES).source == "requester"


@pytest.mark.parametrize(
    ("said", "role"),
    [("Mira needs to edit plan.odt, give her access", "editor"), ("share plan.odt with Mira, she just needs to read it", "viewer")],
)
def test_what_somebody_needs_to_do_is_a_right(said: str, role: str) -> None:
    assert of(role, said, name="role", schema=ROLES).source == "requester"


@pytest.mark.parametrize("said", ["I need to edit plan.odt, share it with Mira", "share plan.odt with Mira"])
def test_what_one_needs_oneself_is_no_right_of_others(said: str) -> None:
    assert not of("editor", said, name="role", schema=ROLES).trusted


@pytest.mark.parametrize(
    ("percent", "said", "trusted"),
    [
        (25, "Move a quarter of what is in Growth over to Bonds.", True), (50, "Bitte die Hälfte von Wachstum nach Anleihen umschichten.", True), (100, "My sister gets it, all of it.", True),
        (25, "It took a quarter of an hour. Move some of Growth to Bonds.", False), (50, "Move 20 % of it; half of my friends do.", False), (25, "Move half of it; a quarter of it was too little.", False),
    ],
)  # fmt: skip
def test_a_share_is_so_many_percent(percent: int, said: str, trusted: bool) -> None:
    assert of(percent, said, name="share_percent", schema=NUMBER).trusted is trusted
