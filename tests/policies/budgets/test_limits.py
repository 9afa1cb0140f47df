"""Room for a call before it is made: never more than a limit leaves, whoever asks at the same time."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Workspace
from audit.models import Entry
from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import CountersignError, InvalidInput, NotAllowed
from kit.ids import uuid7
from policies import budgets, settings_actions
from policies.budgets import actions, alerts, lines, rates, reserving, tokens
from policies.models import BudgetAlert, Cost, Limit, Reservation, Used
from policies.rates import subjects
from tests.policies.cast import Cast
from tests.support.races import at_once


def limit(workspace: Workspace, amount: str, unit: str = "tokens", per: str = "workspace", period: str = "day", soft: str = "0.8") -> Limit:
    return actions.set_limit(
        workspace, unit=unit, per=per, period=period, amount=Decimal(amount), soft_share=Decimal(soft), acting_user=None
    )


def limit_of(workspace: Workspace, only: UUID, amount: str, per: str = "agent") -> Limit:
    return actions.set_limit(workspace, unit="tokens", per=per, only=only, period="day", amount=Decimal(amount), acting_user=None)


def wanted(model: str = "m", used_in: int = 60, used_out: int = 40) -> budgets.Wanted:
    return budgets.Wanted("model", model, used_in, used_out, 60)


def spend(payer: budgets.Payer, held: UUID | None, used: int = 100, **more: Any) -> None:
    budgets.spent(payer, budgets.Spending("model", more.pop("model", "m"), uuid7(), "small", used, 0, **more), settles=held)


def priced(model: str, currency: str = "EUR") -> None:
    """One unit of money a token."""
    settings_actions.add_price(
        model, input_per_million=Decimal(10**5), output_per_million=Decimal(10**5), currency=currency, acting_user=None,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def used_up() -> list[Decimal]:
    return [row.used for row in Used.objects.order_by("id")]


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme", timezone="Europe/Berlin")


@pytest.mark.parametrize(("unit", "amount"), [("tokens", "1099"), ("calls", "10"), ("money", "109.9")])
def test_fifty_at_once_get_what_is_there_for_ten(workspace: Workspace, unit: str, amount: str) -> None:
    priced("m")
    limit(workspace, amount, unit)
    payer = budgets.Payer(workspace.id)

    def call() -> UUID | None:
        return budgets.reserve(payer, wanted())

    results = at_once([call] * 50)
    held = [one for one in results if isinstance(one, UUID)]
    assert len(held) == 10
    assert {type(one) for one in results if one not in held} == {budgets.Refused}
    assert at_once([lambda one=one: spend(payer, one, amount=Decimal(10), currency="EUR") for one in held]) == [None] * 10  # type: ignore[misc]  # each with its own
    assert Reservation.objects.count() == 0
    assert used_up() == [{"tokens": 1000, "calls": 10, "money": 100}[unit]]
    with pytest.raises(budgets.Refused):
        call()


@pytest.fixture
def agent(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """One that a limit may name."""
    known = uuid7()
    monkeypatch.setitem(subjects._sources, "agent", lambda _: [(str(known), "Sorting")])
    return known


@pytest.mark.parametrize("looser", [None, "1099", "5000"])
def test_fifty_at_once_get_what_is_there_for_ten_of_the_agent_that_is_named(workspace: Workspace, agent: UUID, looser: str | None) -> None:
    """Whatever each agent, and the workspace, may use besides."""
    limit_of(workspace, agent, "1099")
    if looser:
        limit(workspace, looser, per="agent")
        limit(workspace, "100000", per="customer")
    payer, other = budgets.Payer(workspace.id, uuid7(), uuid7(), agent), budgets.Payer(workspace.id, uuid7(), uuid7(), uuid7())
    results = at_once([lambda: budgets.reserve(payer, wanted())] * 50)
    held = [one for one in results if isinstance(one, UUID)]
    assert len(held) == 10
    assert {type(one) for one in results if one not in held} == {budgets.Refused}
    at_once([lambda one=one: spend(payer, one) for one in held])  # type: ignore[misc]  # each with its own
    assert {row.used for row in Used.objects.filter(limit__only=agent)} == {1000}
    with pytest.raises(budgets.Refused, match="this agent for today"):
        budgets.reserve(payer, wanted())
    assert isinstance(budgets.reserve(other, wanted()), UUID) is bool(looser), "another agent is not held back by it"


def test_the_strictest_of_the_limits_that_apply_holds(workspace: Workspace, agent: UUID) -> None:
    limit(workspace, "100", per="agent")
    limit_of(workspace, agent, "5000")
    with pytest.raises(budgets.Refused, match="of 100 tokens"):
        budgets.reserve(budgets.Payer(workspace.id, agent=agent), wanted(used_in=200))
    limit_of(workspace, agent, "50")
    with pytest.raises(budgets.Refused, match="of 50 tokens"):
        budgets.reserve(budgets.Payer(workspace.id, agent=agent), wanted())
    assert budgets.standing(budgets.Payer(workspace.id, agent=agent)).state == "ok"
    assert budgets.reserve(budgets.Payer(workspace.id, agent=uuid7()), wanted())


def test_whom_no_limit_names_asks_no_more_often(workspace: Workspace, agent: UUID) -> None:
    limit_of(workspace, agent, "1000")
    asked = []
    for who in (None, uuid7(), agent):
        with CaptureQueriesContext(connection) as queries:
            assert budgets.standing(budgets.Payer(workspace.id, agent=who)).state == "ok"
        asked.append(len(queries))
    limit(workspace, "1000", per="agent")
    budgets.release(budgets.reserve(budgets.Payer(workspace.id, agent=agent), wanted()))
    with CaptureQueriesContext(connection) as both:
        budgets.standing(budgets.Payer(workspace.id, agent=agent))
    assert asked[:2] == [1, 1]
    assert len(both) == 3, "a limit more is no query more"


@pytest.mark.parametrize(
    ("per", "told"), [("agent", "no such agent"), ("customer", "no customer"), ("workspace", "Only a limit of an agent")]
)
def test_a_limit_names_somebody_who_is_there(workspace: Workspace, agent: UUID, per: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        limit_of(workspace, uuid7(), "10", per)
    row = limit_of(workspace, agent, "10")
    assert (str(row), limit_of(workspace, agent, "20").id) == ("Tokens, one agent, a day", row.id)
    assert limit(workspace, "10", per="agent").id != row.id
    body = json.loads(Entry.objects.filter(event="budget.limit_set").earliest("id").body)
    assert body["data"]["only"] == str(agent)


def test_a_limit_of_an_agent_that_is_gone_can_be_changed_and_removed(
    workspace: Workspace, agent: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_of(workspace, agent, "10")
    monkeypatch.setitem(subjects._sources, "agent", lambda _: [])
    actions.remove_limit(limit_of(workspace, agent, "20"), acting_user=None)
    with pytest.raises(InvalidInput):
        limit_of(workspace, agent, "20")


def test_reserving_and_settling_at_the_same_time_lose_no_cost_and_never_pass_the_cap(workspace: Workspace) -> None:
    limit(workspace, "1000")
    payer = budgets.Payer(workspace.id)
    spend(payer, None, 250)  # before anybody added up

    def call() -> int:
        taken = 0
        for _ in range(6):
            try:
                held = budgets.reserve(payer, wanted())
            except budgets.Refused:
                continue
            spend(payer, held, 70)
            taken += 70
        return taken

    results = at_once([call] * 12)
    assert all(isinstance(one, int) for one in results), results
    total = sum(Cost.objects.values_list("input_tokens", flat=True))
    assert total == 250 + sum(results) <= 1000
    assert used_up() == [total]


def test_what_a_call_did_not_need_is_free_again(workspace: Workspace) -> None:
    limit(workspace, "150")
    payer = budgets.Payer(workspace.id)
    held = budgets.reserve(payer, wanted())
    with pytest.raises(budgets.Refused, match="100 of 150 tokens"):
        budgets.reserve(payer, wanted())
    spend(payer, held, 30)
    budgets.release(budgets.reserve(payer, wanted()))
    assert budgets.reserve(payer, wanted()) is not None


def test_each_conversation_customer_and_agent_has_its_own(workspace: Workspace) -> None:
    limit(workspace, "100", per="conversation", period="ever")
    limit(workspace, "200", per="customer", period="month")
    limit(workspace, "300", per="agent", period="hour")
    customer, agent, first = uuid7(), uuid7(), uuid7()
    spend(budgets.Payer(workspace.id, first, customer, agent), None)
    for conversation, who, helper, fits in [
        (first, customer, agent, False), (uuid7(), customer, agent, True), (uuid7(), customer, agent, False), (uuid7(), uuid7(), agent, True),
        (uuid7(), uuid7(), agent, False), (uuid7(), uuid7(), uuid7(), True),
    ]:  # fmt: skip
        payer = budgets.Payer(workspace.id, conversation, who, helper)
        try:
            spend(payer, budgets.reserve(payer, wanted()))
            assert fits
        except budgets.Refused:
            assert not fits


def test_a_new_limit_counts_what_was_spent_in_its_period_and_a_removed_one_nothing(workspace: Workspace) -> None:
    payer = budgets.Payer(workspace.id)
    spend(payer, None, 80)
    row = limit(workspace, "100")
    with pytest.raises(budgets.Refused):
        budgets.reserve(payer, wanted())
    actions.remove_limit(row, acting_user=None)
    assert budgets.reserve(payer, wanted()) is None
    spend(payer, None, 50)
    limit(workspace, "220")
    with pytest.raises(budgets.Refused, match="130 of 220"):
        budgets.reserve(payer, wanted())


def test_a_model_without_a_price_has_no_room_under_a_limit_of_money(workspace: Workspace) -> None:
    priced("known")
    limit(workspace, "1000000", "money")
    payer = budgets.Payer(workspace.id)
    assert budgets.reserve(payer, wanted("known"))
    with pytest.raises(budgets.Refused, match="Nobody knows a price of unknown") as caught:
        budgets.reserve(payer, wanted("unknown"))
    assert caught.value.code == "no_price"


def test_a_price_in_another_currency_needs_a_rate(workspace: Workspace) -> None:
    priced("abroad", "USD")
    payer = budgets.Payer(workspace.id)
    with pytest.raises(InvalidInput, match="no exchange rate to EUR"):
        limit(workspace, "20", "money")
    priced("here")
    limit(workspace, "20", "money")
    with pytest.raises(budgets.Refused, match="is in USD, the limit in EUR") as caught:
        budgets.reserve(payer, wanted("abroad"))
    assert caught.value.code == "no_price"
    actions.add_rate("USD", "EUR", Decimal("0.5"), acting_user=None, valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    held = budgets.reserve(payer, wanted("abroad"))
    with pytest.raises(budgets.Refused, match="5 of 20 EUR"):
        budgets.reserve(payer, wanted("abroad", 400))
    spend(payer, held, amount=Decimal(8), currency="USD")
    assert used_up() == [Decimal(4)]
    now = timezone.now()
    assert rates.convert(Decimal(3), "EUR", "USD", now) == Decimal(6)
    assert rates.convert(Decimal(3), "EUR", "CHF", now) is None


def test_a_reservation_of_a_killed_worker_counts_until_it_expires_and_is_told(workspace: Workspace) -> None:
    limit(workspace, "150")
    payer = budgets.Payer(workspace.id, uuid7(), None, uuid7(), uuid7())
    budgets.reserve(payer, wanted())
    with pytest.raises(budgets.Refused):
        budgets.reserve(payer, wanted())
    assert budgets.sweep() == 0
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    budgets.release(budgets.reserve(payer, wanted()))  # free before anybody sweeps
    assert budgets.sweep() == 1
    assert Reservation.objects.count() == 0
    assert Entry.objects.filter(event="budget.reservation_expired", stream=payer.conversation).count() == 1


def test_one_who_settles_late_and_holds_the_stream_does_not_stand_in_the_way_of_the_sweep(workspace: Workspace) -> None:
    limit(workspace, "150")
    payer = budgets.Payer(workspace.id, uuid7())
    held = budgets.reserve(payer, wanted())
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    waiting, results = threading.Event(), []

    def sweep() -> None:
        try:
            with connection.execute_wrapper(lambda execute, sql, *more: _told(waiting, execute, sql, *more, at="audit_record")):
                results.append(budgets.sweep())
        finally:
            connection.close()

    with transaction.atomic():
        other = {"kind": "model", "reference": uuid7(), "input_tokens": 1, "output_tokens": 0}
        record("budget.spent", workspace=workspace.id, actor=SYSTEM, stream=payer.conversation, data=other)
        thread = threading.Thread(target=sweep)
        thread.start()
        assert waiting.wait(60)
        spend(payer, held, 40)
    thread.join(60)
    assert results == [0]
    assert used_up() == [40]
    assert not Entry.objects.filter(event="budget.reservation_expired").exists()


def test_a_free_call_of_a_tool_waits_for_nobody(workspace: Workspace) -> None:
    priced("m")
    limit(workspace, "150")
    limit(workspace, "150", "money")
    payer = budgets.Payer(workspace.id)
    budgets.release(budgets.reserve(payer, budgets.Wanted("tool", "t", 0, 0, 60, (Decimal(1), "EUR"))))

    def free() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        budgets.spent(payer, budgets.Spending("tool", "t", uuid7(), amount=Decimal(0), currency="EUR"))

    with transaction.atomic():
        reserving.lock(workspace.id)
        assert at_once([free]) == [None]
    assert Cost.objects.count() == 1
    assert used_up() == [0, 0]


def test_a_call_that_ends_after_its_reservation_is_counted_all_the_same(workspace: Workspace) -> None:
    limit(workspace, "150")
    payer = budgets.Payer(workspace.id)
    held = budgets.reserve(payer, wanted())
    Reservation.objects.all().delete()
    spend(payer, held, 120)
    assert used_up() == [120]


def test_soft_hard_and_the_tightest_share(workspace: Workspace) -> None:
    payer = budgets.Payer(workspace.id, uuid7())
    assert budgets.standing(payer).as_facts() == {"state": "ok", "share": 0.0}
    limit(workspace, "1000", soft="0.5")
    limit(workspace, "400", per="conversation", period="ever")
    spend(payer, None, 200)
    assert budgets.standing(payer).as_facts() == {"state": "ok", "share": 0.5}
    spend(budgets.Payer(workspace.id), None, 300)
    found = budgets.standing(payer)
    assert found.as_facts() == {"state": "soft", "share": 0.5}
    assert found.passes_over().startswith("50% of the budget of this workspace for today are used up (tokens)")
    spend(payer, None, 200)
    assert budgets.standing(payer).as_facts() == {"state": "hard", "share": 1.0}
    assert budgets.standing(payer).passes_over() == ""


def test_each_threshold_is_told_once_for_its_period(workspace: Workspace) -> None:
    limit(workspace, "1000")
    payer = budgets.Payer(workspace.id)
    budgets.release(budgets.reserve(payer, wanted()))
    for used in (400, 100, 10, 300, 10):
        spend(payer, None, used)
    assert list(BudgetAlert.objects.order_by("threshold").values_list("threshold", flat=True)) == [50, 80]
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 2
    for _ in range(2):
        with pytest.raises(budgets.Refused):
            budgets.reserve(payer, wanted(used_in=400))
    assert [one.threshold for one in alerts.current(workspace.id)] == [100, 80, 50]
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 3


def test_a_threshold_that_more_room_leaves_behind_is_told_again_when_it_is_reached(workspace: Workspace) -> None:
    limit(workspace, "100")
    payer = budgets.Payer(workspace.id)
    budgets.release(budgets.reserve(payer, wanted()))
    spend(payer, None, 100)
    limit(workspace, "150")
    assert [one.threshold for one in alerts.current(workspace.id)] == [50]  # two thirds
    spend(payer, None, 50)
    assert [one.threshold for one in alerts.current(workspace.id)] == [100, 80, 50]
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 2


def test_a_limit_that_is_lowered_below_what_is_spent_is_told_at_once_and_leaves_no_room(workspace: Workspace) -> None:
    limit(workspace, "1000", per="conversation", period="month")
    full, half, little = (budgets.Payer(workspace.id, uuid7()) for _ in range(3))
    for payer, used in ((full, 300), (half, 130), (little, 20)):
        budgets.release(budgets.reserve(payer, wanted()))
        spend(payer, None, used)
    assert not BudgetAlert.objects.exists()
    limit(workspace, "200", per="conversation", period="month")
    told = BudgetAlert.objects.order_by("-threshold").values_list("subject", "threshold")
    assert list(told) == [(full.conversation, 100), (full.conversation, 80), *sorted([(full.conversation, 50), (half.conversation, 50)])]
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 2, "of several only the highest"
    with pytest.raises(budgets.Refused, match="300 of 200 tokens"):
        budgets.reserve(full, wanted())
    assert budgets.standing(full).as_facts() == {"state": "hard", "share": 1.5}
    assert budgets.reserve(little, wanted()) is not None
    limit(workspace, "190", per="conversation", period="month")
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 2, "told already"


def test_lowering_a_limit_costs_as_many_statements_for_many_as_for_one(workspace: Workspace) -> None:
    """Whoever wants the limit's row waits meanwhile."""
    row, counted = limit(workspace, "1000", per="conversation", period="month"), []
    start = lines.start_of("month", workspace.timezone, timezone.now())
    for amount, many in (("200", 1), ("150", 30)):
        Used.objects.bulk_create([Used(limit=row, subject=uuid7(), start=start, used=Decimal(999)) for _ in range(many)])
        with CaptureQueriesContext(connection) as captured:
            limit(workspace, amount, per="conversation", period="month")
        counted.append(len(captured))
    assert counted[0] == counted[1]
    assert BudgetAlert.objects.count() == 31 * 3
    assert Entry.objects.filter(event="budget.threshold_reached").count() == 31


