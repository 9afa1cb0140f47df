"""How the anchors are doing, for pages and checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from audit.anchors.configured import anchors

SLACK_SECONDS = 300

# An anchor that was never tried counts from the first signing key on.
_STATES = """
    SELECT n.name, t.problem, t.failing_since, coalesce(t.tried_at, (SELECT min(created_at) FROM audit_signingkey)) <
             clock_timestamp() - make_interval(secs => 2 * n.every + %s), a.size, a.at
    FROM unnest(%s::text[], %s::float8[]) AS n (name, every)
    LEFT JOIN audit_anchorstate t ON t.name = n.name
    LEFT JOIN LATERAL (SELECT size, at FROM audit_anchoring WHERE workspace = %s AND anchor = n.name ORDER BY size DESC LIMIT 1) a ON true
"""


@dataclass(frozen=True, slots=True)
class Doing:
    """``problem`` is empty or a sentence that says what to do; ``size`` and ``at`` tell the newest checkpoint that any anchor keeps."""

    problem: str = ""
    name: str = ""
    size: int | None = None
    at: datetime | None = None


def doing(workspace: UUID) -> Doing:
    """In one query."""
    try:
        configured = anchors()
    except ImproperlyConfigured as wrong:
        return Doing(str(wrong))
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [SLACK_SECONDS, [one.name for one in configured], [one.every for one in configured], workspace])
        rows = cursor.fetchall()
    problem = next((said for name, why, since, late, *_ in rows if (said := _problem(name, why, since, late))), "")
    name, *_, size, at = max(rows, key=lambda row: row[4] or 0, default=("", None, None))
    return Doing(problem, name if size else "", size, at)


def _problem(name: str, why: str | None, since: datetime | None, late: bool | None) -> str:
    if why and since:
        return f"The anchor {name} keeps nothing since {since:%d %B, %H:%M} UTC: {why}"
    if late:
        return f"The anchor {name} is not served: look whether beat and a worker run (manage.py up starts them)."
    return ""
