"""Who decided what, how long they took, what they had before them, and where they did not follow the draft."""

from __future__ import annotations

from portal.oversight.scope import Json, Scope, plain
from review.models import Decision

FAST_SECONDS = 5
"""An approval in less than this after the claim is listed as fast: hardly time to read what is approved."""
LISTED = 100
ON_DRAFTS = ("approve", "edit", "reject")

_VERDICTS = ", ".join(f"count(*) FILTER (WHERE d.verdict = '{verdict}') AS \"{verdict}\"" for verdict in Decision.Verdict.values)
_PERIOD = "d.workspace_id = %(workspace)s AND d.created_at >= %(since)s AND d.created_at < %(until)s"
_FAST = "d.verdict IN ('approve', 'edit') AND d.seconds < %(fast)s"
_DECISIONS = f"""
    SELECT d.user_id AS "user", i.queue_id AS queue, count(*) AS decisions, {_VERDICTS},
           percentile_disc(0.5) WITHIN GROUP (ORDER BY d.seconds) AS median_seconds,
           percentile_disc(0.9) WITHIN GROUP (ORDER BY d.seconds) AS p90_seconds,
           count(*) FILTER (WHERE {_FAST}) AS fast, count(*) FILTER (WHERE d.seen_digest <> '') AS seen
    FROM review_decision d JOIN review_item i ON i.id = d.item_id WHERE {_PERIOD}
    GROUP BY GROUPING SETS ((d.user_id, i.queue_id), ()) ORDER BY grouping(d.user_id), count(*) DESC
"""
_LISTED = f'SELECT d.id, d.item_id AS item, d.user_id AS "user", d.seconds FROM review_decision d WHERE {_PERIOD} AND '
_FOUR_EYES = """
    SELECT i.id AS item, i.approvals_needed AS needed, count(DISTINCT d.person) AS people
    FROM review_item i LEFT JOIN review_decision d ON d.item_id = i.id AND d.round = i.round AND d.verdict IN ('approve', 'edit')
    WHERE i.workspace_id = %(workspace)s AND i.decided_at >= %(since)s AND i.decided_at < %(until)s
      AND i.approvals_needed > 1 AND i.status IN ('approved', 'edited')
    GROUP BY i.id ORDER BY i.id
"""
_REASONS = f"SELECT d.reason_code, count(*) FROM review_decision d WHERE {_PERIOD} AND d.reason_code <> '' GROUP BY 1 ORDER BY 2 DESC, 1"
_KEPT = f"""
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY l.similarity) AS kept FROM review_label l JOIN review_decision d ON d.id = l.decision_id
    WHERE {_PERIOD} AND d.verdict = 'edit' AND l.similarity IS NOT NULL
"""


def decisions(scope: Scope) -> Json:
    """A line for each person and queue (where the item stands now), and one for all."""
    *lines, total = scope.rows(_DECISIONS, fast=FAST_SECONDS)
    return {"total": _line(total), "people": [{"user": line["user"], "queue": line["queue"], **_line(line)} for line in lines]}


def _line(row: Json) -> Json:
    kept = ("decisions", "median_seconds", "p90_seconds", "fast", "seen")
    return {**{name: row[name] for name in kept}, "verdicts": {name: row[name] for name in Decision.Verdict.values if row[name]}}


def attention(scope: Scope) -> Json:
    """Approvals that were quick, and decisions of which it is not known what was seen; each kind listed up to a hundred."""
    return {
        "fast_below_seconds": FAST_SECONDS,
        "fast": scope.rows(f"{_LISTED} {_FAST} ORDER BY d.id LIMIT {LISTED}", fast=FAST_SECONDS),
        "unseen": scope.rows(f"{_LISTED} d.seen_digest = '' ORDER BY d.id LIMIT {LISTED}"),
    }


def four_eyes(scope: Scope) -> Json:
    """Items that needed several people and were approved: how many really had them."""
    rows = scope.rows(_FOUR_EYES)
    short = [row for row in rows if row["people"] < row["needed"]]
    return {"items": len(rows), "kept": len(rows) - len(short), "short": short[:LISTED], "short_count": len(short)}


def overrides(scope: Scope) -> Json:
    """Where people did not let a draft pass as it was. ``share`` is of the decisions on drafts; ``kept`` how much of an edited one stayed."""
    counts = scope.counts(f"SELECT d.verdict, count(*) FROM review_decision d WHERE {_PERIOD} GROUP BY 1")
    judged = sum(counts.get(verdict, 0) for verdict in ON_DRAFTS)
    changed = counts.get("edit", 0) + counts.get("reject", 0)
    return {
        "judged": judged,
        "approved": counts.get("approve", 0),
        "edited": counts.get("edit", 0),
        "rejected": counts.get("reject", 0),
        "answered": counts.get("write", 0),
        "escalated": counts.get("escalate", 0),
        "share": plain(changed / judged) if judged else None,
        "kept": scope.one(_KEPT)["kept"],
        "reasons": scope.counts(_REASONS),
    }
