"""How far property tests look. ``make test`` tries the same examples every time; ``make search`` takes fresh ones, and SEARCH times as many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("SEARCH", "0"))


def examples(usual: int) -> int:
    """The ``max_examples`` of a property that ``make test`` tries ``usual`` times."""
    return usual * max(TIMES, 1)


def load_profile() -> None:
    settings.register_profile(
        "countersign",
        derandomize=not TIMES,
        max_examples=examples(100),
        print_blob=True,
        deadline=None,  # machines differ
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("countersign")
