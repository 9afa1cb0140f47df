"""Whether a value of a change belongs to the wish: the requester's other values are theirs too, and are not what they asked this for."""

from __future__ import annotations

from typing import Any

import pytest

from policies.provenance import Tool
from tests.policies.provenance.cast import NUMBER, TEXT, ruled_on, tool, wished

CANCEL = tool("cancel_order", order_id=TEXT)
REFUND = tool("refund_order", order_id=TEXT, amount=NUMBER)
LIMIT = tool("update_limit", card_id=TEXT, limit=NUMBER)
REMOVE = tool("remove_user", user=TEXT)
MAIL = tool("send_email", to={"type": "array", "items": TEXT}, subject=TEXT, body=TEXT)
BOOK = tool("book_hotel", hotel=TEXT, check_in=TEXT, check_out=TEXT)


def runs(asked: str, used: Tool, given: dict[str, Any]) -> bool:
    found = ruled_on(asked, given, used=used)
    return wished(found) and all(one.trusted for one in found.arguments)


def one_of_two(asked: str, used: Tool = CANCEL) -> tuple[bool, bool]:
    """Whether the call runs with A-1001, and with A-2002."""
    return runs(asked, used, {"order_id": "A-1001"}), runs(asked, used, {"order_id": "A-2002"})


@pytest.mark.parametrize(
    "asked",
    [
        "Cancel A-1001; A-2002 must arrive.", "cancel A-1001 A-2002 must arrive", "Cancel A-1001 as A-2002 already arrived.", "Cancel A-1001 and keep A-2002.",
        "Cancel A-1001 (A-2002 is fine).", "Cancel A-1001 - A-2002 stays.", "Cancel A-1001 instead of A-2002", "Cancel A-1001 before A-2002 ships",
        "A-2002 is fine, cancel A-1001", "Where is A-2002? And please cancel A-1001.", "Cancel A-1001. When does A-2002 arrive?",
        "A-2002 behalten, A-1001 stornieren", "Bitte A-1001 stornieren und A-2002 liefern", "Stornieren Sie A-1001, weil A-2002 schon da ist",
        "Bitte sagen Sie A-1001 ab, A-2002 soll kommen.", "Annule A-1001 car A-2002 est arrivée", "Je voudrais annuler ma commande A-1001. Je garde la A-2002.",
        "Cancela A-1001 porque A-2002 ya llegó", "Annuleer A-1001 omdat A-2002 er al is", "My order is A-1001. Please cancel it. A-2002 must arrive.",
        "1. Cancel order A-1001.\n2. Where is A-2002?",
    ],
)  # fmt: skip
def test_of_two_orders_only_the_one_in_the_clause_of_the_wish_is_cancelled(asked: str) -> None:
    assert one_of_two(asked) == (True, False)


@pytest.mark.parametrize(
    "asked",
    [
        "Cancel both orders, A-1001 and A-2002.", "Cancel A-1001 and also A-2002.", "Please cancel these orders:\n- A-1001\n- A-2002\n", "A-1001 und A-2002 bitte stornieren",
        "I have two orders, A-1001 and A-2002. Please cancel both.", "Annulez A-1001 et A-2002.", "Cancela los pedidos A-1001 y A-2002.", "Annuleer A-1001 en A-2002.",
    ],
)  # fmt: skip
def test_a_list_is_asked_for_as_a_whole(asked: str) -> None:
    assert one_of_two(asked) == (True, True)


@pytest.mark.parametrize(
    "asked",
    [
        "My orders are A-1001 and A-2002. Please cancel it.", "A-1001 is late. A-2002 is not. Please cancel the first one.",
        "A-1001 and A-2002 came late; please cancel my order.", "Keep A-2002 cancel A-1001",
    ],
)  # fmt: skip
def test_what_could_mean_either_waits_whichever_it_is(asked: str) -> None:
    assert one_of_two(asked) == (False, False)


@pytest.mark.parametrize(
    "asked",
    [
        "My order is A-1001. Please cancel it.", "Meine Bestellung ist A-1001. Bitte stornieren Sie sie.", "Ma commande est A-1001. Annulez-la, s'il vous plaît.",
        "Mi pedido es A-1001. Cancélalo, por favor.", "Mijn bestelling is A-1001. Annuleer hem alstublieft.",
        "Order: A-1001\nReason: too late\nPlease cancel it.", "Please cancel A-1001\nThanks\nAnna Berg\nHafenstraße 12\n20457 Hamburg\n+49 30 1234567",
    ],
)  # fmt: skip
def test_the_only_one_that_was_named_may_be_named_outside_the_wish(asked: str) -> None:
    assert runs(asked, CANCEL, {"order_id": "A-1001"})


