"""Installations: coming up for the first time costs one a minute of CPU, so what a test has no more need of is lived in by others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.portal.installation import Installation


@pytest.fixture
def house(left_behind: list[Installation]) -> Iterator[Installation]:
    """Nobody has lived in it. It goes after the test, which may leave it to others in ``left_behind``, with nothing running."""
    made = Installation()
    yield made
    if made not in left_behind:
        made.remove()


@pytest.fixture(scope="session")
def left_behind() -> Iterator[list[Installation]]:
    left: list[Installation] = []
    yield left
    for one in left:
        one.remove()


@pytest.fixture
def old_house(left_behind: list[Installation]) -> Iterator[Installation]:
    """One that was left behind and may hold anything; a new one if there is none."""
    if not left_behind:
        left_behind.append(Installation())
    lived_in = left_behind[0]
    lived_in.take_ports()
    yield lived_in
    lived_in.end_all()
