"""Claim and decide through the service layer against the same rows written by hand-written SQL on one psycopg connection each.

Ours: ``review.actions.claim_next`` and ``approve``, with the permission asked, the entries written, hint and wake sent. By hand: two
transactions of plain statements that write the same rows (item, action, decision, label, delivery, stream, entries) and ask nothing.
Measured at 1 and 8 connections, at 10,000 and at 1,000,000 waiting items, and while another session holds an old snapshot.

``measure(rounds)`` needs a migrated throw-away database in Django's settings and leaves its rows there.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction

from accounts.models import Membership, Role, User, Workspace
from audit.testing import mark_recorded
from bench.figures import Figure, figure
from connectors.models import Channel
from kit.ids import uuid7
from review import actions, heads, permissions
from review.models import Item, Queue

SECONDS = 1.5
PEOPLE = 8
READY = 8_000
"""Items with a conversation and an action of their own that wait before each run; the rest only makes the queue long."""
DIGEST = "ab" * 32

CLAIM = """
    UPDATE review_item SET status = 'claimed', claimed_by_id = $1, claimed_at = clock_timestamp(),
        lease_until = clock_timestamp() + interval '5 minutes'
    WHERE id = (SELECT id FROM review_item WHERE queue_id = $2 AND status = 'waiting' ORDER BY priority, due_at, id
                LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, conversation_id, conversation_version
"""
DECIDE = """
    UPDATE review_item SET status = 'approved', approvals_given = 1, decided_at = clock_timestamp(), lease_until = NULL
    WHERE id = $1 AND status = 'claimed' AND claimed_by_id = $2 AND conversation_version =
        (SELECT version FROM conversations_conversation WHERE id = $3 FOR SHARE)
"""
ACTION = "UPDATE review_action SET status = 'allowed' WHERE item_id = $1 AND status = 'held' RETURNING id, content"
DECISION = """
    INSERT INTO review_decision (id, workspace_id, item_id, user_id, person, round, verdict, reason_code, comment, content_digest,
                                 seen_digest, ruling_digest, seconds, created_at)
    VALUES ($1, $2, $3, $4, $4, 1, 'approve', '', '', $5, $5, $5, 1, clock_timestamp())
"""
LABEL = """
    INSERT INTO review_label (id, workspace_id, decision_id, action_id, verdict, reason_code, proposed, sent, similarity, created_at)
    VALUES ($1, $2, $3, $4, 'approve', '', $5, $5, 1.0, clock_timestamp())
"""
DELIVERY = """
    INSERT INTO connectors_delivery (id, workspace_id, channel_id, action, key, payload, status, attempts, next_attempt_at, external_id,
                                     tls, error, correlation_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, clock_timestamp(), '', '', '', '', clock_timestamp())
"""
STREAM = """
    INSERT INTO audit_stream AS s (id, workspace, last) VALUES ($1, $2, 1)
    ON CONFLICT (id) DO UPDATE SET last = s.last + 1 RETURNING last
"""
ENTRY = "INSERT INTO audit_entry (id, epoch, body) VALUES ($1, $2, $3)"
MARK = "SELECT set_config('countersign.recorded', pg_current_xact_id()::text, true)"


@dataclass(frozen=True)
class Place:
    workspace: UUID
    queue: UUID
    channel: UUID
    filler: UUID
    people: tuple[UUID, ...]


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    place = prepare()
    few = {count: _compared(place, 10_000, count, rounds) for count in (1, 8)}
    lengthen(place, 1_000_000)
    many = {count: _compared(place, 1_000_000, count, rounds) for count in (1, 8)}
    free = [_rate(_ours, place, 8)]
    with old_snapshot():
        held = [_rate(_ours, place, 8) for _ in range(max(rounds, 3))]
    free += [_rate(_ours, place, 8) for _ in held[1:]]
    bars = {1: 0.6, 8: 0.35}
    figures = []
    for waiting, found in ((10_000, few), (1_000_000, many)):
        for count, (ours, by_hand) in found.items():
            figures.append(figure(f"claim + decide, {count} connections, {waiting:,} waiting", "1/s", ours, by_hand, bar=bars[count]))
    long, short = statistics.median(many[8][0]), statistics.median(few[8][0])
    figures.append(figure("claim + decide, 1,000,000 waiting against 10,000, 8 connections", "1/s", [long], [short], bar=0.8))
    figures.append(
        figure(
            "claim + decide beside an old snapshot against without, 8 connections",
            "1/s",
            [statistics.median(held)],
            [statistics.median(free)],
            bar=0.8,
        )
    )
    return figures


def prepare() -> Place:
    workspace = Workspace.objects.create(slug="bench", name="Bench")
    queue = Queue.objects.create(workspace=workspace, name="Support", slug="support", is_default=True)
    channel = Channel.objects.create(workspace=workspace, kind="email", name="Help", address="help@bench.example")
    people = [User.objects.create_user(f"reviewer-{number}@bench.example", None) for number in range(PEOPLE)]
    for user in people:
        Membership.objects.create(workspace=workspace, user=user, role=Role.REVIEWER)
        permissions.grant(queue, user, permissions.DECIDE)
    place = Place(workspace.id, queue.id, channel.id, uuid7(), tuple(user.id for user in people))
    _conversations(place, "unnest(ARRAY[%s::uuid]) AS id", [place.filler])
    return place


def _conversations(place: Place, source: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO conversations_conversation (id, workspace_id, channel_id, status, version, last_seq, subject_key, language,
                    urgency, intent, identity, inbound_count, outbound_count, opened_at, reopen_count, last_message_at,
                    tags, priority, queue, closed_as)
                SELECT id, %s, %s, 'open', 1, 1, '', '', '', '', 'verified', 1, 0, now(), 0, now(), '{{}}', '', '', '' FROM {source}""",
            [place.workspace, place.channel, *values],
        )


