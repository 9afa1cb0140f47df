"""Names of people, places and organisations: how many are found in a set that was once unseen, and when they are looked for at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

from kit.errors import InvalidInput
from policies import redaction
from policies.redaction import find, people, redact
from policies.redaction.figures.measure import measured
from policies.redaction.operators import NAMES, Told
from policies.redaction.people import find_names, tagger
from policies.redaction.people.training import train
from tests.policies.redaction.people import sentences


def test_names_in_support_sentences_are_found_as_well_as_before() -> None:
    """The tagger has since been taught from what it missed here: this holds what was reached, docs/redaction.md says how it does elsewhere."""
    rows = {row["type"]: row for row in measured(sentences(), lambda text: find(text, people=True), only=NAMES).rows()}
    assert rows["PERSON"]["recall"] >= 0.90  # type: ignore[operator]  # a figure
    assert rows["all"]["f2"] >= 0.85  # type: ignore[operator]  # a figure


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


def test_training_again_gives_the_same_bytes_without_a_pickle(tmp_path: Path) -> None:
    figures = [train(["nothing here"], count=60, target=tmp_path / name) for name in ("one.npz", "two.npz")]
    assert figures[0] == figures[1]
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert tagger.WEIGHTS.stat().st_size < 15 * 2**20
