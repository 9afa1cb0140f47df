"""A passage is told with its fields as they are."""

from __future__ import annotations

from dataclasses import asdict

from agents.drafts import Passage


def test_a_passage_is_told_whole_and_made_again_from_what_was_told() -> None:
    passage = Passage(1, "c", "d", "Shipping", "shipping.md", 2, "Norway", "It takes a week.", "en", "public", 0.5, 0.25, 1.0, 0, 16)
    assert passage.as_dict() == asdict(passage)
    assert Passage(**passage.as_dict()) == passage
