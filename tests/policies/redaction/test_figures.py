"""What is found of planted values, on texts that no recogniser was written for."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from policies.redaction import find
from policies.redaction.figures import found, rows
from policies.redaction.figures.measure import measured
from policies.redaction.figures.planted import kinds
from policies.redaction.figures.texts import Labelled, structured


def test_structured_types_of_more_than_twenty_countries_are_found_and_little_else() -> None:
    *types, total = rows(900, seed=4242)
    assert len({kind.country for kind in kinds()}) > 40
    assert isinstance(total["recall"], float)
    assert total["recall"] >= 0.99
    assert isinstance(total["precision"], float)
    assert total["precision"] >= 0.95
    assert {row["type"] for row in types} >= {"IBAN_CODE", "FR_NIR", "BR_CPF", "CREDIT_CARD", "API_KEY", "PHONE_NUMBER"}


def test_a_half_found_value_counts_and_a_third_does_not() -> None:
    text = Labelled("jane@example.com", (("EMAIL_ADDRESS", 0, 16),))
    assert measured([text], find).rows()[0] == {
        "type": "EMAIL_ADDRESS",
        "planted": 1,
        "found": 1,
        "recall": 1.0,
        "precision": 1.0,
        "f2": 1.0,
    }
    third = Labelled("jane@example.com", (("EMAIL_ADDRESS", 0, 60),))
    assert measured([third], find).rows()[0]["recall"] == 0.0


def test_texts_of_a_seed_are_the_same_again_and_of_another_are_not() -> None:
    assert list(structured(20, 1)) == list(structured(20, 1)) != list(structured(20, 2))


def test_an_order_number_is_no_phone_number_and_a_part_of_a_number_none() -> None:
    assert not [finding for finding in found("my order 212 555 0187 is late") if finding.type == "PHONE_NUMBER"]
    assert [finding.type for finding in found("call 212 555 0187 about my order")] == ["PHONE_NUMBER"]
    assert [finding.type for finding in found("RRN 850101-1234566")] == ["KR_RRN"]


def test_the_kind_that_the_text_names_wins_over_its_lookalikes() -> None:
    assert [finding.type for finding in found("my OIB is 48116061226")] == ["HR_OIB"]
    assert [finding.type for finding in found("partita iva 12345678903")] == ["IT_VAT_CODE"]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("redact", "--figures", "0"), "1 or more"),
        (("train_names", "no-such.txt"), "There is no file no-such.txt"),
        (("train_names", "--texts", "0"), "1 or more"),
    ],
)
def test_a_wrong_argument_is_told_plainly(command: tuple[str, ...], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        call_command(*command)
