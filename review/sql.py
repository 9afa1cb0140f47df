"""Claim and decide as one statement each, through a prepared server-side cursor on Django's own connection.

Measured on 2 cores: through the ORM a fifth of hand-written SQL at eight connections; this is bench/claims.py.
The permission stands in the statement, so there is no moment between asking and doing.
"""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.rows import tuple_row

from review.models import Item
from review.seen import MASKED, REVEALED, Seen

Row = tuple[Any, ...]
COLUMNS = [field.attname for field in Item._meta.concrete_fields]
_OBLIGATIONS = COLUMNS.index("obligations")
_RETURNED = ", ".join(f"i.{name}" for name in COLUMNS)
_NOBODY = "00000000-0000-0000-0000-000000000000"

# An owner decides everywhere; a reviewer where decide_queue was granted to him or to a group of his. As Queue.objects.decidable_by.
MAY_DECIDE = """(
    EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = %(user)s AND m.workspace_id = {workspace} AND m.is_active
            AND m.role = 'owner')
    OR (EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = %(user)s AND m.workspace_id = {workspace} AND m.is_active
                AND m.role = 'reviewer')
        AND (EXISTS (SELECT 1 FROM review_queueuserobjectpermission g JOIN auth_permission p ON p.id = g.permission_id
                     WHERE g.content_object_id = {queue} AND g.user_id = %(user)s AND p.codename = 'decide_queue')
             OR EXISTS (SELECT 1 FROM review_queuegroupobjectpermission g JOIN auth_permission p ON p.id = g.permission_id
                        JOIN accounts_user_groups ug ON ug.group_id = g.group_id
                        WHERE g.content_object_id = {queue} AND ug.user_id = %(user)s AND p.codename = 'decide_queue'))))"""

# Four-eyes, in this one place: has this human (under whichever account) agreed to the item in its present round?
AGREED = """EXISTS (
    SELECT 1 FROM review_decision d JOIN accounts_user du ON du.id = d.user_id, accounts_user me
    WHERE me.id = %(user)s AND d.item_id = i.id AND d.round = i.round AND d.verdict IN ('approve', 'edit')
      AND (d.person = me.person OR du.person = me.person))"""

_UUID7 = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""

_HEAD = f"""(coalesce((SELECT priority FROM best), -32768), coalesce((SELECT due_at FROM best), '-infinity'::timestamptz),
            coalesce((SELECT item FROM best), '{_NOBODY}'::uuid))"""

CLAIM_NEXT = f"""
WITH permitted AS MATERIALIZED (
    SELECT q.id, h.priority, h.due_at, h.item FROM review_queue q LEFT JOIN review_queuehead h ON h.queue_id = q.id
    WHERE q.workspace_id = %(workspace)s AND (%(queue)s::uuid IS NULL OR q.id = %(queue)s)
      AND {MAY_DECIDE.format(workspace="q.workspace_id", queue="q.id")}
), best AS MATERIALIZED (
    SELECT p.* FROM permitted p CROSS JOIN LATERAL (
        SELECT i.priority, i.due_at, i.id FROM review_item i
        WHERE i.queue_id = p.id AND i.status = 'waiting' AND (i.priority, i.due_at, i.id) >= (
            coalesce(p.priority, -32768), coalesce(p.due_at, '-infinity'::timestamptz), coalesce(p.item, '{_NOBODY}'::uuid))
          AND (i.approvals_given = 0 OR NOT {AGREED})
        ORDER BY i.priority, i.due_at, i.id LIMIT 1) first
    ORDER BY first.priority, first.due_at, first.id LIMIT 1
), waiting AS MATERIALIZED (
    SELECT i.id FROM review_item i
    WHERE i.queue_id = (SELECT id FROM best) AND i.status = 'waiting' AND (i.priority, i.due_at, i.id) >= {_HEAD}
      AND (i.approvals_given = 0 OR NOT {AGREED})
    ORDER BY i.priority, i.due_at, i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED
)
UPDATE review_item i SET status = 'claimed', claimed_by_id = %(user)s, claimed_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(mins => q.lease_minutes)
FROM review_queue q
WHERE i.id = (SELECT id FROM waiting) AND q.id = i.queue_id
RETURNING {_RETURNED}
"""

