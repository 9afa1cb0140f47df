"""Money in another currency, by the newest rate that is known: straight, or the other way round."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection

PLACES: Final = Decimal("0.00000001")
_RATE: Final = """
SELECT source, rate FROM policies_exchangerate
 WHERE valid_from <= %(at)s AND ((source, target) = (%(one)s, %(other)s) OR (source, target) = (%(other)s, %(one)s))
 ORDER BY valid_from DESC, source = %(one)s DESC LIMIT 1
"""


def convert(amount: Decimal, source: str, target: str, at: datetime) -> Decimal | None:
    """``amount`` of ``source`` in ``target``; None where no rate is known, which is not the same as nothing."""
    if source == target or not amount:
        return amount
    with connection.cursor() as cursor:
        cursor.execute(_RATE, {"at": at, "one": source, "other": target})
        found = cursor.fetchone()
    if found is None:
        return None
    rate: Decimal = found[1]
    return (amount * rate if found[0] == source else amount / rate).quantize(PLACES)