_ITEMS = """
    INSERT INTO review_item (id, workspace_id, queue_id, conversation_id, turn, kind, reason, status, priority, due_at, content_digest,
        ruling_digest, conversation_version, round, approvals_needed, approvals_given, obligations, returned_because, created_at)
    SELECT gen_random_uuid(), %(workspace)s, %(queue)s, {conversation}, NULL, 'approval', 'policy_review', 'waiting', 1, {due},
           %(digest)s, %(digest)s, 1, 1, 1, 0, '[]', '', now() FROM {source} RETURNING id
"""


def lengthen(place: Place, waiting: int) -> None:
    """Fill the queue up to ``waiting`` items, behind everything that is claimed here."""
    missing = waiting - Item.objects.filter(queue=place.queue, status="waiting").count()
    values: dict[str, Any] = {
        "workspace": place.workspace,
        "queue": place.queue,
        "filler": place.filler,
        "digest": DIGEST,
        "missing": missing,
    }
    source = "generate_series(1, %(missing)s) AS n"
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        cursor.execute(
            _ITEMS.format(conversation="%(filler)s", due="now() + interval '1 year' + n * interval '1 second'", source=source), values
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE review_item")


def refill(place: Place) -> None:
    """Let READY items that can be decided stand at the front."""
    conversations = [uuid7() for _ in range(READY)]
    values: dict[str, Any] = {"workspace": place.workspace, "queue": place.queue, "ids": conversations, "digest": DIGEST}
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        _conversations(place, "unnest(%s::uuid[]) AS id", [conversations])
        cursor.execute(
            f"""WITH made AS ({_ITEMS.format(conversation="id", due="now()", source="unnest(%(ids)s::uuid[]) AS id")}, conversation_id)
                INSERT INTO review_action (id, workspace_id, conversation_id, item_id, position, kind, tool, status, content, digest, evidence,
                                           conversation_version, created_at, inline, result)
                SELECT gen_random_uuid(), %(workspace)s, conversation_id, id, 0, 'reply', '', 'held', %(digest)s, %(digest)s, '', 1, now(), false, ''
                FROM made""",
            values,
        )
    with connection.cursor() as cursor:
        for table in ("review_item", "review_action", "conversations_conversation"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    heads.raise_head(place.queue)


def _clear(place: Place) -> None:
    """What the run before has left at the front is decided by nobody: it goes."""
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        cursor.execute(
            """UPDATE review_item SET status = 'done', decided_at = now(), lease_until = NULL
               WHERE queue_id = %s AND status IN ('waiting', 'claimed') AND conversation_id <> %s""",
            [place.queue, place.filler],
        )


def _compared(place: Place, waiting: int, writers: int, rounds: int) -> tuple[list[float], list[float]]:
    ours, by_hand = [], []
    if waiting <= 10_000:
        lengthen(place, waiting - READY)
    for _ in range(rounds):
        ours.append(_rate(_ours, place, writers))
        by_hand.append(_rate(_by_hand, place, writers))
    return ours, by_hand


def _rate(way: Callable[[Place, int], Iterator[None]], place: Place, writers: int) -> float:
    """Claims with their decisions a second, by ``writers`` processes with one connection each, from one common start."""
    _clear(place)
    refill(place)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts, together = context.SimpleQueue(), context.Barrier(writers)
    processes = [context.Process(target=_run, args=(way, place, number, together, counts)) for number in range(writers)]
    for process in processes:
        process.start()
    total = sum(counts.get() for _ in processes)
    for process in processes:
        process.join()
    return float(total / SECONDS)


def _run(way: Callable[[Place, int], Iterator[None]], place: Place, number: int, together: Any, counts: Any) -> None:
    work = way(place, number)
    for _ in range(5):  # connect, prepare
        next(work)
    together.wait()
    count, limit = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < limit:
        next(work)
        count += 1
    counts.put(count)


def _ours(place: Place, number: int) -> Iterator[None]:
    user = User.objects.get(id=place.people[number])
    while True:
        item = actions.claim_next(acting_user=user, workspace=place.workspace)
        assert item is not None and item.conversation_id != place.filler, "more was claimed than had been made ready"  # noqa: S101, PT018 - a measurement that claims wrong items is void
        actions.approve(item, item.seen_digest, acting_user=user)
        yield


def _by_hand(place: Place, number: int) -> Iterator[None]:
    user = place.people[number]
    parameters = connection.get_connection_params()
    keep = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters}
    with psycopg.connect(**keep, autocommit=True, cursor_factory=psycopg.RawCursor) as raw:
        epoch = raw.execute("SELECT coalesce(max(number), 0) FROM audit_epoch").fetchone()[0]  # type: ignore[index]  # coalesce always gives a row

        def run(statement: str, *values: Any) -> Any:
            return raw.execute(statement, values, prepare=True)

        def entry(event: str, stream: UUID, subject: UUID, data: str) -> None:
            number = run(STREAM, stream, place.workspace).fetchone()[0]
            identity = uuid7()
            body = (
                f'{{"actor":"{user}","actor_kind":"user","at":"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}","auth":"session","content":{{}},'
                f'"correlation":"","data":{data},"event":"{event}","id":"{identity}","stream":"{stream}","stream_no":{number},'
                f'"subject":"{subject}","v":1,"workspace":"{place.workspace}"}}'
            )
            run(ENTRY, identity, epoch, body)

        while True:
            with raw.transaction():
                run(MARK)
                item, conversation, version = run(CLAIM, user, place.queue).fetchone()
                entry(
                    "review.item_claimed",
                    conversation,
                    item,
                    f'{{"queue":"{place.queue}","until":"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}}',
                )
            with raw.transaction():
                run(MARK)
                decision = uuid7()
                run(DECIDE, item, user, conversation)
                action, content = run(ACTION, item).fetchone()
                run(DECISION, decision, place.workspace, item, user, DIGEST)
                run(LABEL, uuid7(), place.workspace, decision, action, content)
                key = hashlib.sha256(f"delivery:{action}".encode()).hexdigest()
                run(DELIVERY, uuid7(), place.workspace, place.channel, action, key, content)
                entry(
                    "review.item_approved", conversation, item,
                    f'{{"approvals_given":1,"approvals_needed":1,"content_digest":"{DIGEST}","decision":"{decision}","outcome":"approved",'
                    f'"person":"{user}","reason":"","round":1,"ruling_digest":"{DIGEST}","seconds":0,"seen_digest":"{DIGEST}","version":{version}}}',
                )  # fmt: skip
            yield


@contextmanager
def old_snapshot() -> Iterator[None]:
    """A session that has looked at the database and does not end: whatever dies from now on stays in the indexes."""
    parameters = connection.get_connection_params()
    keep = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters}
    with psycopg.connect(**keep) as raw:
        raw.execute("SET idle_in_transaction_session_timeout = 0")
        raw.commit()
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        raw.execute("SELECT count(*) FROM review_queue")
        yield
        raw.rollback()
