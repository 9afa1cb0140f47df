"""Spam is seen by what it offers; what customers write, however loud, is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agents import triage

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dear website owner, we bring you to the first page of Google. SEO services, click here http://x.example", "search_ranking"),
        ("You have won an iPhone 15! Claim your prize now: http://a.example Act now!!!!", "prize"),
        ("We offer you quick loans. Reply with your full name and bank.", "loan_offer"),
        ("I write as the next of kin of a client who left 12 million dollars. Dear beneficiary, risk-free.", "inheritance"),
        ("Sie haben ein iPhone gewonnen! Klicken Sie hier: http://x.example", "prize"),
        ("Gagnez: rendements garantis, cliquez ici www.x.example", "investment"),
    ],
)
def test_what_it_offers_is_named(text: str, code: str) -> None:
    found = triage.suspect(text)
    assert code in found.seen
    assert found.share >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "WHERE IS MY LAMP??? I WANT MY MONEY BACK NOW!!!! http://shop.example/orders/1",
        "I saw the raffle on your page, how do I get my prize?", "My password has expired, I cannot log in.", "", "\x00\ud800",
        "Please take me off your newsletter, I clicked unsubscribe three times.",
    ],
)  # fmt: skip
def test_customers_are_not_spammers(text: str) -> None:
    assert triage.suspect(text) == triage.suspect("")


def test_no_letter_that_was_written_for_the_other_tests_is_taken_for_spam() -> None:
    letters = [
        one for name in ("letters.txt", "letters_unseen.txt", "questions.txt") for one in re.split(r"\n\s*\n|\n", (HERE / name).read_text())
    ]
    assert len(letters) > 500
    assert [one for one in letters if triage.suspect(one).share] == []
