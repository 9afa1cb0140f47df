"""The net under the logs."""

from __future__ import annotations

import pytest

from kit.scrub import scrub


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("write to ada.l@example.org now", "[email]"),
        ("Authorization: Bearer abcdef123456", "[secret]"),
        ("key sk-abcdefghijklmnop", "[secret]"),
        ("card 4111 1111 1111 1111", "[number]"),
        ("call +44 20 7946 0958", "[number]"),
        ("to DE89 3704 0044 0532 0130 00", "[iban]"),
        ("postgres://app:hunter2@db/x", "[password]"),
        ("GET /search?q=lovelace", "[query]"),
    ],
)
def test_a_known_shape_is_masked(text: str, mask: str) -> None:
    assert mask in scrub(text)
    assert not set(scrub(text).split()) >= set(text.split())


@pytest.mark.parametrize("text", ["item 0192d3a0-7c1b-7000-8000-123456789012 sent", "id 0192d3a07c1b70008000123456789012", "took 120 ms"])
def test_ids_and_small_numbers_stay_readable(text: str) -> None:
    assert scrub(text) == text