# When the best queue had nothing left to lock: all queues, from their very beginning, and leases that have ended.
CLAIM_ANY = f"""
WITH permitted AS MATERIALIZED (
    SELECT q.id FROM review_queue q
    WHERE q.workspace_id = %(workspace)s AND (%(queue)s::uuid IS NULL OR q.id = %(queue)s)
      AND {MAY_DECIDE.format(workspace="q.workspace_id", queue="q.id")}
), waiting AS MATERIALIZED (
    SELECT i.id FROM review_item i
    WHERE i.queue_id = ANY (ARRAY(SELECT id FROM permitted)) AND i.status = 'waiting' AND (i.approvals_given = 0 OR NOT {AGREED})
    ORDER BY i.priority, i.due_at, i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED
), expired AS MATERIALIZED (
    SELECT i.id FROM review_item i
    WHERE NOT EXISTS (SELECT 1 FROM waiting) AND i.status = 'claimed' AND i.lease_until < clock_timestamp()
      AND i.queue_id = ANY (ARRAY(SELECT id FROM permitted)) AND (i.approvals_given = 0 OR NOT {AGREED})
    ORDER BY i.priority, i.due_at, i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED
)
UPDATE review_item i SET status = 'claimed', claimed_by_id = %(user)s, claimed_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(mins => q.lease_minutes)
FROM review_queue q
WHERE i.id = (SELECT id FROM waiting UNION ALL SELECT id FROM expired LIMIT 1) AND q.id = i.queue_id
RETURNING {_RETURNED}
"""

CLAIM_ONE = f"""
UPDATE review_item i SET status = 'claimed', claimed_by_id = %(user)s, claimed_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(mins => q.lease_minutes)
FROM review_queue q
WHERE i.id = (SELECT w.id FROM review_item w WHERE w.id = %(item)s
                AND (w.status = 'waiting' OR (w.status = 'claimed' AND (w.lease_until < clock_timestamp() OR w.claimed_by_id = %(user)s)))
              FOR UPDATE SKIP LOCKED)
  AND q.id = i.queue_id AND {MAY_DECIDE.format(workspace="i.workspace_id", queue="i.queue_id")}
  AND (i.approvals_given = 0 OR NOT {AGREED})
RETURNING {_RETURNED}
"""

# Everything a decision binds to is compared in the UPDATE itself, with the conversation held as it is.
DECIDE = f"""
WITH conversation AS MATERIALIZED (
    SELECT c.id, c.version, c.channel_id FROM conversations_conversation c WHERE c.id = %(conversation)s FOR SHARE
), target AS (
    UPDATE review_item i SET
        approvals_given = i.approvals_given + %(agrees)s,
        status = CASE WHEN NOT %(agrees_b)s OR i.approvals_given + 1 >= i.approvals_needed THEN %(status)s ELSE 'waiting' END,
        decided_at = CASE WHEN NOT %(agrees_b)s OR i.approvals_given + 1 >= i.approvals_needed THEN clock_timestamp() END,
        claimed_by_id = CASE WHEN NOT %(agrees_b)s OR i.approvals_given + 1 >= i.approvals_needed THEN i.claimed_by_id END,
        lease_until = NULL
    FROM conversation c
    WHERE i.id = %(item)s AND i.status = 'claimed' AND i.kind = 'approval' AND i.claimed_by_id = %(user)s
      AND i.lease_until > clock_timestamp() AND i.round = %(round)s AND i.content_digest = %(content_digest)s
      AND i.ruling_digest = %(ruling_digest)s AND i.conversation_version = c.version
      AND {MAY_DECIDE.format(workspace="i.workspace_id", queue="i.queue_id")}
      AND (NOT %(agrees_b)s OR i.approvals_given = 0 OR NOT {AGREED})
    RETURNING {_RETURNED}
), decision AS (
    INSERT INTO review_decision (id, workspace_id, item_id, user_id, person, round, verdict, reason_code, comment, content_digest,
                                 seen_digest, ruling_digest, seconds, created_at)
    SELECT %(decision)s, i.workspace_id, i.id, %(user)s, u.person, i.round, %(verdict)s, %(reason_code)s, %(comment)s, i.content_digest,
           %(seen_digest)s, i.ruling_digest, greatest(0, extract(epoch FROM clock_timestamp() - i.claimed_at))::int, clock_timestamp()
    FROM target i JOIN accounts_user u ON u.id = %(user)s
    RETURNING person, seconds
), moved AS (
    UPDATE review_action a SET status = CASE WHEN %(agrees_b)s THEN 'allowed' ELSE 'rejected' END,
        finished_at = CASE WHEN %(agrees_b)s THEN NULL ELSE clock_timestamp() END
    FROM target i WHERE i.decided_at IS NOT NULL AND a.item_id = i.id AND a.status = 'held'
    RETURNING a.id, a.workspace_id, a.kind, a.tool, a.content, a.position
), outcome AS (
    INSERT INTO policies_rulingoutcome (id, workspace_id, ruling_id, outcome, seconds, created_at)
    SELECT {_UUID7}, a.workspace_id, r.id, CASE WHEN %(agrees_b)s THEN 'approved' ELSE 'rejected' END,
           CASE WHEN a.position > min(a.position) OVER () THEN 0 ELSE (SELECT seconds FROM decision)
               + (SELECT coalesce(sum(d.seconds), 0) FROM review_decision d WHERE d.item_id = %(item)s) END, clock_timestamp()
    FROM moved a CROSS JOIN LATERAL (
        SELECT id FROM policies_rulingrecord WHERE reference = a.id ORDER BY created_at, id LIMIT 1
    ) r
    ON CONFLICT (ruling_id) DO NOTHING
), label AS (
    INSERT INTO review_label (id, workspace_id, decision_id, action_id, verdict, reason_code, proposed, sent, similarity, created_at)
    SELECT {_UUID7}, a.workspace_id, %(decision)s, a.id, %(verdict)s, %(reason_code)s,
           CASE WHEN a.id = %(edited)s THEN %(proposed)s ELSE a.content END, CASE WHEN %(agrees_b)s THEN a.content ELSE '' END,
           CASE WHEN a.id = %(edited)s THEN %(similarity)s::numeric WHEN %(agrees_b)s THEN 1.0 END, clock_timestamp()
    FROM target i JOIN review_action a ON a.item_id = i.id AND a.kind <> 'hand_off' AND a.agent IS NOT NULL
), outgoing AS (
    INSERT INTO connectors_delivery AS d (id, workspace_id, channel_id, action, key, payload, status, attempts, next_attempt_at,
                                          external_id, tls, error, correlation_id, created_at)
    SELECT {_UUID7}, a.workspace_id, CASE WHEN a.kind = 'reply' OR (a.kind = 'triage' AND a.tool = 'forward') THEN c.channel_id END, a.id,
           encode(sha256(convert_to('delivery:' || a.id::text, 'UTF8')), 'hex'), a.content,
           CASE WHEN a.kind = 'reply' AND EXISTS (SELECT 1 FROM moved t WHERE t.kind = 'tool') THEN 'held' ELSE 'pending' END,
           0, clock_timestamp(), '', '', '', %(correlation)s, clock_timestamp()
    FROM moved a, conversation c WHERE %(agrees_b)s AND a.kind <> 'hand_off'
    ON CONFLICT (action) DO UPDATE SET status = excluded.status, payload = excluded.payload, next_attempt_at = excluded.next_attempt_at,
        attempts = 0, error = '', correlation_id = excluded.correlation_id WHERE d.status = 'held'
    RETURNING d.id, d.status
)
SELECT {_RETURNED}, {MASKED}, {REVEALED}, (SELECT person FROM decision), (SELECT seconds FROM decision),
       ARRAY(SELECT id FROM outgoing WHERE status = 'pending')
FROM target i
"""


