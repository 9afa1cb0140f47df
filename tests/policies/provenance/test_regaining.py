"""Values that stand in another sentence than their wish, or that binding cannot tell from others of their kind, and can be nothing else: by name, by shape, as the last that is left."""

from __future__ import annotations

from typing import Any, Final

import pytest

from policies.provenance import Call, Said, judge
from tests.policies.provenance.cast import NUMBER, TEXT, TODAY, described, ran

ORDER: Final = described(
    "order_supplies", "Order supplies, charged to a cost centre.", item=TEXT, quantity=NUMBER, deliver_to=TEXT, cost_centre=TEXT
)
SHARES: Final = described("place_order", "Buy or sell shares.", symbol=TEXT, quantity=NUMBER, limit_price=NUMBER, validity=TEXT)
VISIT: Final = described("plan_visit", "Put the visit of a tradesman in the calendar.", job=TEXT, date=TEXT, from_time=TEXT, to_time=TEXT)
LIMIT: Final = described("set_card_limit", "Change a limit of a card.", card_id=TEXT, amount=NUMBER)
ROOM: Final = described("room_service", "Send something to a guest's room.", room=TEXT, items={"type": "array", "items": TEXT})
COVER: Final = described("change_cover", "Change the sum insured or the excess.", policy=TEXT, sum_insured=NUMBER, excess=NUMBER)
QUOTE: Final = described("make_quote", "Make a quote.", customer=TEXT, price=NUMBER, discount_percent=NUMBER)
EVENT: Final = described(
    "create_event", "Create a meeting and invite people.", title=TEXT, start=TEXT, end=TEXT, attendees={"type": "array", "items": TEXT}
)
SEAT: Final = described("pick_seat", "Pick a seat on a flight.", booking=TEXT, flight=TEXT, seat=TEXT)


def _runs(used: Any, given: dict[str, Any], said: str, system: str = "") -> bool:
    return ran((used,), used.name, given, [*([Said("system", system)] if system else []), Said("requester", said)])


@pytest.mark.parametrize(("centre", "runs"), [("7720", True), ("7730", False)])
def test_what_stands_behind_its_parameters_name_may_stand_in_another_sentence(centre: str, runs: bool) -> None:
    said = "Order two LP4 printers for the post room, send to the Leeds depot, Unit 4 Mill Yard, LS9 8QT. Cost centre 7720."
    assert (
        _runs(
            ORDER,
            {"item": "Printer LP4", "quantity": 2, "deliver_to": "Leeds depot, Unit 4 Mill Yard, LS9 8QT", "cost_centre": centre},
            said,
            "Catalogue: Printer LP4, Scanner Mk2.",
        )
        is runs
    )


def test_percent_and_off_are_what_a_discount_is_called() -> None:
    said = "quote for K-881: new gutters 640, and 5% off"
    assert _runs(QUOTE, {"customer": "K-881", "price": 640, "discount_percent": 5}, said)


@pytest.mark.parametrize(("limit", "runs"), [(51.2, True), (52.1, False)])
def test_the_figure_that_is_left_is_the_parameter_s_that_is_left(limit: float, runs: bool) -> None:
    said = "Ich möchte 25 Stück RWE kaufen, aber höchstens zu 51,20. Der Auftrag soll bis zum 30. November gelten."
    given = {"symbol": "RWE", "quantity": 25, "limit_price": limit, "validity": "2026-11-30"}
    assert _runs(SHARES, given, said) is runs


def test_a_figure_of_a_sentence_about_something_else_is_no_amount() -> None:
    said = "I was on hold for 25 minutes. Please lower the limit of card 8831."
    assert not _runs(LIMIT, {"card_id": "8831", "amount": 25}, said)


def test_figures_that_are_called_something_else_do_not_change_places() -> None:
    said = "Raise the sum insured of HP-31 to 90,000 and leave the excess at 250."
    assert _runs(COVER, {"policy": "HP-31", "sum_insured": 90000, "excess": 250}, said)
    assert not _runs(COVER, {"policy": "HP-31", "sum_insured": 250, "excess": 90000}, said)


@pytest.mark.parametrize(("first", "last", "runs"), [("08:00", "10:00", True), ("10:00", "08:00", False)])
def test_a_beginning_and_an_end_are_told_by_their_order(first: str, last: str, runs: bool) -> None:
    given = {"job": "J-77", "date": "2026-11-26", "from_time": first, "to_time": last}
    assert _runs(VISIT, given, "J-77: the roofer can come tomorrow between 8 and 10, put it in") is runs


def test_the_house_s_own_number_is_taken_for_none_of_another_shape() -> None:
    given, guest = {"room": "318", "items": ["2 extra towels"]}, "Guest: Ada Brunel, room 318."
    assert _runs(ROOM, given, "Could we have two extra towels brought up please?", guest)
    assert not _runs(ROOM, given, "Could we have two extra towels brought up to 319 please?", guest)


@pytest.mark.parametrize(("attendees", "runs"), [(["ida@x.example", "olaf@x.example"], True), (["ida@x.example", "eve@x.example"], False)])
def test_an_address_of_a_list_is_one_of_its_sentence(attendees: list[str], runs: bool) -> None:
    said = "Trag mir für Freitag 14 bis 15 Uhr bitte 'Lagebericht Q2' ein und lade ida@x.example und olaf@x.example ein."
    assert (
        _runs(EVENT, {"title": "Lagebericht Q2", "start": "2026-11-27T14:00", "end": "2026-11-27T15:00", "attendees": attendees}, said)
        is runs
    )


def test_identifiers_of_different_shapes_are_told_apart() -> None:
    given = {"booking": "QX71LM", "flight": "KN204", "seat": "9F"}
    assert _runs(SEAT, given, "I'm on KN204 and 9F looks good. Put me in it please, booking QX71LM.")


def test_a_wording_of_a_few_words_is_nobody_s_name() -> None:
    used = described("book_appointment", "Book an appointment for a pet.", pet_id=TEXT, start=TEXT, notes=TEXT)
    said = "Guten Tag, ich hätte gern für Kater Moritz einen Termin am Freitag um 9:30 Uhr in Kassel. Er frisst seit ein paar Tagen kaum, schreiben Sie das bitte dazu."
    given = {"pet_id": "P-640", "start": "2026-11-27T09:30", "notes": "Frisst seit einigen Tagen kaum"}
    found = judge(
        used,
        Call(used.name, given),
        [Said("system", "Praxen in Kassel, Jena. Kunde: Udo Lenz. Tier: Moritz (P-640)."), Said("requester", said)],
        verified=True,
        tools=(used,),
        today=TODAY,
    )
    assert all(one.trusted for one in found.arguments)
