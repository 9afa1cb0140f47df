"""How much of a draft was kept."""

from __future__ import annotations

from decimal import Decimal

from diff_match_patch import diff_match_patch


def similarity(before: str, after: str) -> Decimal:
    """1 - Levenshtein distance / length of the longer text, to four places: 1.0000 nothing changed, 0.0000 nothing kept."""
    longest = max(len(before), len(after))
    if not longest:
        return Decimal("1.0000")
    machine = diff_match_patch()
    machine.Diff_Timeout = 0.5
    distance = machine.diff_levenshtein(machine.diff_main(before, after))
    return round(Decimal(longest - min(distance, longest)) / longest, 4)
