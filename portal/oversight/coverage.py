"""Whether everything that was done stands on the ledger: rows without their entry, entries without their seal, places without an entry."""

from __future__ import annotations

from typing import NamedTuple

from portal.oversight.scope import Json, Scope

LISTED = 100


class Check(NamedTuple):
    """``rows`` selects (id) of what was done in the period; ``entry`` is what must stand on the ledger for it."""

    what: str
    rows: str
    entry: str


_IN = "r.workspace_id = %(workspace)s AND r.created_at >= %(since)s AND r.created_at < %(until)s"
_RULED = "EXISTS (SELECT 1 FROM policies_rulingrecord p WHERE p.reference = w.id)"


def _entry(*events: str) -> str:
    names = ", ".join(f"'{event}'" for event in events)
    return f"EXISTS (SELECT 1 FROM audit_entry e WHERE e.subject = w.id AND e.event IN ({names}))"


_DECIDED = """
    EXISTS (SELECT 1 FROM audit_entry e WHERE e.subject = w.item AND e.event LIKE 'review.%%'
            AND strpos(e.body, '"decision":"' || w.id || '"') > 0)
"""
CHECKS = (
    Check("actions_ruled", f"SELECT r.id FROM review_action r WHERE {_IN}", _RULED),
    Check("actions", f"SELECT r.id FROM review_action r WHERE {_IN}", _entry("review.action_proposed", "review.action_written")),
    Check("rulings", f"SELECT r.id FROM policies_rulingrecord r WHERE {_IN}", _entry("policy.ruled")),
    Check("decisions", f"SELECT r.id, r.item_id AS item FROM review_decision r WHERE {_IN}", _DECIDED),
    Check(
        "deliveries",
        f"SELECT r.id FROM connectors_delivery r WHERE {_IN} AND r.status IN ('sending', 'sent', 'unknown')",
        _entry("review.delivery_started"),
    ),
    Check("turns", f"SELECT r.id FROM agents_turn r WHERE {_IN}", _entry("agent.turn_started")),
    Check(
        "steps",
        f"SELECT s.id FROM agents_turn r JOIN agents_step s ON s.turn_id = r.id WHERE {_IN}",
        _entry("agent.step_recorded"),
    ),
)  # fmt: skip
_COUNTED = "SELECT count(*) AS done, count(*) FILTER (WHERE NOT there) AS missing, (array_agg(id) FILTER (WHERE NOT there))[:{most}] AS ids FROM (SELECT w.id, {entry} AS there FROM ({rows}) w) checked"
_ENTRIES = """
    SELECT count(*) AS entries, count(*) FILTER (WHERE s.seq IS NULL) AS unsealed, min(s.seq) AS first, max(s.seq) AS last
    FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id WHERE e.workspace = %(workspace)s AND e.id >= %(first)s AND e.id < %(end)s
"""
_PLACES = "SELECT count(*) AS places FROM audit_seal WHERE workspace = %(workspace)s AND seq BETWEEN %(low)s AND %(high)s"
_RUNS = """
    SELECT id, workspace IS NULL AS whole_installation, started_at, finished_at, ok, entries, last_seq, kind FROM audit_verification
    WHERE (workspace = %(workspace)s OR workspace IS NULL) AND finished_at >= %(since)s AND finished_at < %(until)s ORDER BY finished_at
"""
_CHECKPOINTS = """
    SELECT count(*) AS signed, max(size) AS size FROM audit_checkpoint WHERE workspace = %(workspace)s AND at >= %(since)s AND at < %(until)s
"""


def check(scope: Scope, wanted: Check) -> Json:
    """``done`` of them, ``missing`` without what must stand on the ledger; their ids up to a hundred."""
    row = scope.one(_COUNTED.format(rows=wanted.rows, entry=wanted.entry, most=LISTED))
    return {"what": wanted.what, "done": row["done"], "missing": row["missing"], "ids": [str(one) for one in row["ids"] or ()]}


def seals(scope: Scope) -> Json:
    """``gaps``: places between the first and last of the period that hold no entry."""
    row = scope.one(_ENTRIES)
    if row["last"] is None:
        return {**row, "gaps": 0}
    places = scope.one(_PLACES, low=row["first"], high=row["last"])["places"]
    return {**row, "gaps": row["last"] - row["first"] + 1 - places}


def verifications(scope: Scope) -> Json:
    return {"runs": scope.rows(_RUNS), "checkpoints": scope.one(_CHECKPOINTS)}
