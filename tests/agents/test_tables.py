"""Answers out of tables: a customer reads the row that was asked for, with the names of its columns, never a grid of bars."""

from __future__ import annotations

from agents import extractive, ground
from agents.drafts import Passage, Prepared

LAMPS = """## Lamps

| Lamp | Kind | Price | Light source | Cable |
|---|---|---|---|---|
| Tern | table lamp, opal glass shade | 84.90 | LED module 8 W, included | 1.8 m textile |
| Fjell | pendant lamp, oak and glass | 119.00 | E27, bulb not included, max. 12 W LED | 1.5 m, up to 4 m to order |
| Birk | floor lamp, linen shade | 189.00 | E27, bulb not included, max. 15 W LED | 2.5 m |

Every lamp runs on 220 to 240 V."""
FJELL = (
    "Lamp: Fjell; Kind: pendant lamp, oak and glass; Price: 119.00; Light source: E27, bulb not included, max. 12 W LED; "
    "Cable: 1.5 m, up to 4 m to order"
)


def asked(question: str, text: str) -> str:
    passage = Passage(1, "c", "d", "Lighting", "lighting.md", 1, "Lighting > Lamps", text, "en", "public", 0.9, 0.9, 0.9, 0, len(text))
    prepared = Prepared("en", "normal", "product", False, 0.0, (), (), question, passages=(passage,))
    return extractive.draft(prepared, "Moss").text


def test_the_row_that_was_asked_for_is_quoted_with_its_columns() -> None:
    answer = asked("Which bulb do I need for the Fjell pendant, and is it included?", LAMPS)
    assert f"- {FJELL} [1]" in answer
    assert "|" not in answer
    assert "Birk" not in answer.split(FJELL)[0]


def test_a_row_without_the_head_of_its_table_is_quoted_by_its_values() -> None:
    rest = "| Fjell | pendant lamp, oak | bulb E27 not included |\n| Birk | floor lamp | bulb E27 not included |"
    assert "- Fjell; pendant lamp, oak; bulb E27 not included [1]" in asked("Is the bulb of the Fjell pendant included?", rest)


def test_a_quoted_row_rests_on_its_table_and_one_of_another_price_does_not() -> None:
    assert ground.check(f"- {FJELL} [1]", [LAMPS]).score == 1.0
    assert ground.check(f"- {FJELL.replace('119.00', '91.00')} [1]", [LAMPS]).score < 1.0


def test_a_full_stop_in_a_cell_does_not_tear_the_row() -> None:
    rows = "| Lamp | Note |\n|---|---|\n| Fjell | Needs a bulb E27. Not included. |"
    assert "- Lamp: Fjell; Note: Needs a bulb E27. Not included. [1]" in asked("Which bulb does the Fjell need?", rows)
