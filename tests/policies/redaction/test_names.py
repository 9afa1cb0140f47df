"""What a value is called costs the same however many there are already."""

from __future__ import annotations

import pytest

from policies import redaction
from policies.redaction import names as under_test
from policies.redaction.names import Names
from policies.redaction.types import Finding


class Counted:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.calls, self.real = 0, getattr(under_test, name)
        monkeypatch.setattr(under_test, name, self)

    def __call__(self, *given: object) -> object:
        self.calls += 1
        return self.real(*given)


def test_each_value_is_folded_and_each_text_searched_for_marks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folds, marks = Counted(monkeypatch, "folded"), Counted(monkeypatch, "placeholders")
    known = {f"<EMAIL_ADDRESS_{number}>": f"known{number}@example.org" for number in range(1, 51)}
    written = "; ".join(f"write to guest{number}@example.org" for number in range(100))
    found = redaction.redact_all([written, written + "."], workspace=None, names=known)
    assert found[0].text.startswith("write to <EMAIL_ADDRESS_51>; write to <EMAIL_ADDRESS_52>")
    assert found[1].text == found[0].text + "."
    assert len(known) == 150
    assert folds.calls == 50 + 200
    assert marks.calls <= 2


def test_the_words_of_each_person_are_read_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Counted(monkeypatch, "person_words")
    names = Names({})
    letters = "abcdefghij"
    persons = [f"Jane {one}{two}son" for one in letters for two in letters]
    called = [names.name_for(Finding("PERSON", 0, len(one), 1.0, "x"), one, "") for one in persons]
    assert called == list(names.given) == [f"<PERSON_{number}>" for number in range(1, 101)]
    assert words.calls <= 200


def test_numbers_go_on_behind_the_highest_and_pass_over_those_of_the_text() -> None:
    given = {"<PHONE_NUMBER_7>": "040 123", "<PHONE_NUMBER_2>": "040 456", "no placeholder": "040 789"}
    names, phone = Names(given), Finding("PHONE_NUMBER", 0, 7, 1.0, "x")
    assert names.name_for(phone, "040-456", "") == "<PHONE_NUMBER_2>"
    assert names.name_for(phone, "040 789", "not <PHONE_NUMBER_8>") == "<PHONE_NUMBER_9>"
    assert names.name_for(phone, "040789", "") == "<PHONE_NUMBER_9>"
    assert given["<PHONE_NUMBER_9>"] == "040 789"