def test_a_limit_of_money_is_that_of_its_own_currency_until_somebody_changes_it(workspace: Workspace) -> None:
    priced("m")
    actions.add_rate("EUR", "USD", Decimal(2), acting_user=None, valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    payer = budgets.Payer(workspace.id)
    row = limit(workspace, "100", "money")
    spend(payer, budgets.reserve(payer, wanted(used_in=30)), amount=Decimal(70), currency="EUR")
    workspace.currency = "USD"
    workspace.save(update_fields=["currency"])
    with pytest.raises(budgets.Refused, match="70 of 100 EUR"):
        budgets.reserve(payer, wanted(used_in=900))
    again = limit(workspace, "300", "money")
    assert (again.id, again.currency) == (row.id, "USD")
    budgets.release(budgets.reserve(payer, wanted()))
    assert used_up() == [Decimal(140)]
    with pytest.raises(budgets.Refused, match="140 of 300 USD"):
        budgets.reserve(payer, wanted(used_in=900))


@pytest.mark.parametrize("change", ["removed", "another currency"])
def test_a_limit_that_changes_while_a_call_waits_for_the_lock_holds_as_it_is_then(workspace: Workspace, change: str) -> None:
    priced("m")
    actions.add_rate("EUR", "USD", Decimal(2), acting_user=None, valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    payer = budgets.Payer(workspace.id)
    spend(payer, None, amount=Decimal(5), currency="EUR")
    row = limit(workspace, "100", "money")
    waiting, results = threading.Event(), []

    def call() -> None:
        try:
            with connection.execute_wrapper(lambda execute, sql, *more: _told(waiting, execute, sql, *more)):
                results.append(budgets.reserve(payer, wanted()))
        finally:
            connection.close()

    with transaction.atomic():
        reserving.lock(workspace.id)
        thread = threading.Thread(target=call)
        thread.start()
        assert waiting.wait(60)
        if change == "removed":
            actions.remove_limit(row, acting_user=None)
        else:
            workspace.currency = "USD"
            workspace.save(update_fields=["currency"])
            limit(workspace, "100", "money")
    thread.join(60)
    assert [one is not None for one in results] == [change != "removed"]
    assert used_up() == ([] if change == "removed" else [10])


def _told(waiting: threading.Event, execute: Any, sql: str, *more: Any, at: str = "pg_advisory_xact_lock") -> Any:
    if at in sql:
        waiting.set()
    return execute(sql, *more)


def test_without_limits_a_reservation_is_one_query(workspace: Workspace) -> None:
    payer = budgets.Payer(workspace.id)
    for ask in (lambda: budgets.reserve(payer, wanted()), lambda: budgets.standing(payer)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask()
        assert len(queries) == 1


@pytest.mark.parametrize(("period", "start"), [
    ("hour", datetime(2026, 3, 29, 1, tzinfo=UTC)), ("day", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ("month", datetime(2026, 2, 28, 23, tzinfo=UTC)), ("ever", lines.EVER),
])  # fmt: skip
def test_periods_begin_where_the_workspace_is(period: str, start: datetime) -> None:
    """On the night in which Berlin leaves out an hour."""
    assert lines.start_of(period, "Europe/Berlin", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == start
    assert lines.start_of("day", "Nowhere/Land", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == datetime(2026, 3, 29, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "period", "at", "start"), [
    ("Asia/Beirut", "day", datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)),  # midnight is left out
    ("Asia/Beirut", "day", datetime(2026, 3, 29, 20, 59, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ("America/Havana", "day", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),  # midnight comes twice
    ("America/Havana", "month", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ("Europe/Berlin", "hour", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)),  # 2 o'clock comes twice: two hours
    ("Europe/Berlin", "hour", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Europe/Berlin", "day", datetime(2026, 10, 25, 22, 59, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)),  # a day of 25 hours
    ("Europe/Berlin", "month", datetime(2026, 3, 31, 21, 59, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)),  # began in winter time
    ("Europe/Berlin", "month", datetime(2026, 3, 31, 22, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
    ("Asia/Kathmandu", "hour", datetime(2026, 3, 1, 0, 20, tzinfo=UTC), datetime(2026, 3, 1, 0, 15, tzinfo=UTC)),
    ("Pacific/Kiritimati", "month", datetime(2026, 2, 28, 10, tzinfo=UTC), datetime(2026, 2, 28, 10, tzinfo=UTC)),
])  # fmt: skip
def test_periods_begin_at_the_clock_of_the_workspace_when_it_is_put_forward_or_back(
    zone: str, period: str, at: datetime, start: datetime
) -> None:
    assert lines.start_of(period, zone, at) == start
    assert lines.start_of(period, zone, start) == start, "the first moment belongs to it"
    assert lines.start_of(period, zone, start - timedelta(microseconds=1)) < start, "the moment before does not"


def test_no_text_has_more_tokens_than_is_reserved_for_it() -> None:
    for text in ("a", "Grüße 🦊", "日本語", "\x00", ""):
        assert tokens.most_of([text]) >= len(text.encode()) + 1
        assert tokens.most_in({"messages": [{"role": "user", "content": text}]}) >= len(text.encode()) + 1
    assert tokens.most_in({"messages": [], "tools": [{"name": "x" * 100}]}) > 100


GOOD = {"unit": "tokens", "per": "workspace", "period": "day", "amount": Decimal(10), "soft_share": Decimal("0.8")}


@pytest.mark.parametrize("wrong", [
    {"unit": "words"}, {"period": "ever"}, {"amount": Decimal(0)}, {"amount": Decimal("NaN")}, {"amount": Decimal("1.5")},
    {"soft_share": Decimal(0)}, {"soft_share": Decimal("1.01")}, {"amount": Decimal(10) ** 15},
])  # fmt: skip
def test_a_limit_that_makes_no_sense_is_refused_with_a_sentence(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        actions.set_limit(cast.workspace, acting_user=cast.admin, **{**GOOD, **wrong})
    assert actions.set_limit(cast.workspace, acting_user=cast.admin, **GOOD).number == 1  # type: ignore[arg-type]  # values by name


def test_a_limit_changes_on_the_ledger_by_those_who_edit_policies(cast: Cast) -> None:
    row = actions.set_limit(cast.workspace, acting_user=cast.admin, **GOOD)  # type: ignore[arg-type]  # values by name
    again = actions.set_limit(cast.workspace, acting_user=cast.admin, **{**GOOD, "amount": Decimal(20)})  # type: ignore[arg-type]  # as above
    assert (again.id, again.number, Limit.objects.get().amount) == (row.id, 2, Decimal(20))
    for who in (cast.reviewer, cast.stranger):
        with pytest.raises(CountersignError) as caught:
            actions.set_limit(cast.workspace, acting_user=who, **GOOD)  # type: ignore[arg-type]  # as above
        assert caught.value.status in (403, 404)
    actions.remove_limit(again, acting_user=cast.admin)
    told = Entry.objects.filter(workspace=cast.workspace.id, event__startswith="budget.limit").order_by("id")
    assert [entry.event for entry in told] == ["budget.limit_set", "budget.limit_set", "budget.limit_removed"]
    assert Decimal(json.loads(told[1].body)["data"]["before"]) == 10


def test_rates_are_for_staff_and_make_sense(cast: Cast) -> None:
    for source, target, rate in (("USD", "USD", 1), ("USD", "EURO", 1), ("USD", "EUR", 0)):
        with pytest.raises(InvalidInput):
            actions.add_rate(source, target, Decimal(rate), acting_user=cast.admin)
    cast.reviewer.is_staff = False
    with pytest.raises(NotAllowed):
        actions.add_rate("USD", "EUR", Decimal(1), acting_user=cast.reviewer)
    assert str(actions.add_rate("usd", "eur", Decimal("0.90"), acting_user=cast.admin)) == "1 USD = 0.9 EUR"
