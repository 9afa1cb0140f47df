"""What the links cannot say: gaps in a conversation's numbers, entries that no seal can ever reach, seals cut off at the end.

The last one rests on counters in the same database, which whoever cuts the tail can adjust too: only a checkpoint kept outside finds
every cut tail, restored dump and whole re-hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from audit.epochs import system_identifier
from audit.explorer import KINDS
from audit.verification import statechecks
from audit.verification.findings import Finding, Report

_WHOLE = "count(*) = max(e.stream_no) AND min(e.stream_no) = 1 AND count(DISTINCT e.stream_no) = count(*)"
_NUMBERS = f"""
    SELECT e.workspace::text, e.stream::text, {_WHOLE}
    FROM audit_entry e WHERE e.stream IS NOT NULL {{}} GROUP BY e.workspace, e.stream
    HAVING NOT ({_WHOLE}) OR NOT EXISTS (SELECT FROM audit_stream s WHERE s.id = e.stream AND s.workspace = e.workspace)
    ORDER BY 1, 2 LIMIT 20
"""  # noqa: S608 - constant text
_HOLE = """
    SELECT e.stream_no + 1 FROM audit_entry e WHERE e.stream = %s
    AND NOT EXISTS (SELECT 1 FROM audit_entry n WHERE n.stream = e.stream AND n.stream_no = e.stream_no + 1) ORDER BY 1 LIMIT 1
"""
_TAILS = """
    SELECT s.workspace::text, s.id::text, s.last, m.last FROM audit_stream s
    CROSS JOIN LATERAL (SELECT coalesce(max(stream_no), 0) AS last FROM audit_entry WHERE stream = s.id) m
    WHERE s.last <> m.last {} ORDER BY 1, 2 LIMIT 20
