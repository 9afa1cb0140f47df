"""What docs/policies.md says of the facts is what the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.engine import compile_condition
from policies.facts import FACTS
from policies.functions import FUNCTIONS, Function

DOCS = Path(__file__).resolve().parents[2] / "docs" / "policies.md"


def test_the_table_of_facts_is_the_one_of_the_code() -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if line.startswith("| `") and line.count(" | ") > 1]  # the obligations have two columns
    assert written == [f"| `{fact.name}`{' *' if fact.guarded else ''} | {fact.kind.label} | {fact.about} |" for fact in FACTS.values()]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.text.strip())
def test_every_function_that_is_offered_works_as_its_example_says(function: Function) -> None:
    compile_condition(function.example)
    assert function.text.strip() in function.example
