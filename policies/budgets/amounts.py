"""Amounts for people to read."""

from __future__ import annotations

from decimal import Decimal


def plain(number: Decimal) -> str:
    """Without an exponent and without places that say nothing: 1,000 and 0.002."""
    return f"{number.normalize():,f}"
