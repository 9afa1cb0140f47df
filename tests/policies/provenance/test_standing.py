"""Values that stand outside the sentence of their wish, and can be taken for nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from policies.provenance import Said, Tool
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

STALL: Tool = described(
    "book_stall", "Books a stall on a market.", stall=TEXT, trader=TEXT, tables={"type": "integer"}, percent_off=NUMBER, hour=TEXT
)
DROP: Tool = described("drop_trader", "Takes a trader off the list.", trader=TEXT)
TOOLS = (STALL, DROP)
SYSTEM = Said("system", "You help traders. Signed in: Ode Ferro, trader T-31.")


def _runs(said: str, given: dict[str, Any], which: str = "book_stall") -> bool:
    return ran(TOOLS, which, given, [SYSTEM, Said("requester", said)])


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Stall S-9 is nearest the gate, so book me that one please.", {"stall": "S-9", "trader": "T-31"}),
        ("Please book stall S-9 for 7 o'clock, three of them tables.", {"stall": "S-9", "hour": "07:00", "tables": 3}),
        ("Book stall S-9, two tables. There is 15 percent off this week.", {"stall": "S-9", "tables": 2, "percent_off": 15}),
    ],
)  # fmt: skip
def test_the_only_one_of_its_kind_or_called_by_its_parameter(said: str, given: dict[str, Any]) -> None:
    assert _runs(said, given)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Book stall S-9 please. S-12 stays with Nell.", {"stall": "S-12"}), ("Book stall S-9 with two tables, five is what Nell has.", {"stall": "S-9", "tables": 5}),
        ("Book stall S-9 for trader T-40 please.", {"stall": "S-9", "trader": "T-31"}),
    ],
)  # fmt: skip
def test_another_of_its_kind_in_the_wish_is_meant_rather(said: str, given: dict[str, Any]) -> None:
    assert not _runs(said, given)


def test_a_name_beside_the_wish_is_nobody_that_it_names() -> None:
    assert not _runs("Drop Fred from the list, Gina can stay.", {"trader": "Gina"}, "drop_trader")
