"""What docs/policies.md says of the facts is what the code has."""

from __future__ import annotations

from pathlib import Path

from policies.facts import FACTS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "policies.md"


def test_the_table_of_facts_is_the_one_of_the_code() -> None:
    written = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert written == [f"| `{fact.name}`{' *' if fact.guarded else ''} | {fact.kind.label} | {fact.about} |" for fact in FACTS.values()]
