"""What agents did, what was ruled, what was handed to people, and what was stopped."""

from __future__ import annotations

from audit import events
from portal.oversight.scope import Json, Scope

_ACTIONS = "a.workspace_id = %(workspace)s AND a.created_at >= %(since)s AND a.created_at < %(until)s"
_CONFIGURING = ("policy.", "redaction_rule.", "agent.version", "agent.enabled", "agent.disabled", "agent.channels", "review.queue", "account.membership",
                "account.workspace_changed", "channel.", "replay_set.", "retention")  # fmt: skip
_HAND_OFFS = """
    SELECT h.reason, count(*) FROM conversations_handoff h JOIN conversations_conversation c ON c.id = h.conversation_id
    WHERE c.workspace_id = %(workspace)s AND h.created_at >= %(since)s AND h.created_at < %(until)s GROUP BY 1 ORDER BY 2 DESC, 1
"""
_STOPS = """
    SELECT id, user_id AS "user", created_at AS declared_at, lifted_at, lifted_by_id AS lifted_by,
           extract(epoch FROM lifted_at - created_at)::bigint AS seconds
    FROM review_stop WHERE workspace_id = %(workspace)s AND created_at < %(until)s AND (lifted_at IS NULL OR lifted_at >= %(since)s) ORDER BY created_at
"""
_POLICIES = """
    SELECT * FROM (
      SELECT v.id AS version, v.policy_id AS policy, v.number, v.activated_at, v.activated_by_id AS activated_by,
             lead(v.activated_at) OVER (ORDER BY v.activated_at) AS until
      FROM policies_policyversion v WHERE v.workspace_id = %(workspace)s AND v.activated_at IS NOT NULL) history
    WHERE activated_at < %(until)s AND (until IS NULL OR until >= %(since)s) ORDER BY activated_at
"""
_RULINGS = """
    SELECT r.version_id AS version, r.effect, count(*) AS rulings, count(*) FILTER (WHERE r.error <> '') AS failed FROM policies_rulingrecord r
    WHERE r.workspace_id = %(workspace)s AND r.created_at >= %(since)s AND r.created_at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2
"""
_AGENTS = """
    SELECT t.agent_version_id AS version, v.agent_id AS agent, v.number, count(*) AS turns, count(*) FILTER (WHERE t.status = 'failed') AS failed
    FROM agents_turn t JOIN agents_agentversion v ON v.id = t.agent_version_id
    WHERE t.workspace_id = %(workspace)s AND t.created_at >= %(since)s AND t.created_at < %(until)s GROUP BY 1, 2, 3 ORDER BY 4 DESC
"""
_CHANGES = """
    SELECT e.event, count(*) FROM audit_entry e
    WHERE e.workspace = %(workspace)s AND e.id >= %(first)s AND e.id < %(end)s AND e.event = ANY(%(events)s) GROUP BY 1 ORDER BY 1
"""


def actions(scope: Scope) -> Json:
    """``with_a_person``: those that were part of an item that people decide. ``undone``: of triage, what somebody took back."""
    said = "SELECT {0}, count(*) FROM review_action a {1} WHERE " + _ACTIONS + " GROUP BY 1 ORDER BY 2 DESC, 1"
    persons = scope.one(f"SELECT count(*) AS total, count(a.item_id) AS with_a_person FROM review_action a WHERE {_ACTIONS}")
    undone = scope.one(
        f"SELECT count(*) AS undone FROM review_triagechange t JOIN review_action a ON a.id = t.action_id WHERE t.undone_at IS NOT NULL AND {_ACTIONS}"
    )
    return {
        **persons,
        **undone,
        "without_a_person": persons["total"] - persons["with_a_person"],
        "by_kind": scope.counts(said.format("a.kind", "")),
        "by_status": scope.counts(said.format("a.status", "")),
        "by_effect": scope.counts(said.format("coalesce(r.effect, 'none')", "LEFT JOIN policies_rulingrecord r ON r.id = a.ruling_id")),
    }


def hand_offs(scope: Scope) -> Json:
    reasons = scope.counts(_HAND_OFFS)
    return {"total": sum(reasons.values()), "reasons": reasons}


def stops(scope: Scope) -> list[Json]:
    """Those in force at any time of the period."""
    return scope.rows(_STOPS)


def policies(scope: Scope) -> list[Json]:
    """Versions in force at any time of the period, with the rulings that each gave in it; version null: no version was active."""
    given: dict[str | None, Json] = {}
    for row in scope.rows(_RULINGS):
        line = given.setdefault(row["version"], {"rulings": {}, "failed": 0})
        line["rulings"][row["effect"]] = row["rulings"]
        line["failed"] += row["failed"]
    known = [{**row, **given.pop(row["version"], {"rulings": {}, "failed": 0})} for row in scope.rows(_POLICIES)]
    absent = {"policy": None, "number": None, "activated_at": None, "activated_by": None, "until": None}
    return known + [{"version": version, **absent, **line} for version, line in given.items()]


def agents(scope: Scope) -> list[Json]:
    return scope.rows(_AGENTS)


def changes(scope: Scope) -> dict[str, int]:
    """Entries about how it is all set up."""
    return scope.counts(_CHANGES, events=[name for name in events.registered() if name.startswith(_CONFIGURING) and name != "policy.ruled"])
