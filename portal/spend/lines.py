"""The rows that everything here is asked from: sums of what was folded, and the single costs since then, in one and the same statement.

A statement sees one moment, so a cost is counted once, however often the fold moves on beside it. Each of these is a ``WITH`` clause that ends
with ``found``; it takes ``%(workspace)s``, ``%(since)s`` and ``%(until)s``.
"""

from __future__ import annotations

from typing import Final

MARK: Final = """
    mark AS MATERIALIZED (SELECT coalesce(max(until), '-infinity'::timestamptz) AS until FROM portal_spendfold WHERE workspace_id = %(workspace)s)
"""
SINGLE: Final = """
    SELECT date_bin('15 minutes', c.created_at, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS at, c.agent, v.channel_id AS channel, c.kind, c.tier, c.model,
           c.conversation, c.customer, c.turn, CASE WHEN c.amount IS NULL THEN '' ELSE c.currency END AS currency, 1 AS calls,
           c.input_tokens, c.output_tokens, coalesce(c.amount, 0) AS amount
    FROM policies_cost c LEFT JOIN conversations_conversation v ON v.id = c.conversation
    WHERE c.workspace_id = %(workspace)s AND c.created_at >= {since} AND c.created_at < {until}
"""
"""Costs as they were written, in the shape of the sums."""

_SUMS: Final = "calls, input_tokens, output_tokens, amount"
_PART: Final = f"at, agent, channel, kind, tier, model, currency, {_SUMS}"
_TURN: Final = f"at, agent, channel, conversation, customer, turn, currency, {_SUMS}"
_BOTH: Final = """
    found AS (
      SELECT {columns} FROM {table} WHERE workspace_id = %(workspace)s AND at >= {since} AND at < least({until}, (SELECT until FROM mark)) AND {folded}
      UNION ALL SELECT {columns} FROM ({single}) single WHERE {only})
"""


def _both(table: str, columns: str, *, since: str = "%(since)s", until: str = "%(until)s", folded: str = "true", only: str = "true") -> str:
    single = SINGLE.format(since=f"greatest({since}, (SELECT until FROM mark))", until=until)  # noqa: S608 - constant text, every value is a parameter
    return _BOTH.format(table=table, columns=columns, since=since, until=until, single=single, folded=folded, only=only)


PARTS: Final = f"WITH {MARK}, {_both('portal_spendpart', _PART)}"
"""By agent, channel, kind, tier and model."""
TURNS: Final = f"WITH {MARK}, {_both('portal_spendturn', _TURN, only='conversation IS NOT NULL')}"
"""By conversation, customer and turn."""
SINGLES: Final = f"WITH found AS ({SINGLE.format(since='%(since)s', until='%(until)s')})"
"""Everything at once, one by one: for what no sum tells apart."""

_OF_ITEMS: Final = "(SELECT date_bin('15 minutes', min(began), TIMESTAMPTZ '2000-01-01 00:00:00+00') FROM items)"
_THEIRS: Final = "turn IN (SELECT turn FROM items)"
_EVER: Final = "'infinity'::timestamptz"
OF_ITEMS: Final = _both("portal_spendturn", _TURN, since=_OF_ITEMS, until=_EVER, folded=_THEIRS, only=_THEIRS)
"""What the turns of ``items`` cost, whenever that was; to stand after ``mark`` and ``items``."""
SINGLES_OF_ITEMS: Final = f"found AS (SELECT * FROM ({SINGLE.format(since=_OF_ITEMS, until=_EVER)}) single WHERE {_THEIRS})"  # noqa: S608 - constant text, every value is a parameter
