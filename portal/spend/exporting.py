"""The same figures for other programs: as plain values for JSON, and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from accounts.models import User, Workspace
from audit.bundle.parts import safe
from portal.spend import asking
from portal.spend.asking import OverTime, Sums, Table
from portal.spend.costly import Alarm
from portal.spend.limits import State
from portal.spend.naming import Names, called
from portal.spend.scope import Scope

Json = dict[str, Any]
MOST_LINES: Final = 200_000
"""Of a table in a file: the dearest."""
_COLUMNS: Final = ("calls", "input_tokens", "output_tokens", "calls_without_price", "tokens_without_price")
PERSONAL: Final = ("conversation", "customer", "item")
"""What is named by its id alone outside of the pages."""


def values(sums: Sums) -> Json:
    """Money as text, as everywhere on the ledger."""
    return {**dict(zip(_COLUMNS, _counts(sums), strict=True)), "amounts": _plain(sums.amounts)}


def _counts(sums: Sums) -> tuple[int, ...]:
    return sums.calls, sums.read, sums.written, sums.blind, sums.blind_tokens


def _plain(amounts: dict[str, Decimal]) -> dict[str, str]:
    return {currency: f"{amount:.8f}" for currency, amount in amounts.items()}


def head(scope: Scope, told: OverTime) -> Json:
    """Period, what it is narrowed to, totals and what was spent over time."""
    parts = sorted(told.parts.items(), key=lambda one: one[0])
    return {
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "narrowed_to": dict(scope.narrowed),
        "total": values(told.total),
        "unit": scope.unit,
        "over_time": [{"at": at.isoformat(), scope.stack: part, **values(sums)} for (at, part), sums in parts],
    }


def rows(scope: Scope, table: Table, names: Names) -> Json:
    """The table: agents, tiers, models and kinds with their names, people and what they wrote by id alone."""
    lines = [{scope.by: _key(row.key), **_named(scope, row.key, names), **values(row.sums)} for row in table.rows]
    return {"by": scope.by, "count": table.count, "mean": _plain(table.means), "median": _plain(table.medians), "rows": lines}


def _key(key: Any) -> str | None:
    return None if key is None else str(key)


def _named(scope: Scope, key: Any, names: Names) -> Json:
    return {} if scope.by in PERSONAL else {"name": _name(scope.by, key, names)}


def _name(by: str, key: Any, names: Names) -> str:
    return names.agents.get(key, "") if by == "agent" else called(by, key)


def alarm(one: Alarm) -> Json:
    """``usual`` is the median of the agent's conversations when it was raised."""
    told = {"conversation": str(one.conversation), "agent": str(one.agent), "at": one.at.isoformat()}
    return {**told, "amount": f"{one.amount:.8f}", "usual": f"{one.usual:.8f}", "currency": one.currency, "times": one.times}


def limit(state: State) -> Json:
    """In its present period, which began at ``start``. Of conversations and customers only those that have used half."""
    one = state.limit
    told: Json = {"limit": str(one.id), "unit": one.unit, "per": one.per, "period": one.period, "start": state.start.isoformat()}
    told["only"] = str(one.only) if one.only else None
    uses = [{"subject": str(use.subject), "used": f"{use.used:.8f}", "share": f"{use.share:.4f}"} for use in state.uses]
    return {**told, "amount": f"{one.amount:.8f}", "currency": one.currency, "soft_share": str(one.soft_share), "used": uses}


def as_csv(workspace: Workspace, user: User, scope: Scope) -> str:
    """The table of ``scope.by``, the dearest first; with ``by`` "time" the bars."""
    told = asking.over_time(scope)
    found = asking.table(scope, told.currencies, limit=MOST_LINES)
    named, names = scope.by not in PERSONAL, Names(workspace, user, scope)
    keys = [scope.by, *(["name"] if named else [])]
    lines = ([_key(row.key), *([_name(scope.by, row.key, names)] if named else []), row.sums] for row in found.rows)
    return _written(keys, told.currencies, lines)


def over_time_as_csv(scope: Scope) -> str:
    told = asking.over_time(scope)
    parts = sorted(told.parts.items(), key=lambda one: one[0])
    return _written(["at", scope.stack], told.currencies, ([_moment(at), part, sums] for (at, part), sums in parts))


def _moment(at: datetime) -> str:
    return at.isoformat()


def _written(keys: Sequence[str], currencies: Sequence[str], lines: Iterator[list[Any]]) -> str:
    """A column for each currency; empty where nothing was paid in it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*keys, *_COLUMNS, *(f"amount_{one}" for one in currencies)])
    for *known, sums in lines:
        amounts = (f"{sums.amounts[one]:.8f}" if one in sums.amounts else "" for one in currencies)
        writer.writerow([*(safe(one) for one in known), *_counts(sums), *amounts])
    return text.getvalue()
