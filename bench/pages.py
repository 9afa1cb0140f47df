"""How long a page takes and how many queries it asks, with 100,000 conversations, 50,000 of them waiting for review.

Through the whole of Django (session, permissions, middleware, templates) by its test client, one request after the other; what the web
server adds is not in it. Templates of the rows are real conversations, taken in and drafted; the rest are their copies in other places
and at other times, made by SQL, that share their content
but have no entries of their own. Nothing has been sent.

``measure(rounds)`` needs a migrated throw-away database in Django's settings and leaves its rows there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.testing import mark_recorded
from bench import turns as bench_turns
from bench.figures import Figure, figure

CONVERSATIONS = 100_000
TEMPLATES = 40
REQUESTS = 20  # of one page, in each round
QUERIES, SLOWEST, ADMIN = 20, 100, 400  # the floors: fewer queries, ms at p95
QUEUES = 4

FILLER = """
    CREATE TEMP TABLE filler AS
    SELECT n, gen_random_uuid() AS conversation, gen_random_uuid() AS message, gen_random_uuid() AS item, gen_random_uuid() AS action,
           t.id AS template, now() - n * interval '40 seconds' AS at
    FROM generate_series(1, %s) n JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM conversations_conversation) t
      ON t.k = 1 + n %% (SELECT count(*) FROM conversations_conversation)
"""
COPIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("conversations_conversation", "id = f.template", {"id": "f.conversation", "opened_at": "f.at", "last_message_at": "f.at"}),
    ("conversations_message", "conversation_id = f.template AND r.direction = 'in'",
     {"id": "f.message", "conversation_id": "f.conversation", "external_id": "''::bytea", "external_lookup": "md5(f.n::text)", "content_hash": "md5(f.n::text)",
      "created_at": "f.at", "sent_at": "f.at"}),
    ("derived.conversations_preview", "conversation_id = f.template", {"conversation_id": "f.conversation"}),
    ("review_item", "conversation_id = f.template",
     {"id": "f.item", "conversation_id": "f.conversation", "turn": "NULL", "created_at": "f.at", "due_at": "f.at + interval '8 hours'",
      "status": "CASE WHEN f.n % 2 = 0 THEN 'waiting' ELSE 'approved' END", "approvals_given": "f.n % 2",
      "decided_at": "CASE WHEN f.n % 2 = 0 THEN NULL ELSE f.at + interval '1 hour' END"}),
    ("review_action", "conversation_id = f.template AND r.position = 0",
     {"id": "f.action", "conversation_id": "f.conversation", "item_id": "f.item", "turn": "NULL", "ruling_id": "NULL", "created_at": "f.at"}),
)  # fmt: skip


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    workspace, user = prepare()
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    figures = []
    for name, address in _pages(workspace):
        asked = _queries(client, address)
        slowest = [_p95(client, address) for _ in range(rounds)]
        most = ADMIN if address.startswith("/admin/") else SLOWEST
        figures.append(figure(f"{name}, p95", "ms", slowest, most=most))
        if most == SLOWEST:
            figures.append(figure(f"{name}, queries", "", [asked], most=QUERIES - 1))
    return figures


def prepare() -> tuple[Any, Any]:
    """The workspace and its owner."""
    from accounts.models import Membership, Role, User
    from agents import turns
    from review.models import Queue

    channel = bench_turns.prepare(tiers=())
    workspace = channel.workspace
    owner = User.objects.create_superuser("owner@bench.example", None)
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    for number in range(QUEUES):
        Queue.objects.create(workspace=workspace, name=f"Queue {number}", slug=f"queue-{number}")
    with patch("kit.events.wake"):
        for number in range(TEMPLATES):
            turns.answer(bench_turns.taken(channel, number))
    _multiply()
    return workspace, owner


def _multiply() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        cursor.execute(FILLER, [CONVERSATIONS])
        for table, match, changed in COPIES:
            columns = _columns(cursor, table)
            values = ", ".join(changed.get(column, f'r."{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM filler f JOIN {table} r ON r.{match}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _columns(cursor: Any, table: str) -> list[str]:
    """All that can be written."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''", [table]
    )
    return [name for (name,) in cursor.fetchall()]


def _pages(workspace: Any) -> Iterator[tuple[str, str]]:
    from conversations.models import Conversation
    from review.models import Item

    base = f"/w/{workspace.slug}"
    told = Conversation.objects.filter(workspace=workspace).order_by("-opened_at")[0]  # no copy: it has entries
    some = Conversation.objects.filter(workspace=workspace).order_by("last_message_at")[CONVERSATIONS // 2]
    far = f"{int(some.last_message_at.timestamp() * 1_000_000)}-{some.id.hex}"
    item = Item.objects.filter(workspace=workspace, status="waiting").order_by("-created_at")[0]
    yield "home", f"{base}/"
    yield "conversations", f"{base}/conversations/"
    yield "conversations, one language and state", f"{base}/conversations/?language=de&status=open"
    yield "conversations, a page far down", f"{base}/conversations/?before={far}"
    yield "story", f"{base}/conversations/{told.id}/"
    yield "evidence", f"{base}/evidence/"
    yield "entries", f"{base}/evidence/entries/"
    yield "entries, one area by any agent", f"{base}/evidence/entries/?event=review.&actor=agent"
    yield "review, waiting", f"{base}/review/"
    yield "review, one queue", f"{base}/review/?queue=all"
    yield "review, decided", f"{base}/review/decided/"
    yield "review, one item", f"{base}/review/{item.id}/"
    yield "review, rail", f"{base}/review/rail/?queue=all&item={item.id}"
    yield "API, conversations", f"/api/v1/conversations?workspace={workspace.slug}"
    yield "API, items", f"/api/v1/items?workspace={workspace.slug}"
    yield "admin", "/admin/"
    yield "admin, entries of the ledger", "/admin/audit/entry/"
    yield "admin, rulings", "/admin/policies/rulingrecord/"
    yield "admin, queues", "/admin/review/queue/"


def _queries(client: Client, address: str) -> int:
    """How many one request asks, after one that fills what is kept."""
    _get(client, address)
    with CaptureQueriesContext(connection) as asked:
        _get(client, address)
    return len(asked)


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    b"".join(answer) if answer.streaming else answer.content


def _p95(client: Client, address: str) -> float:
    spent = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        _get(client, address)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[int(REQUESTS * 0.95) - 1]