@pytest.mark.parametrize(
    ("asked", "meant", "other"),
    [
        ("Raise the limit of card c-12 from 500 to 900.", 900, 500), ("Verhoog de limiet van kaart c-12 van 500 naar 900 euro.", 900, 500),
        ("Baisse le plafond de la carte c-12 de 900 à 500 euros.", 500, 900), ("The limit of card c-12 is 500 now. Please raise it to 900.", 900, 500),
        ("Das Limit der Karte c-12 ist 500. Bitte auf 900 erhöhen.", 900, 500), ("Set card c-12 to 900, it was 500.", 900, 500),
    ],
)  # fmt: skip
def test_an_amount_is_the_one_to_change_to(asked: str, meant: int, other: int) -> None:
    assert runs(asked, LIMIT, {"card_id": "c-12", "limit": meant})
    assert not runs(asked, LIMIT, {"card_id": "c-12", "limit": other})


def test_two_orders_in_one_sentence_keep_their_own_amounts() -> None:
    asked = "Please refund 20 EUR for A-1001 and 30 EUR for A-2002."
    given = [("A-1001", 20), ("A-2002", 30), ("A-1001", 30), ("A-2002", 20)]
    assert [runs(asked, REFUND, {"order_id": order, "amount": amount}) for order, amount in given] == [True, True, False, False]
    assert not runs("Refund 20 EUR of the 120 EUR for A-1001.", REFUND, {"order_id": "A-1001", "amount": 120})


@pytest.mark.parametrize(
    "asked",
    ["Remove Fred, Gina can stay.", "Entfernen Sie Fred, Gina bleibt.", "Supprimez Fred, Gina reste.", "Elimina a Fred, Gina se queda.", "Verwijder Fred, Gina blijft."],
)  # fmt: skip
def test_names_belong_to_their_wish_as_numbers_do(asked: str) -> None:
    assert runs(asked, REMOVE, {"user": "Fred"})
    assert not runs(asked, REMOVE, {"user": "Gina"})


def test_nobody_is_written_to_who_is_only_spoken_of() -> None:
    asked = "Send an email to bob@x.example and carol@y.example that dave@z.example is away."
    given: dict[str, Any] = {"subject": "Away", "body": "He is away."}
    assert runs(asked, MAIL, {**given, "to": ["bob@x.example", "carol@y.example"]})
    assert not runs(asked, MAIL, {**given, "to": ["dave@z.example"]})
    assert not runs(asked, tool("send_email", to=TEXT), {"to": "bob@x.example, dave@z.example"})


def test_a_day_from_another_sentence_takes_no_place_in_the_call() -> None:
    asked = "Please book Hotel Riverside from 3 to 5 December. On 24 December I am home."
    given = {"hotel": "Hotel Riverside", "check_in": "2026-12-03"}
    assert runs(asked, BOOK, {**given, "check_out": "2026-12-05"})
    assert not runs(asked, BOOK, {**given, "check_out": "2026-12-24"})


def test_a_number_of_the_customers_is_no_rival_of_the_orders() -> None:
    used = tool("cancel_order", customer_number=TEXT, order_id=TEXT)
    asked = "My customer number is K-77, my order is A-1001. Please cancel it."
    assert runs(asked, used, {"customer_number": "K-77", "order_id": "A-1001"})
    assert not runs(asked, used, {"customer_number": "A-1001", "order_id": "K-77"})


def test_one_thing_is_not_done_twice_because_a_list_names_it_twice() -> None:
    used = tool("cancel_orders", order_ids={"type": "array", "items": TEXT})
    found = ruled_on("Cancel A-1001.", {"order_ids": ["A-1001", "A-1001"]}, used=used).arguments
    assert [(one.trusted, one.why) for one in found] == [(True, ""), (False, "repeated")]


def test_a_value_that_strays_says_so_and_keeps_the_place_where_it_was_said() -> None:
    found = ruled_on("Cancel A-1001; A-2002 must arrive.", {"order_id": "A-2002"}, used=CANCEL)
    assert wished(found), "the deed is asked for, of another order"
    assert (found.arguments[0].source, found.arguments[0].trusted, found.arguments[0].why) == ("requester", False, "elsewhere")
    assert found.evidence()[0]["span"] == {"trace": 0, "source": "requester", "start": 15, "end": 21}


def test_our_own_records_give_no_other_value_than_the_one_asked_for() -> None:
    used = tool("transfer_money", from_account=TEXT, to_account=TEXT)
    asked, ours = "Transfer the money to NL91ABNA0417164300.", ("system", "The customer's account is DE02120300000000202051.")
    found = {"from_account": "DE02120300000000202051", "to_account": "NL91ABNA0417164300"}
    assert all(one.trusted for one in ruled_on(asked, found, ours, used=used).arguments)
    assert not all(one.trusted for one in ruled_on(asked, {"to_account": "DE02120300000000202051"}, ours, used=used).arguments)


