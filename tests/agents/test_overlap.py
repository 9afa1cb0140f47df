"""What a stretch of a passage says is what its lines say together: each line is looked through once for each sentence."""

from __future__ import annotations

import pytest

from agents import ground, overlap

LINES = ("Returned lamps are free of charge.", "Wir erstatten den Preis.", "A parcel to Switzerland costs 24 euros.")
SAID = "Returning a lamp is free, the price of 24 is refunded"


def test_lines_together_hold_the_words_that_a_bag_of_all_of_them_holds() -> None:
    said, bags = overlap.bag(SAID), [overlap.bag(line) for line in LINES]
    together = overlap.bag(" ".join(LINES))
    assert frozenset().union(*overlap.held(said, bags)) == {word for word in said.words if overlap.holds(together, word)}
    assert overlap.coverage(said, together) > max(overlap.coverage(said, one) for one in bags) > 0


def test_what_says_nothing_is_covered_by_anything() -> None:
    assert overlap.coverage(overlap.bag("?!"), overlap.bag(LINES[0])) == 1.0


@pytest.mark.parametrize(
    ("draft", "supported"), [("The label is free within 30 days.", True), ("The label is free within 60 days.", False)]
)
def test_a_sentence_may_rest_on_two_lines_below_their_heading(draft: str, supported: bool) -> None:
    passage = "# Returns\n\n## Thirty days\n\nYou may send anything back within 30 days.\nThe label is free."
    (checked,) = ground.check(draft, [passage]).sentences
    assert checked.supported is supported
