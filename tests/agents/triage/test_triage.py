from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from agents import triage
from agents.triage import classifier
from kit import language
from policies.facts import FACTS

HERE = Path(__file__).parent
MAIN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "tr", "ru")


def questions() -> list[tuple[str, str]]:
    """(language, question) of the file written by hand."""
    found, current = [], ""
    for line in (HERE / "questions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and len(line) == 4:
            current = line[2:]
        elif line and not line.startswith("#"):
            found.append((current, line))
    return found


def letters(name: str = "letters.txt") -> list[tuple[str, str, str, str]]:
    """(urgency, intent, language, text)."""
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    heads = [(line.partition(": ")[0].split(), line.partition(": ")[2]) for line in lines]
    return [(head[0], head[1], head[2], text) for head, text in heads]


def test_the_language_of_98_in_100_short_questions_is_right_in_twelve_languages() -> None:
    asked = [(wanted, text) for wanted, text in questions() if wanted in MAIN]
    assert min(Counter(wanted for wanted, _ in asked).values()) >= 40
    wrong = [(wanted, language.identify(text).language, text) for wanted, text in asked]
    wrong = [one for one in wrong if one[0] != one[1]]
    assert len(wrong) <= 0.02 * len(asked), wrong


def test_norwegian_is_told_from_its_neighbours_most_of_the_time() -> None:
    asked = [text for wanted, text in questions() if wanted == "nb"]
    assert sum(language.identify(text).language == "nb" for text in asked) >= 0.75 * len(asked)


@pytest.mark.parametrize(("name", "urgent", "meant"), [("letters.txt", 0.9, 0.9), ("letters_unseen.txt", 0.9, 0.75)])
def test_urgency_and_intent_are_right_as_often_as_the_docs_say(name: str, urgent: float, meant: float) -> None:
    found = [(row, triage.classify(row[3])) for row in letters(name)]
    urgency = [(row, one.urgency) for row, one in found if row[0] != one.urgency]
    intent = [(row, one.intent) for row, one in found if row[1] != one.intent]
    assert len(urgency) <= (1 - urgent) * len(found), urgency
    assert len(intent) <= (1 - meant) * len(found), intent


@pytest.mark.parametrize(
    "text", ["", " ", "12345", "?!", "\x00\ud800", "😀" * 500, "a" * 100_000, "mail@example.org https://example.org/x"]
)
def test_no_text_is_too_odd(text: str) -> None:
    found = triage.classify(text, text)
    assert found.urgency in triage.URGENCIES
    assert found.intent in triage.INTENTS


def test_a_script_that_serves_one_language_needs_no_model() -> None:
    assert [language.identify(text).language for text in ("荷物はどこですか", "我的包裹在哪里", "Πού είναι το δέμα μου;")] == [
        "ja",
        "zh",
        "el",
    ]


def test_weights_hold_numbers_and_labels_only_and_are_small() -> None:
    for path in (language.WEIGHTS, classifier.WEIGHTS):
        with np.load(path, allow_pickle=False) as stored:
            assert {stored[name].dtype.kind for name in stored.files} <= {"i", "f", "U"}
        assert path.stat().st_size < 4_000_000


def test_the_words_of_triage_are_those_the_policies_read() -> None:
    assert {"signals.language", "signals.urgency", "signals.intent"} <= set(FACTS)
    assert triage.URGENCIES == ("low", "normal", "high")
    assert "legal_privacy" in triage.INTENTS


def test_the_command_answers_a_line_a_text_and_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"id": 1, "text": "Wo ist mein Paket?"}, {"id": 2}, {"id": 3, "text": "ok", "subject": "Where is my order?"}]
    monkeypatch.setattr("sys.stdin", StringIO("\n".join(json.dumps(line) for line in lines)))
    out = StringIO()
    call_command("triage", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {name: answers[0][name] for name in ("id", "language", "urgency", "intent")} == {
        "id": 1, "language": "de", "urgency": "normal", "intent": "order_status",
    }  # fmt: skip
    assert set(answers[0]["scores"]) == {"language", "urgency", "intent"}
    assert "error" in answers[1]
    assert answers[2]["language"] == "en"
