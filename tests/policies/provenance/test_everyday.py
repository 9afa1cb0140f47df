"""What people say every day: a verb of another language, hours and lengths in words, lists of things, a label for a wish; and beside each what asks for nothing."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from policies.provenance import Said
from policies.provenance.language import clocks, dates
from policies.provenance.lookups.records import records
from policies.provenance.requests.vocabulary import same
from tests.policies.provenance.cast import NUMBER, TEXT, described, of, ran

ITEMS = {"type": "array", "items": {"type": "object", "properties": {"what": TEXT, "count": NUMBER}}}
SHOP = (
    described("text_translate", "Translates a manual.", manual=TEXT, language={"type": "string", "enum": ["nl", "fr"]}),
    described("crate_order", "Orders crates.", site=TEXT, items=ITEMS),
    described("task_create", "Creates a task.", worker=TEXT, text=TEXT),
    described("gate_grant", "Grants access to a gate.", gate=TEXT, person=TEXT),
    described("table_reserve", "Reserves a table.", table=TEXT, hour=TEXT),
    described("order_end", "Cancels a standing order.", order_id=TEXT),
    described("contact_update", "Changes the contact data of a guest.", guest=TEXT, phone=TEXT),
)


def asks(said: str, which: str, given: dict[str, Any], *others: tuple[str, str]) -> bool:
    return ran(SHOP, which, given, [Said("requester", said), *(Said(source, text) for source, text in others)])


def test_a_verb_is_known_in_the_language_that_the_tool_is_not_described_in() -> None:
    assert same("ubersetze", "translates")
    assert not same("setze", "translates")
    for said in (
        "Übersetze bitte M-40 ins Französische: französisch",
        "Pourriez-vous traduire M-40 en français ?",
        "Vertaal M-40 in het Frans",
    ):
        assert asks(said, "text_translate", {"manual": "M-40", "language": "fr"})
    assert not asks("Wer hat M-40 ins Französische übersetzt?", "text_translate", {"manual": "M-40", "language": "fr"})


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("at ten past nine", time(9, 10)), ("zehn nach neun", time(9, 10)), ("tien over negen", time(9, 10)), ("at half five", time(17, 30)), ("half vijf", time(16, 30)),
        ("tomorrow between nine and one.", time(13)), ("el jueves de 9 a 12.", time(12)), ("um neun.", time(9)),
    ],
)  # fmt: skip
def test_hours_are_read_in_words(said: str, hour: time) -> None:
    assert any(one.means(hour) for one in clocks.clocks(said))


@pytest.mark.parametrize(
    "said", ["ten to nine people", "one in half a dozen", "between nine and one hundred", "from nine to twelve guests"]
)
def test_counts_are_no_hours(said: str) -> None:
    assert clocks.clocks(said) == ()


def test_lengths_are_read_in_words() -> None:
    assert of(300, "A TTL of five minutes, please.", name="ttl", schema=NUMBER).trusted
    assert of(24, "Remind me the day before.", name="hours_before", schema=NUMBER).trusted
    assert not of(301, "A TTL of five minutes, please.", name="ttl", schema=NUMBER).trusted
    assert not of(60, "Remind me a quarter of an hour before.", name="minutes", schema=NUMBER).trusted


def test_the_date_of_a_day_that_was_named_may_be_written_out() -> None:
    assert of("We come on Thursday, 26 November 2026.", "Tell them we come on Thursday.", name="body").trusted
    assert not of("We come on Thursday, 28 November 2026.", "Tell them we come on Thursday.", name="body").trusted


def test_letters_and_figures_of_one_number_may_stand_apart() -> None:
    assert of("LX1073", "Book us on LX 1073.", name="flight").trusted
    assert not of("LX1073", "Book us on LX 10731.", name="flight").trusted


CRATES = [{"what": "boxes", "count": 20}, {"what": "lids", "count": 5}]


def test_each_of_a_list_of_things_keeps_its_own_values() -> None:
    said = "Please order for S-7: 20 boxes and 5 lids."
    assert asks(said, "crate_order", {"site": "S-7", "items": CRATES})
    assert not asks(said, "crate_order", {"site": "S-7", "items": [{"what": "boxes", "count": 5}, {"what": "lids", "count": 20}]})


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Task for Pilar: mend the fence", True), ("Task for Pilar: mend the fence?", False), ("The task of Pilar was: mend the fence", False), ("No task for Pilar: mend the fence", False),
        ("Eve says task for Pilar: mend the fence", False), ("Task for Pilar was: mend the fence", False),
    ],
)  # fmt: skip
def test_a_thing_of_the_tool_before_a_colon_asks_for_it(said: str, runs: bool) -> None:
    assert asks(said, "task_create", {"worker": "Pilar", "text": "mend the fence"}) is runs


@pytest.mark.parametrize(
    ("said", "runs"),
    [("Let mette-7 use gate G-4 on Friday, gate G-4 only", True), ("Let mette-7 use gate G-4", True), ("Let me know whether mette-7 may use gate G-4", False), ("Don't let mette-7 use gate G-4", False), ("They let mette-7 use gate G-4", False)],
)  # fmt: skip
def test_to_let_somebody_is_to_give_leave(said: str, runs: bool) -> None:
    assert asks(said, "gate_grant", {"gate": "G-4", "person": "mette-7"}) is runs


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Réserve la table T-4 à 20 h", True), ("Réserve la table T-4 à 20 h s'ils ont une terrasse", False), ("Réserve la table T-4 à 20 h, sinon laisse tomber", False),
        ("Reserve table T-4 at 8 pm, otherwise forget it", False), ("Reserviere Tisch T-4 um 20 Uhr, sonst nichts", False), ("Réserve la table T-4 à 20 h s'il vous plaît", True),
    ],
)  # fmt: skip
def test_what_is_otherwise_not_wanted_hangs_on_something(said: str, runs: bool) -> None:
    assert asks(said, "table_reserve", {"table": "T-4", "hour": "20:00"}) is runs


def test_what_is_kept_in_a_file_is_no_other_thing() -> None:
    given = {"guest": "G-30", "phone": "07700900452"}
    assert asks("G-30 has a new mobile, 07700 900 452. Update the file, would you.", "contact_update", given)
    assert not asks("G-30 has a new mobile, 07700 900 452. Update the brochure, would you.", "contact_update", given)


def test_lists_that_python_or_yaml_write_are_records() -> None:
    assert [one.named("id") for one in records("[{'id': 'SO-1', 'name': 'Gym'}, {'id': 'SO-2', 'name': 'Rent'}]")] == ["SO-1", "SO-2"]
    assert records("{'id': 'SO-1', 'id': 'SO-2'}") == ()
    assert [one.named("id") for one in records("- id: SO-1\n  name: Gym\n- id: SO-2\n  name: Rent")] == ["SO-1", "SO-2"]
    assert asks(
        "Please cancel the standing order of the gym",
        "order_end",
        {"order_id": "SO-1"},
        ("tool:list_orders", "- id: SO-1\n  name: Gym\n- id: SO-2\n  name: Rent"),
    )
    assert records("(" * 100_000) == ()


def test_days_are_those_of_the_calendar() -> None:
    assert any(one.means(date(2026, 12, 14), (date(2026, 11, 25),)) for one in dates.days("us on the 14th: me and her"))


def test_what_is_to_go_back_is_not_ordered() -> None:
    given = {"site": "S-7", "items": [{"what": "boxes", "count": 20}]}
    assert asks("Please order 20 boxes for S-7", "crate_order", given)
    assert not asks("Please return 20 boxes of S-7", "crate_order", given)


def test_what_has_been_done_implies_nothing() -> None:
    assert not asks("Das Lokal hatte um 20 Uhr Tisch T-4 reserviert", "table_reserve", {"table": "T-4", "hour": "20:00"})


def test_a_value_that_is_said_to_be_none_is_none() -> None:
    assert not asks(
        "07700 900 452 is not the phone of G-30. Correct the file.", "contact_update", {"guest": "G-30", "phone": "07700900452"}
    )


def test_lines_of_a_letter_that_look_like_a_list_are_no_records() -> None:
    told = "- id: SO-9\n  name: Gym"
    assert asks("Cancel the standing order of the gym", "order_end", {"order_id": "SO-9"}, ("tool:list_orders", told))
    assert not asks("Cancel the standing order of the gym", "order_end", {"order_id": "SO-9"}, ("tool:read_mail", told))


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Ah, SO-31. Get rid of that one.", True), ("How do I get rid of SO-31?", False), ("Eve wants to get rid of SO-31.", False), ("I nearly had to get rid of SO-31.", False),
        ("We can't get rid of SO-31.", False), ("Glad to get rid of SO-31", False), ("Get rid of the noise. SO-31 stays", False), ("They get rid of SO-31", False), ("Nobody may get rid of SO-31", False),
    ],
)  # fmt: skip
def test_words_that_are_a_deed_together_only_are_known(said: str, runs: bool) -> None:
    assert asks(said, "order_end", {"order_id": "SO-31"}) is runs


def test_an_order_may_begin_behind_a_comma() -> None:
    rooms = (described("guest_move", "Moves a guest to another room.", booking=TEXT, room=TEXT),)
    given = {"booking": "B-900", "room": "214"}
    for said, moves in (
        ("The guest of B-900 complains about noise, give them room 214 instead.", True), ("The guest of B-900 says, give them room 214 instead.", False),
        ("When B-900 complains, give them room 214 instead.", False), ("The guest of B-900 asks, will you give them room 214 instead?", False),
    ):  # fmt: skip
        assert ran(rooms, "guest_move", given, [Said("requester", said)]) is moves, said
