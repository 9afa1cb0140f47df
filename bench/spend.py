"""How long the page of spend takes with a million costs in one month, folded into sums and not; and how long folding a day takes.

Conversations, customers and items are the copies of ``bench.pages``, five costs each of 200,000 turns of which half have such a conversation; costs are
made by SQL. Through the whole of Django by its test client. ``measure(rounds)`` needs a migrated throw-away database in Django's settings and
leaves its rows there.
"""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from audit.testing import mark_recorded
from bench import pages
from bench.figures import Figure, figure

COSTS, DAYS = 1_000_000, 30
SUMS, TABLES, FRESH, QUERIES = 1_000, 4_000, 15_000, 20
"""Bars: ms at the slowest of a round for what is read from sums, for tables of 200,000 rows, and for what nothing has folded; queries of a page."""
_COSTS = """
    INSERT INTO policies_cost (id, workspace_id, created_at, kind, conversation, customer, agent, turn, tier, model, input_tokens, output_tokens, amount,
                               currency, price, reference)
    SELECT (lpad(to_hex(floor(extract(epoch FROM now() - n * interval '1 second' * %(step)s) * 1000)::bigint), 12, '0') || '7000' || right(md5(n::text), 16))::uuid,
           %(workspace)s, now() - n * interval '1 second' * %(step)s, (ARRAY['model', 'model', 'model', 'embedding', 'tool'])[1 + n %% 5],
           coalesce(c.id, md5('talk' || n / 5)::uuid), coalesce(c.contact_id, md5('customer' || (n / 5) %% 80000)::uuid), %(agent)s, md5('turn' || n / 5)::uuid,
           CASE WHEN n %% 5 < 3 THEN (ARRAY['small', 'small', 'large'])[1 + n %% 3] ELSE '' END,
           (ARRAY['gpt-5-mini', 'gpt-5-mini', 'gpt-5', 'text-embedding-3-small', 'orders.find'])[1 + n %% 5], 1000 + n %% 700, n %% 300,
           CASE WHEN n %% 33 = 0 THEN NULL ELSE (n %% 1000) * 0.00001234 END, CASE WHEN n %% 33 = 0 THEN '' WHEN n %% 50 = 1 THEN 'EUR' ELSE 'USD' END,
           NULL, gen_random_uuid()
    FROM generate_series(1, %(costs)s) n LEFT JOIN (SELECT id, contact_id, row_number() OVER () AS k FROM conversations_conversation) c ON c.k = n / 5
"""
_TURNS = "UPDATE review_item i SET turn = md5('turn' || c.k)::uuid FROM (SELECT id, row_number() OVER () AS k FROM conversations_conversation) c WHERE c.id = i.conversation_id AND i.turn IS NULL"  # fmt: skip


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from portal.spend import costly, folding

    with patch.object(pages, "FILLER", pages.FILLER.replace("40 seconds", f"{DAYS * 86_400 // pages.CONVERSATIONS} seconds")):
        workspace, user = pages.prepare()
    _fill(workspace)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address, limit, folded = f"/w/{workspace.slug}/spend/", folding.reached(timezone.now()), []
    pages.REQUESTS = 5
    figures = [_page(client, "spend, nothing folded", address, rounds, FRESH)]
    while True:
        began = time.perf_counter()
        if not folding.fold(workspace.id, limit):
            break
        folded.append(time.perf_counter() - began)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE portal_spendpart, portal_spendturn")
    figures.append(figure("spend, folding a day of 33,000 costs", "s", folded))
    for by in ("agent", "model", "conversation", "customer", "item"):
        most = SUMS if by in ("agent", "model") else TABLES
        figures.append(_page(client, f"spend by {by}", f"{address}?by={by}", rounds, most))
        figures.append(figure(f"spend by {by}, queries", "", [pages._queries(client, f"{address}?by={by}")], most=QUERIES - 1))
    figures.append(
        _page(
            client, "spend by conversation of one model, from the costs themselves", f"{address}?by=conversation&model=gpt-5", rounds, FRESH
        )
    )
    return [*figures, _watch(costly.sweep, rounds)]


def _fill(workspace: Any) -> None:
    from agents.models import Agent

    values = {"workspace": workspace.id, "agent": Agent.objects.filter(workspace=workspace).values_list("id", flat=True)[0], "costs": COSTS}
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        cursor.execute(_COSTS, {**values, "step": DAYS * 86_400 / COSTS})
        cursor.execute(_TURNS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _page(client: Client, name: str, address: str, rounds: int, most: float) -> Figure:
    return figure(f"{name}, p95", "ms", [pages._p95(client, address) for _ in range(rounds)], most=most)


def _watch(sweep: Any, rounds: int) -> Figure:
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        sweep()
        spent.append((time.perf_counter() - began) * 1000)
    return figure("spend, looking for conversations that cost too much", "ms", spent)
