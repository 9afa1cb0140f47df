"""The figures: totals, bars over time and one table, each in one statement. Currencies are never added to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from portal.spend import lines
from portal.spend.scope import Scope, midnight

_OVER_TIME: Final = """
    {found} SELECT date_trunc(%(unit)s, at, %(zone)s) AS bucket, {stack} AS stack, currency,
                   sum(calls), sum(input_tokens), sum(output_tokens), sum(amount)
            FROM found WHERE {where} GROUP BY 1, 2, 3
"""
_GROUPED: Final = """
    , grouped AS MATERIALIZED (
      SELECT {key} AS key, {amounts} coalesce(sum(calls), 0) AS calls, coalesce(sum(input_tokens), 0) AS read,
             coalesce(sum(output_tokens), 0) AS written, coalesce(sum(calls) FILTER (WHERE currency = ''), 0) AS blind,
             coalesce(sum(input_tokens + output_tokens) FILTER (WHERE currency = ''), 0) AS blind_tokens
      FROM {rows} WHERE {where} GROUP BY 1),
    about AS (SELECT count(*) AS count{figures} FROM grouped),
    page AS (SELECT * FROM grouped ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s)
    SELECT about.*, page.key, page.calls, page.read, page.written, page.blind, page.blind_tokens{named}
    FROM about LEFT JOIN page ON true ORDER BY {order}
"""
_ITEMS: Final = """
    items AS MATERIALIZED (
      SELECT i.id, i.turn, t.created_at AS began FROM review_item i JOIN conversations_conversation v ON v.id = i.conversation_id
      LEFT JOIN agents_turn t ON t.id = i.turn
      WHERE i.workspace_id = %(workspace)s AND i.decided_at >= %(since)s AND i.decided_at < %(until)s
        AND i.kind IN ('approval', 'hand_off') AND i.status IN ('approved', 'edited', 'rejected', 'done') AND {where})
"""
_BY_AGENT: Final = "EXISTS (SELECT 1 FROM review_action a WHERE a.item_id = i.id AND a.agent = %(agent)s)"
_NO_AGENT: Final = "NOT EXISTS (SELECT 1 FROM review_action a WHERE a.item_id = i.id AND a.agent IS NOT NULL)"
_KNOWN: Final = ("agent", "channel", "kind", "tier", "model")
_ALL: Final = (*_KNOWN, "customer")
_OF_TURNS: Final = ("conversation", "customer")


@dataclass(slots=True)
class Sums:
    """``amounts`` by currency, and how many calls each is of; ``blind`` calls have no known price, and ``blind_tokens`` went with them."""

    calls: int = 0
    read: int = 0
    written: int = 0
    blind: int = 0
    blind_tokens: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        return self.read + self.written

    def add(self, currency: str, calls: int, read: int, written: int, amount: Decimal) -> None:
        self.calls, self.read, self.written = self.calls + calls, self.read + read, self.written + written
        if currency:
            self.amounts[currency] = self.amounts.get(currency, Decimal(0)) + amount
            self.paid[currency] = self.paid.get(currency, 0) + calls
        else:
            self.blind, self.blind_tokens = self.blind + calls, self.blind_tokens + read + written


@dataclass(slots=True)
class OverTime:
    """``parts`` by (beginning of the hour or day, kind or tier)."""

    total: Sums
    parts: dict[tuple[datetime, str], Sums]

    @property
    def currencies(self) -> list[str]:
        """The one of most calls first: which of two sums is the larger nobody can say."""
        return sorted(self.total.paid, key=lambda one: (-self.total.paid[one], one))


@dataclass(slots=True)
class Row:
    """One line of a table; ``key`` an id, or the name of a tier, model or kind."""

    key: Any
    sums: Sums


@dataclass(slots=True)
class Table:
    """``count`` rows there are in all; ``means`` and ``medians`` by currency, of those that cost anything in it."""

    rows: list[Row]
    count: int
    means: dict[str, Decimal]
    medians: dict[str, Decimal]


def over_time(scope: Scope) -> OverTime:
    """What was spent, by time and kind or tier, with its total."""
    found, known = (lines.SINGLES, _ALL) if scope.narrowed.get("customer") else (lines.PARTS, _KNOWN)
    made = OverTime(Sums(), {})
    for bucket, part, *sums in _rows(_OVER_TIME.format(found=found, stack=scope.stack, where=scope.where(*known)), scope):
        at = midnight(timezone.localtime(bucket).date()) if scope.unit == "day" else bucket
        made.total.add(*_plain(sums))
        made.parts.setdefault((at, part), Sums()).add(*_plain(sums))
    return made


def _plain(sums: Sequence[Any]) -> tuple[str, int, int, int, Decimal]:
    currency, calls, read, written, amount = sums
    return currency, int(calls), int(read), int(written), amount


def table(scope: Scope, currencies: Sequence[str], *, limit: int, offset: int = 0) -> Table:
    """What was spent by what ``scope.by`` says, the dearest first: in the first of ``currencies``, then in the next."""
    if scope.by == "item":
        return _of_items(scope, currencies, limit, offset)
    found, known = _rows_for(scope)
    where = f"{scope.where(*known)} AND {scope.by} IS NOT NULL" if scope.by in _OF_TURNS else scope.where(*known)
    return _grouped(scope, found, scope.by, "found", where, currencies, limit, offset)


def _rows_for(scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Where the rows come from, and which of their columns narrow them. Sums where they tell apart what is asked for."""
    if scope.by in _OF_TURNS:
        return (lines.SINGLES, _ALL) if scope.is_fine else (lines.TURNS, ("agent", "channel", "customer"))
    return (lines.SINGLES, _ALL) if scope.narrowed.get("customer") else (lines.PARTS, _KNOWN)


