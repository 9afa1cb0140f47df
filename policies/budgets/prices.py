"""What a call costs: the price row that was valid at the time, and the cost with the id of that row as evidence."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from kit import rows
from policies.models import PriceEntry

Money = tuple[Decimal, str, UUID]
"""Amount, currency and the id of the price row."""

_MILLION: Final = Decimal(1_000_000)
_PRICES: Final = f"""
SELECT {rows.columns(PriceEntry)} FROM policies_priceentry WHERE model = ANY(%s) AND valid_from <= %s ORDER BY valid_from DESC
"""  # noqa: S608 - names of columns
_PLACES: Final = Decimal("0.00000001")


def price(model: str, at: datetime) -> PriceEntry | None:
    """The newest price of ``model`` not after ``at``; None if none is known.

    Providers answer with dated names (``name-2025-08-07``): without a row of its own such a name has the price of the plain one.
    """
    names = _names(model)
    found = rows.read(PriceEntry, _PRICES, [names, at])
    return min(found, key=lambda row: names.index(row.model), default=None)


def _names(model: str) -> list[str]:
    parts = model.rsplit("-", 3)
    dated = len(parts) == 4 and [len(part) for part in parts[1:]] == [4, 2, 2] and all(part.isdigit() for part in parts[1:])
    return [model, parts[0]] if dated else [model]


def cost(model: str, input_tokens: int, output_tokens: int, at: datetime) -> Money | None:
    """(amount, currency, id of the price row), rounded to 8 places; None if no price is known."""
    entry = price(model, at)
    if entry is None:
        return None
    amount = (entry.input_per_million * input_tokens + entry.output_per_million * output_tokens) / _MILLION
    return amount.quantize(_PLACES), entry.currency, entry.id


def cost_of_answer(asked: str, answered: str, input_tokens: int, output_tokens: int, at: datetime) -> Money | None:
    """By the price of the model that really ran; where nobody knows that one (an endpoint may call it as it likes), of the one asked for."""
    found = cost(answered, input_tokens, output_tokens, at)
    return found if found or asked == answered else cost(asked, input_tokens, output_tokens, at)
