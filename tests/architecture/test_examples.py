"""Property tests say how many examples they try in a way that `make search` can multiply."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_property_fixes_its_number_of_examples() -> None:
    fixed = re.compile(r"max_examples=(?!examples\()|derandomize=(?!not TIMES)")
    found = [
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path != Path(__file__) and fixed.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
