"""Texts full of what leads to a number: the work for a character stays small and does not grow with the text. Counted are calls of functions, not seconds."""

from __future__ import annotations

import cProfile

import pytest

from bench.crowded import crowds
from policies.redaction import find

SHORT, LONG = 300, 1_200
MOST = 180
"""Calls a character: some 40 are usual, with a list of words read once for each number it was 330."""
STEEPEST = 12
"""Times the calls at four times the length: sixteen if each place looked at all others. ``bench redaction`` measures it on long texts."""


@pytest.fixture(scope="module", autouse=True)
def made_ready() -> None:
    """What is made once in a process does not count."""
    for crowd in crowds()[::8]:
        find(crowd.text(SHORT))


def calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.enable()
    find(text)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("part", range(8))
def test_words_with_something_short_behind_them_cost_little_each(part: int) -> None:
    for crowd in crowds()[part::8]:
        text = crowd.text(LONG)
        short, long = calls(text[:SHORT]), calls(text)
        assert long <= MOST * LONG, crowd.entity
        assert long <= STEEPEST * short, crowd.entity
