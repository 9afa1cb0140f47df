"""Sentences of the check, found again in a text that somebody has edited since."""

from __future__ import annotations

from typing import Any

from review.pages import grounds


def checked(draft: str) -> dict[str, Any]:
    return {"draft": draft, "grounding": {"sentences": [{"start": 0, "end": len(draft), "supported": False, "passage": None, "why": ""}]}}


def test_a_sentence_is_found_with_what_its_placeholders_stand_for() -> None:
    text = "Good day. Write to Anna Bee, a@bee.example, or call. Thanks."
    (found,) = grounds.sentences(text, checked("Write to <PERSON_1>, <EMAIL_ADDRESS_1>, or call."))
    assert text[found.start : found.end] == "Write to Anna Bee, a@bee.example, or call."


def test_many_placeholders_whose_end_was_edited_away_are_soon_given_up() -> None:
    """Trying every way to divide the text among them would not end today."""
    draft = " ".join(f"<EMAIL_ADDRESS_{number}>" for number in range(1, 31)) + " are all told."
    text = "a b c d e f g h " * 100
    assert list(grounds.sentences(text, checked(draft))) == []
    assert len(list(grounds.sentences(text + "are all told.", checked(draft)))) == 1