def _of_items(scope: Scope, currencies: Sequence[str], limit: int, offset: int) -> Table:
    """What the turns of items cost that were resolved in the period, whenever they cost it."""
    theirs = lines.SINGLES_OF_ITEMS if scope.is_fine else lines.OF_ITEMS
    narrowed = scope.where("kind", "tier", "model") if scope.is_fine else "true"
    rows = f"items LEFT JOIN (SELECT * FROM found WHERE {narrowed}) found ON found.turn = items.turn"  # noqa: S608 - constant text, every value is a parameter
    return _grouped(scope, f"WITH {lines.MARK}, {_items(scope)}, {theirs}", "items.id", rows, "true", currencies, limit, offset)


def _items(scope: Scope) -> str:
    asked = {"agent": scope.narrowed.get("agent"), "channel": scope.narrowed.get("channel"), "customer": scope.narrowed.get("customer")}
    parts = {"agent": _BY_AGENT, "channel": "v.channel_id = %(channel)s", "customer": "v.contact_id = %(customer)s"}
    nothing = {"agent": _NO_AGENT, "channel": "false", "customer": "v.contact_id IS NULL"}
    where = [(nothing if value == "none" else parts)[name] for name, value in asked.items() if value]
    return _ITEMS.format(where=" AND ".join(where) or "true")


def resolved(scope: Scope) -> int:
    """How many items were resolved in the period."""
    return int(_rows(f"WITH {_items(scope)} SELECT count(*) FROM items", scope)[0][0])  # noqa: S608 - constant text, every value is a parameter


def _grouped(
    scope: Scope, found: str, key: str, rows: str, where: str, currencies: Sequence[str], limit: int, offset: int
) -> Table:  # fmt: skip
    columns = [f"amount_{number}" for number in range(len(currencies))]
    statement = found + _GROUPED.format(
        key=key, rows=rows, where=where, named="".join(f", page.{one}" for one in columns),
        amounts="".join(f"sum(amount) FILTER (WHERE currency = %({one})s) AS {one}, " for one in columns),
        figures="".join(f", avg({one}), percentile_disc(0.5) WITHIN GROUP (ORDER BY {one})" for one in columns),
        order="".join(f"{one} DESC NULLS LAST, " for one in columns) + "calls DESC, key",
    )  # fmt: skip
    answer = _rows(statement, scope, limit=limit, offset=offset, **dict(zip(columns, currencies, strict=True)))
    (count, *figures), width = answer[0][: 1 + 2 * len(currencies)], 1 + 2 * len(currencies)
    told = [_row(currencies, *one[width:]) for one in answer if one[width] is not None or one[width + 1] is not None]
    return Table(told, count, _named(currencies, figures[::2]), _named(currencies, figures[1::2]))


def _row(currencies: Sequence[str], key: Any, calls: int, read: int, written: int, blind: int, blind_tokens: int, *amounts: Any) -> Row:
    return Row(key, Sums(int(calls), int(read), int(written), int(blind), int(blind_tokens), _named(currencies, amounts)))


def _named(currencies: Sequence[str], values: Sequence[Decimal | None]) -> dict[str, Decimal]:
    return {currency: value for currency, value in zip(currencies, values, strict=True) if value is not None}


def _rows(statement: str, scope: Scope, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**scope.values, **more})
        return list(cursor.fetchall())