"""
_UNSEALED = """
    WITH unsealed AS MATERIALIZED (
      SELECT e.workspace, e.id, e.epoch, e.xid, e.at FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id WHERE s.entry IS NULL {})
    SELECT (SELECT count(*) FROM unsealed), (SELECT to_char(min(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM unsealed),
           ARRAY(SELECT ARRAY[e.workspace::text, e.id::text] FROM unsealed e CROSS JOIN audit_sealerstate t
                 WHERE e.epoch < t.epoch
                   OR (%s AND e.epoch = t.epoch AND ((e.xid, e.id) <= (t.xid, t.entry) OR e.xid >= pg_snapshot_xmax(pg_current_snapshot())))
                 ORDER BY e.epoch, e.xid, e.id LIMIT 20)
"""


_LINKS = """
    WITH RECURSIVE places AS ({}), told AS MATERIALIZED (
      SELECT e.workspace, b.old #>> '{{}}' AS old, j.body #>> ARRAY['content', 'after_' || (b.place - 1), 'id'] AS next
      FROM places p JOIN audit_entry e ON e.workspace = p.workspace AND e.event = 'audit.content.redacted' AND e.actor_kind = ANY(%s)
      CROSS JOIN LATERAL (SELECT CASE WHEN pg_input_is_valid(e.body, 'jsonb') THEN e.body::jsonb END AS body) j
      CROSS JOIN LATERAL jsonb_path_query(j.body, 'lax $.data.before[*]') WITH ORDINALITY b (old, place)),
    kept AS (SELECT * FROM audit_redactedcontent WHERE true {})
    SELECT coalesce(t.workspace, r.workspace)::text, coalesce(t.old, r.old), r.old IS NULL
    FROM told t FULL JOIN kept r ON r.old = t.old AND r.workspace = t.workspace LEFT JOIN audit_redactedcontent n ON n.old = t.next
    WHERE r.old IS NULL OR t.old IS NULL OR r.new IS DISTINCT FROM coalesce(n.new, t.next) ORDER BY 1, 2 LIMIT 20
"""
"""Each entry's link must be kept and each kept link told. A content that was itself redacted later is led on, so one step further is right, too:
the link of that one is looked at by itself. A body that is none was altered, which its seal says. In PostgreSQL, which puts on a disk what is too much for its memory. The index of entries begins with
the workspace, so each is asked for by itself."""
_ONE_PLACE, _EVERY_PLACE = (
    "SELECT %s::uuid AS workspace",
    """(SELECT workspace FROM audit_entry ORDER BY workspace LIMIT 1) UNION ALL
    SELECT (SELECT e.workspace FROM audit_entry e WHERE e.workspace > p.workspace ORDER BY e.workspace LIMIT 1) FROM places p
    WHERE p.workspace IS NOT NULL""",
)


def run(report: Report, workspace: UUID | None, walked_all: bool) -> None:
    """Add to ``report`` what these checks find, after what the walk found."""
    report.unsealed, report.oldest_unsealed, unreachable = _query(_UNSEALED, "e.workspace", workspace, _same_cluster())[0]
    report.findings += [*_gaps(workspace), *_unreachable(unreachable), *_cut_streams(workspace), *_wrong_links(workspace)]
    bad = {finding.workspace for finding in report.findings if finding.kind == "content"}
    report.findings += statechecks.of_keys(workspace, bad)
    if walked_all and not report.findings:
        report.findings += [*_cut_seals(report.entries), *statechecks.of_the_sealer(report.entries)]


def _gaps(workspace: UUID | None) -> Iterator[Finding]:
    for place, stream, whole in _query(_NUMBERS, "e.workspace", workspace):
        detail = "entries and no counter" if whole else f"no entry number {_hole(stream)}"
        yield Finding("gap", place, None, None, f"Conversation {stream} has {detail}.")


def _hole(stream: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_HOLE, [stream])
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def _cut_streams(workspace: UUID | None) -> Iterator[Finding]:
    for place, stream, counted, last in _query(_TAILS, "s.workspace", workspace):
        detail = f"Conversation {stream} has {last} entries, its counter says {counted}."
        yield Finding("truncated" if last < counted else "inserted", place, None, None, detail)


def _unreachable(unsealed: list[list[str]]) -> Iterator[Finding]:
    for place, entry in unsealed:
        yield Finding(
            "inserted",
            place,
            None,
            entry,
            "The entry has no seal although sealing has passed it: it was put in later, or its seal was taken.",
        )


def _wrong_links(workspace: UUID | None) -> Iterator[Finding]:
    """Which content took the place of which must be what the entries say: a link to another would show other words, and one that is gone none."""
    where = (_ONE_PLACE, "AND workspace = %s") if workspace else (_EVERY_PLACE, "")
    with connection.cursor() as cursor:
        cursor.execute(_LINKS.format(*where), [workspace, list(KINDS), workspace] if workspace else [list(KINDS)])
        rows = cursor.fetchall()
    for place, old, gone in rows:
        said = (
            "leads nowhere, and its entry says what took its place"
            if gone
            else "leads to another than the one that its entry says took its place"
        )
        yield Finding("content", place, None, None, f"Content {old[:12]} {said}.")


def _same_cluster() -> bool:
    """Transaction ids can only be compared with those of the cluster that gave them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM audit_epoch ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return bool(row and row[0] == system_identifier())


def _cut_seals(walked: int) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM audit_sealerstate WHERE id = 1")
        row = cursor.fetchone()
    if row and row[0] != walked:
        kind = "truncated" if walked < row[0] else "inserted"
        yield Finding(kind, str(UUID(int=0)), None, None, f"The sealer has written {row[0]} seals, {walked} are there.")  # type: ignore[arg-type]  # kind is one of FindingKind


def _query(query: str, column: str, workspace: UUID | None, *parameters: bool) -> list[tuple[Any, ...]]:
    condition = f"AND {column} = %s" if workspace else ""
    with connection.cursor() as cursor:
        cursor.execute(query.format(condition), [*([workspace] if workspace else []), *parameters])
        return list(cursor.fetchall())
