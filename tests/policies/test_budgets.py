from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kit.errors import NotAllowed
from policies import budgets, settings_actions
from policies.models import PriceEntry
from tests.policies.cast import Cast

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def add(model: str, price: str, start: datetime) -> PriceEntry:
    return settings_actions.add_price(
        model, input_per_million=Decimal(price), output_per_million=Decimal(price) * 4, acting_user=None, valid_from=start
    )


def test_a_fresh_install_knows_the_price_of_common_models(db: None) -> None:
    found = budgets.cost("gpt-4o-mini", 1_000_000, 500_000, NOW)
    assert found is not None
    assert found[:2] == (Decimal("0.45000000"), "USD")


def test_a_dated_name_has_the_price_of_the_plain_one_until_it_has_its_own(db: None) -> None:
    plain = budgets.price("gpt-4o", NOW)
    assert budgets.price("gpt-4o-2024-08-06", NOW) == plain
    own = add("gpt-4o-2024-08-06", "9", datetime(2026, 1, 1, tzinfo=UTC))
    assert budgets.price("gpt-4o-2024-08-06", NOW) == own


def test_the_price_is_the_one_valid_at_the_time(db: None) -> None:
    old, new = add("m", "1", datetime(2026, 1, 1, tzinfo=UTC)), add("m", "2", datetime(2026, 7, 1, tzinfo=UTC))
    assert budgets.price("m", NOW) == old
    assert budgets.price("m", datetime(2026, 7, 1, tzinfo=UTC)) == new
    assert budgets.price("m", datetime(2025, 1, 1, tzinfo=UTC)) is None


def test_an_unknown_model_has_no_price_and_no_cost(db: None) -> None:
    assert budgets.cost("nobody/knows", 10, 10, NOW) is None


def test_a_tenth_of_a_cent_is_not_lost(db: None) -> None:
    found = budgets.cost("gpt-5-nano", 1, 1, NOW)
    assert found is not None
    assert found[0] == Decimal("0.00000045")


def test_a_price_is_added_never_changed_and_only_by_staff(cast: Cast) -> None:
    entry = add("m", "1", NOW)
    for change in (lambda: PriceEntry.objects.filter(id=entry.id).update(input_per_million=0), lambda: entry.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    cast.reviewer.is_staff = False
    with pytest.raises(NotAllowed):
        settings_actions.add_price("m", input_per_million=Decimal(1), output_per_million=Decimal(1), acting_user=cast.reviewer)
