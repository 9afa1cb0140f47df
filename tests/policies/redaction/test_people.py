"""Names of people, places and organisations: how many are found in a set that was once unseen, and when they are looked for at all."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import spacy

from kit.errors import InvalidInput
from policies import redaction
from policies.redaction import find, people, redact
from policies.redaction.figures import said
from policies.redaction.figures.measure import measured
from policies.redaction.figures.said import SAID, UNSEEN
from policies.redaction.operators import NAMES, Told
from policies.redaction.people import find_names, tagger, towns, words
from policies.redaction.people.made import mails
from policies.redaction.people.training import train
from policies.redaction.people.words import is_compound, known
from tests.policies.redaction.people import sentences


def test_names_in_support_sentences_are_found_as_well_as_before() -> None:
    """The tagger has since been taught from what it missed here: this holds what was reached, docs/redaction.md says how it does elsewhere."""
    rows = {row["type"]: row for row in measured(sentences(), lambda text: find(text, people=True), only=NAMES).rows()}
    assert rows["PERSON"]["recall"] >= 0.90  # type: ignore[operator]  # a figure
    assert rows["all"]["f2"] >= 0.85  # type: ignore[operator]  # a figure


@pytest.mark.parametrize(("which", "f2", "recall"), [(SAID, 0.93, 0.95), (UNSEEN, 0.90, 0.93)])
def test_names_and_numbers_in_written_sentences_are_found_as_well_as_before(which: str, f2: float, recall: float) -> None:
    """Against a step back. What is promised is F2 0.85 and 0.90 of people in sentences that nothing was taught from; the page of figures says what is kept."""
    counts = [measured(said.sentences(one, which=which), lambda text: find(text, people=True)) for one in said.LANGUAGES]
    planted: Counter[str] = sum((one.planted for one in counts), Counter())
    hit: Counter[str] = sum((one.hit for one in counts), Counter())
    assert hit["PERSON"] / planted["PERSON"] >= recall
    structured = [kind for kind in planted if kind not in NAMES]
    assert all(hit[kind] == planted[kind] for kind in structured), "every number with right check digits"
    rights, found = (sum(getattr(one, name).total() - getattr(one, name)["DATE_TIME"] for one in counts) for name in ("right", "found"))
    precision, whole = rights / found, hit.total() / planted.total()
    assert 5 * precision * whole / (4 * precision + whole) >= f2


def test_made_letters_mark_their_names_and_are_made_again_from_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(towns, "names", lambda: ("Wolfach", "Villers-le-Lac"))
    made, again = ([*mails(Random(7), 300)] for _ in range(2))
    assert made == again
    assert not [mail.text for mail in made if re.search(r"\{[A-Z]\}|\\n|\|[^ ]", mail.text)], "every gap is filled, every choice is made"
    named = {(kind, mail.text[start:end]) for mail in made for kind, start, end in mail.spans}
    assert {kind for kind, _ in named} == NAMES
    assert all(name == name.strip() and name for _, name in named)


@pytest.mark.parametrize(
    ("word", "letter"), [("kitchen", "d"), ("küche", "d"), ("ella", "d"), ("ella", "f"), ("fatoumata", "f"), ("mulhouse", "c")]
)
def test_the_lists_know_what_a_word_can_be(word: str, letter: str) -> None:
    assert letter in known(word)


def test_a_word_that_ends_as_a_thing_does_is_a_compound_and_the_thing_itself_none() -> None:
    assert is_compound("koffiemachines")
    assert is_compound("milchtasse")
    assert not is_compound("machine")
    assert not is_compound("kowalski")


def test_a_letter_without_names_stays_without_findings() -> None:
    for text in ("Where is my parcel? It should have been here on Monday.", "Die Lampe kam mit einem zerbrochenen Schirm, der Karton war offen.",
                 "je voudrais rendre la veste bleue", "quiero devolver la silla", "posso avere un rimborso", "czy mogę zwrócić buty"):  # fmt: skip
        assert not find(text, people=True), text


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each search for names was given."""
    batches: list[int] = []

    def counted(texts: Any) -> Any:
        batches.append(len(texts))
        return find_names(texts)

    monkeypatch.setattr(redaction, "find_names", counted)
    return batches


def test_names_are_looked_for_in_one_batch_and_only_where_a_rule_hides_them(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["My name is Jane Miller.", "I live in Leeds."]
    assert [one.text for one in redaction.redact_all(texts, workspace=None)] == texts
    assert asked == []
    monkeypatch.setattr(redaction, "_rules", lambda workspace, channel: Told({("PERSON", "model"): "pseudonymise"}))
    assert [one.text for one in redaction.redact_all(texts, workspace=None)] == ["My name is <PERSON_1>.", "I live in Leeds."]
    assert asked == [2]


def test_a_name_in_an_address_is_a_part_of_the_address() -> None:
    found = redact("Jane Miller <jane.miller@example.com>", workspace=None, surface="export").findings
    assert [finding.type for finding in found] == ["PERSON", "EMAIL_ADDRESS"]


def test_the_same_person_keeps_the_name_over_the_texts_of_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_rules", lambda workspace, channel: Told({("PERSON", "model"): "pseudonymise"}))
    first, second = redaction.redact_all(["Hello, this is Jane Miller.", "Kind regards\nJane Miller"], workspace=None)
    assert first.text == "Hello, this is <PERSON_1>."
    assert second.text == "Kind regards\n<PERSON_1>"


def test_an_installed_pipeline_is_used_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Atlantis"}, {"label": "MONEY", "pattern": "gold"}])  # type: ignore[attr-defined]  # a ruler
    pipeline.to_disk(tmp_path / "model")
    monkeypatch.setenv("PII_SPACY_MODEL", str(tmp_path / "model"))
    ((found,), nothing) = people.find_names(["gold from Atlantis", "gold"])
    assert (found.type, found.start, found.recogniser) == ("LOCATION", 10, "SpacyRecognizer")
    assert nothing == []


def test_a_pipeline_that_is_not_installed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SPACY_MODEL", "no_such_model")
    with pytest.raises(InvalidInput, match="no_such_model, which is not installed here"):
        people.find_names(["Jane"])


def test_training_again_gives_the_same_bytes_without_a_pickle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(towns, "names", lambda: ("Wolfach", "Villers-le-Lac"))  # all of the world's take half a minute to read
    figures = [train(["nothing here"], count=60, target=tmp_path / name) for name in ("one.npz", "two.npz")]
    assert figures[0] == figures[1]
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert tagger.WEIGHTS.stat().st_size < 15 * 2**20


class Counted(frozenset[str]):
    """How often it was looked into."""

    looks = 0

    def __contains__(self, word: object) -> bool:
        Counted.looks += 1
        return super().__contains__(word)


def test_a_word_as_long_as_a_text_is_looked_up_no_more_often_than_a_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(words.nouns())
    words._longest_noun()
    monkeypatch.setattr(words, "nouns", lambda: counted)
    looks = []
    for length in (200, 100_000):
        Counted.looks = 0
        assert not words.is_compound("x" * length)
        assert words.is_compound("x" * length + max(counted, key=len))
        looks.append(Counted.looks)
    assert looks[0] == looks[1]
