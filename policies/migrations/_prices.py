"""Prices that a fresh install starts with, in US dollars per million tokens; a newer row replaces one, see docs/policies.md."""

from datetime import UTC, datetime
from decimal import Decimal

FROM = datetime(2025, 1, 1, tzinfo=UTC)
SHIPPED = [
    ("gpt-5", "1.25", "10"),
    ("gpt-5-mini", "0.25", "2"),
    ("gpt-5-nano", "0.05", "0.40"),
    ("gpt-4.1", "2", "8"),
    ("gpt-4.1-mini", "0.40", "1.60"),
    ("gpt-4.1-nano", "0.10", "0.40"),
    ("gpt-4o", "2.50", "10"),
    ("gpt-4o-mini", "0.15", "0.60"),
    ("o4-mini", "1.10", "4.40"),
    ("text-embedding-3-small", "0.02", "0"),
    ("text-embedding-3-large", "0.13", "0"),
]


def add(apps, schema_editor):
    entry = apps.get_model("policies", "PriceEntry")
    rows = [
        {"model": model, "valid_from": FROM, "input_per_million": Decimal(input_price), "output_per_million": Decimal(output_price)}
        for model, input_price, output_price in SHIPPED
    ]
    for row in rows:
        entry.objects.get_or_create(model=row["model"], valid_from=FROM, defaults=row)
