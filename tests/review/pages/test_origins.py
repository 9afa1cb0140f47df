"""What is quoted of a text that is longer than what is searched for personal data."""

from __future__ import annotations

from policies.redaction.covering import LONGEST
from review.pages import origins
from review.pages.masking import Mask
from review.pages.origins import Origin, Reader

LINE = "My card 5555 5555 5555 4444 paid A-77."


def shown(text: str) -> str:
    start = LINE.index("A-77")
    origin = Origin("message", "m", LINE, start, start + 4)
    return Reader("en", Mask({}), {"m": [(text, "")]}).show(origin).text


def test_words_are_quoted_with_what_stands_around_them_and_a_card_stays_masked() -> None:
    assert shown(f"Good day.\n{LINE}") == "My card •••• •••• •••• 4444 paid A-77."


def test_behind_the_part_that_is_searched_only_the_words_themselves_are_quoted() -> None:
    assert shown("word " * (LONGEST // 5) + LINE) == "A-77"


def test_the_words_around_end_where_the_search_ended() -> None:
    text = "word " * (LONGEST // 5 - 1) + "A-77 and 5555 5555 5555 4444"
    assert "555" not in "".join(part.text for part in origins.cut(text, LONGEST - 5, LONGEST - 1))
    origin = Origin("message", "m", LINE, LINE.index("A-77"), LINE.index("A-77") + 4)
    assert origins.place_in(origin, text) == (LONGEST - 5, LONGEST - 1)