class Statement:
    """A statement with its parameters numbered once: psycopg would look for their names in a text of this length at every call."""

    def __init__(self, text: str) -> None:
        self.names = list(dict.fromkeys(_PARAMETER.findall(text)))
        self.text = _PARAMETER.sub(lambda found: f"${self.names.index(found[1]) + 1}", text)

    def run(self, parameters: dict[str, Any]) -> Row | None:
        """The one row, or None. Prepared on the server at once: a plan costs more than a run."""
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        values, usual = [parameters[name] for name in self.names], raw.prepare_threshold
        raw.prepare_threshold = 0  # Django switches preparing off; None would win over ``prepare``
        try:
            with connection.wrap_database_errors, psycopg.RawCursor(raw, row_factory=tuple_row) as cursor:
                return cursor.execute(self.text, values, prepare=True).fetchone()
        finally:
            raw.prepare_threshold = usual


_PARAMETER = re.compile(r"%\((\w+)\)s")
_CLAIM_NEXT, _CLAIM_ANY, _CLAIM_ONE, _DECIDE = map(Statement, (CLAIM_NEXT, CLAIM_ANY, CLAIM_ONE, DECIDE))


def item_from(row: Row) -> Item:
    """Django has psycopg hand JSON out as text; a model reads it by itself only from its own queries."""
    values = list(row[: len(COLUMNS)])
    values[_OBLIGATIONS] = json.loads(values[_OBLIGATIONS])
    return Item.from_db(connection.alias, COLUMNS, values)


def claim_next(user: UUID, workspace: UUID, queue: UUID | None) -> Item | None:
    """The most urgent item that ``user`` may decide, now leased to them; None when nothing waits for them."""
    wanted = {"user": user, "workspace": workspace, "queue": queue}
    row = _CLAIM_NEXT.run(wanted) or _CLAIM_ANY.run(wanted)
    return item_from(row) if row else None


def claim_one(user: UUID, item: UUID) -> Item | None:
    row = _CLAIM_ONE.run({"user": user, "item": item})
    return item_from(row) if row else None


def decide(parameters: dict[str, Any]) -> tuple[Item, Seen, UUID, int, list[UUID]] | None:
    """(item, how it was seen, person, seconds, deliveries to wake), or None when anything the decision binds to has changed."""
    row = _DECIDE.run(parameters)
    return (item_from(row), Seen(row[-5], list(row[-4])), row[-3], row[-2], list(row[-1])) if row else None
