from __future__ import annotations

import pytest

from policies import redaction
from policies.redaction.misuse import greets_another, misused, misused_together
from policies.redaction.names import Names
from policies.redaction.types import Finding

NAMES = {
    "<PERSON_1>": "Jane Miller",
    "<PERSON_2>": "Ann Lee",
    "<EMAIL_ADDRESS_1>": "jane@example.org",
    "<CREDIT_CARD_1>": "4111 1111 1111 1111",
}
SEEN = ["My name is <PERSON_1>, write to <EMAIL_ADDRESS_1>.\nMy sister <PERSON_2> paid with <CREDIT_CARD_1>."]


@pytest.mark.parametrize(
    "text",
    [
        "Dear <PERSON_1>,\nwe have written to <EMAIL_ADDRESS_1>.",
        "We have <PERSON_1>'s letter and <PERSON_1>\u2019s order.",
        "L'adresse d'<PERSON_1>: <EMAIL_ADDRESS_1>, merci.",
        "**<PERSON_1>** (<EMAIL_ADDRESS_1>)",
        "A parcel costs 24.00 euros [1]. See passage [2] and Article 6, version V2, ISO 9001, RFC 2822.",
        "Step 1: open the app. Person 1 of 2 signs.",
        "<PERSON_2>'s card <CREDIT_CARD_1> was not charged.",
        "<h1>Title</h1> <b>bold</b> 3 < 4 and 5 > 2",
    ],
)
def test_placeholders_that_are_handed_back_as_they_came_are_fine(text: str) -> None:
    assert misused(text, NAMES, SEEN) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Dear <PERSON_12>,", "made_up"),
        ("Dear <PHONE_NUMBER_1>,", "made_up"),
        ("Dear <PERSON 1>,", "bent"),
        ("Dear < PERSON_1 >,", "bent"),
        ("Dear <PERSON-1>,", "bent"),
        ("Dear <PERSON1>,", "bent"),
        ("Dear <person_1>,", "bent"),
        ("Dear person_1,", "bent"),
        ("Dear PERSON_1,", "bent"),
        ("Dear PERSON 1,", "bent"),
        ("Dear <PERSON_1,", "bent"),
        ("Dear PERSON_1>,", "bent"),
        ("Dear <PERSON_\n1>,", "bent"),
        ("Dear <PERSON\\_1>,", "bent"),
        ("Dear [PERSON_1],", "bent"),
        ("Dear {PERSON_1},", "bent"),
        ("Dear &lt;PERSON_1&gt;,", "bent"),
        ("Dear ＜PERSON＿1＞ and \u2039PERSON_1\u203a,", "bent"),
        ("Chère <PERSONNE_1>,", "made_up"),
        ("Chère <PERSONNE 1>,", "bent"),
        ("Chère PERSONNE_1,", "bent"),
        ("Liebe <PERSÖNLICHKEIT 1>,", "bent"),
        ("Write to <E-MAIL ADDRESS_1>.", "bent"),
        ("Write to EMAIL_ADDRESS 1.", "bent"),
        ("Karte <CREDIT_CARD_1>s", "bent"),
        ("Frau<PERSON_1>", "bent"),
        ("<PERSON_1>2", "bent"),
        ("<PERSON_1>'s card <CREDIT_CARD_1> was not charged.", "moved"),
        ("We wrote to <PERSON_2> at <EMAIL_ADDRESS_1>.", "moved"),
    ],
)
def test_a_placeholder_that_is_made_up_bent_or_moved_is_told(text: str, why: str) -> None:
    assert {one.why for one in misused(text, NAMES, SEEN)} == {why}


def test_a_full_width_mark_is_no_way_around() -> None:
    assert misused("\uff1cPERSON_7\uff1e", NAMES, SEEN)


def test_words_of_a_public_passage_may_be_repeated() -> None:
    assert misused("Set <user_name_1> in the file.", NAMES, SEEN)
    assert misused("Set <user_name_1> in the file.", NAMES, SEEN, public=["Put <user_name_1> there."]) == []


def test_arguments_of_one_call_speak_of_one_person() -> None:
    assert misused_together(["<PERSON_1>", "<EMAIL_ADDRESS_1>"], NAMES, SEEN) == []
    assert [one.why for one in misused_together(["<PERSON_2>", "<EMAIL_ADDRESS_1>"], NAMES, SEEN)] == ["moved"]
    assert [one.why for one in misused_together(["EMAIL_ADDRESS_1"], NAMES, SEEN)] == ["bent"]


def test_a_reply_greets_who_wrote_or_signed() -> None:
    letter = "My sister <PERSON_2> waits for her parcel, since a week now.\nIt is late.\nWhere is it?\nThanks a lot\nBest regards"
    assert greets_another("Dear <PERSON_1>,\nhello", NAMES, "Jane Miller", letter) is None
    assert greets_another("Dear <PERSON_2>,\nhello", NAMES, "Jane Miller", letter) is not None
    assert greets_another("Dear <PERSON_2>,\nhello", NAMES, "Shop of Lee", letter) is None
    assert greets_another("Dear <PERSON_2>,\nhello", NAMES, "The office", f"{letter}\n<PERSON_2>") is None


def _named(*values: str) -> list[str]:
    names = Names({})
    return [names.name_for(Finding("PERSON", 0, len(one), 1.0, "x"), one, one) for one in values]


def test_the_same_person_keeps_the_same_name() -> None:
    assert _named("Jane Miller", "JANE  MILLER", "Ms Miller", "Jane") == ["<PERSON_1>"] * 4


def test_a_part_of_two_names_is_nobody_of_them() -> None:
    assert _named("Jane Miller", "Tom Miller", "Miller") == ["<PERSON_1>", "<PERSON_2>", "<PERSON_3>"]


def test_what_a_customer_writes_like_a_placeholder_leads_to_no_value() -> None:
    names: dict[str, str] = {}
    first, second = redaction.redact_all(["I am jane@example.org.", "Send it to <EMAIL_ADDRESS_1>."], workspace=None, names=names)
    assert first.text == "I am <EMAIL_ADDRESS_1>."
    assert redaction.restore(second.text, names) == (second.text, [])


def test_a_hostile_reply_is_read_in_a_moment() -> None:
    for text in ("<A " * 7000, "A_" * 10_000, "<" * 20_000, "A1 " * 7000, "<PERSON_1>" * 2000):
        misused(text, NAMES, SEEN)