def test_what_one_parameter_starts_from_is_not_the_others_goal() -> None:
    used = tool("merge_tickets", source_ticket=TEXT, target_ticket=TEXT)
    assert runs("Merge T-4 into T-5.", used, {"source_ticket": "T-4", "target_ticket": "T-5"})
    assert not runs("Merge T-4 into T-5.", used, {"source_ticket": "T-5", "target_ticket": "T-4"})


def test_an_offer_is_not_the_agents_to_choose_where_another_was_named() -> None:
    offers = {"type": "string", "enum": ["low", "normal", "high"]}
    used = tool("set_priority", ticket=TEXT, priority=offers)
    found = ruled_on("Raise the priority of T-4 to high.", {"ticket": "T-4", "priority": "low"}, used=used).arguments[1]
    assert (found.trusted, found.why) == (False, "contrary")
    assert runs("Setze die Priorität von T-4 auf hoch.", used, {"ticket": "T-4", "priority": "high"})


def test_a_full_stop_that_ends_a_sentence_ends_the_wish() -> None:
    assert one_of_two("Cancel A-1001 at 8h. A-2002 stays.") == (True, False)
    assert one_of_two("Cancel order no. 5, A-1001. A-2002 stays.")[1] is False
    assert runs("No. Cancel A-1001.", CANCEL, {"order_id": "A-1001"})


def test_figures_of_a_card_are_not_taken_for_an_amount_and_figures_of_a_code_are_none() -> None:
    asked = "My card will be declined. The one ending in 7731. Please raise the limit to 2,500 euros."
    told = ruled_on(asked, {"card": "7731", "limit": 2500}, used=tool("raise_limit"))
    assert all(one.trusted for one in told.arguments)
    paid = ruled_on(
        "DOC-551 says 940, please pay 940 EUR for INV-3307.",
        {"amount": 940},
        ("attachment", "Total due 940.00 EUR"),
        used=tool("pay_invoice"),
    )
    assert paid.arguments[0].trusted


def test_a_value_from_another_sentence_belongs_where_the_call_takes_up_all_that_was_said() -> None:
    asked = "I need a translation of 350 words. My name is Pia Lund."
    assert all(one.trusted for one in ruled_on(asked, {"client": "Pia Lund", "words": 350}, used=tool("order_translation")).arguments)


LETTER = tool("send_letter", class_ids={"type": "array", "items": TEXT}, subject=TEXT)
CANCEL_SOME = tool("cancel_orders", order_ids={"type": "array", "items": TEXT})


@pytest.mark.parametrize(
    ("asked", "whom"),
    [
        ("Please send 3B and 3A the museum letter.", ["3B", "3A"]), ("Send the letter to 3B, 4C and 5A of our school.", ["3B", "4C", "5A"]),
        ("Bitte 3B und 3A den Brief schicken.", ["3B", "3A"]), ("Envoyez la lettre aux classes 3B et 3A de notre école.", ["3B", "3A"]),
    ],
)  # fmt: skip
def test_a_list_that_goes_on_behind_the_wish_belongs_to_it(asked: str, whom: list[str]) -> None:
    assert runs(asked, LETTER, {"class_ids": whom, "subject": "the letter"})
    assert not runs(asked, LETTER, {"class_ids": [*whom, "9Z"], "subject": "the letter"})


@pytest.mark.parametrize(
    "asked",
    [
        "Cancel A-1001; A-2002 must arrive.", "cancel A-1001 and A-2002 must arrive", "Cancel A-1001 and A-2002 stays.", "Cancel A-1001 and keep A-2002.",
        "Cancel A-1001 and A-2002 please do not touch.", "Cancel A-1001 and A-2002 I need.", "Cancel A-1001, A-2002 already arrived.", "Cancel A-1001 instead of A-2002",
        "Bitte A-1001 stornieren und A-2002 liefern", "Bitte A-1001 stornieren und A-2002 brauche ich.", "Annulez A-1001 et A-2002 doit arriver.",
        "Cancela A-1001 y A-2002 la necesito.", "Annuleer A-1001 en A-2002 moet komen.", "A-2002 must arrive and A-1001 please cancel",
    ],
)  # fmt: skip
def test_what_is_only_spoken_of_behind_a_wish_is_not_of_its_list(asked: str) -> None:
    assert not runs(asked, CANCEL_SOME, {"order_ids": ["A-1001", "A-2002"]})


def test_a_call_with_more_values_than_can_be_compared_waits_for_a_person() -> None:
    """Each is held against every other: hours of a worker's time for a long list of days."""
    asked = "Make things on " + " ".join(f"{number % 28 + 1} March" for number in range(400))
    used = tool("make_things", days={"type": "array", "items": {"type": "string"}})
    found = ruled_on(asked, {"days": [f"2027-03-{number % 28 + 1:02d}" for number in range(120)]}, used=used)
    assert {one.why for one in found.arguments} == {"too_many"}
