"""Turn overhead: from the waking for a message to the commit of its proposed draft, 4 turns in flight, with a model that answers at once, and CPU a turn.

The processes are those of ``manage.py up``: a worker for the default queue (prefork, a process a core), those for models (threads), the
sealer, PostgreSQL and Redis; the model server runs in a process of its own whose CPU is not counted, but whose milliseconds are. The
messages of a round are taken in before it begins (bench/intake.py measures that) and their workers woken one by one; what the waking
and the looking for finished turns cost is not counted. The feeder looks when an open page would: when a worker hints that an item is there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psutil
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.figures import Figure, figure
from kit import events, hub, shared_redis
from kit.ids import uuid7

IN_FLIGHT = 4
TURNS = 120  # a round
WARM = 120  # each connection of each worker plans each statement once
PATIENCE = 60.0
LATENCY, CPU = 80, 70  # ms
BASE = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "How much does a parcel to Switzerland cost, and how long does it take? My number is +49 40 1234567.",
    "Guten Tag,\n\nich habe die Lampe vor zwei Wochen gekauft und möchte sie zurückgeben. Wie lange habe ich Zeit?\n\nViele Grüße\nMara Vogel",
    "The lamp arrived broken. Is that covered by the warranty? You can write to mara@example.org.",
    "Bonjour, combien coûte la livraison en Suisse ? Merci",
)


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    channel = prepare()
    with _model() as url, _processes(url) as started:
        _run(_stock(channel, WARM))
        found = [_round(channel, started) for _ in range(rounds)]
    names = (
        "turn overhead p50, 4 in flight",
        "turn overhead p95, 4 in flight",
        "CPU a turn, all processes but the model",
        "turns a second",
    )
    units, bars = ("ms", "ms", "ms", "1/s"), (None, LATENCY, CPU, None)
    columns = zip(*found, strict=True)
    return [figure(name, unit, values, most=bar) for name, unit, values, bar in zip(names, units, columns, bars, strict=True)]


def prepare(tiers: Sequence[dict[str, str]] = ({"tier": "small", "model": "bench"},)) -> Any:
    """A workspace with a mailbox, an agent, a queue, and pages to quote; without ``tiers`` the agent quotes and asks no model."""
    from accounts.models import Workspace
    from agents import actions
    from connectors.models import Channel
    from conversations.memory import loading
    from review.models import Queue

    workspace = Workspace.objects.create(slug=f"bench-{uuid7().hex[-8:]}", name="Bench")
    Queue.objects.create(workspace=workspace, name="All", slug="all", is_default=True)
    channel = Channel.objects.create(workspace=workspace, kind="email", name="Help", address=f"help@{workspace.slug}.example")
    agent = actions.create(workspace.id, "Fern", acting_user=None)
    actions.activate(actions.create_version(agent, tiers_wanted=list(tiers), acting_user=None), acting_user=None)
    actions.set_channels(agent, [channel], acting_user=None)
    for name, text in _pages():
        loading.load_document(workspace.id, name, text.encode())
    return channel


def _pages() -> Iterator[tuple[str, str]]:
    yield "shipping.md", "# Shipping\n\n## Switzerland\n\nA parcel to Switzerland costs 24.00 euros and takes five working days.\n"
    yield "returns.md", "# Returns\n\n## Thirty days\n\nYou may send anything back within 30 days of delivery. The label is free.\n"
    yield "warranty.md", "# Warranty\n\nEvery lamp is guaranteed for five years. Send us the receipt and a photo of the defect.\n"
    for number in range(40):
        yield (
            f"page-{number}.md",
            f"# Page {number}\n\n## Model {number}\n\nShelf {number} is made of oak and carries {number + 5} kilograms.\n",
        )


@contextmanager
def _model() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "bench.model_server", "--port", "0"], cwd=BASE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


@contextmanager
def _processes(url: str) -> Iterator[list[psutil.Process]]:
    """Workers and sealer as ``up`` starts them, and the services they use."""
    from portal.embedded.parts import Plan

    plan = Plan(BASE, "127.0.0.1", 0, "", {"sealer"})
    wanted = [part for part in plan.parts() if part.name in ("worker", "sealer") or part.name.startswith("models")]
    given = {**os.environ, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "bench", "COUNTERSIGN_VAR": str(settings.VAR_DIR)}
    started = [_start(list(part.command), {**given, **part.environment}) for part in wanted]
    try:
        yield [*(psutil.Process(one.pid) for one in started), *_services()]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait()


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=BASE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _services() -> list[psutil.Process]:
    import redis

    postmaster = _own_backend().parent()
    server = redis.Redis.from_url(settings.REDIS_URL).info("server")["process_id"]
    return [psutil.Process(int(server)), *([postmaster] if postmaster else [])]


def _own_backend() -> psutil.Process:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0])


def _busy(started: list[psutil.Process]) -> float:
    """Seconds of processor time of all of them and their children, the feeder's own connection left out."""
    total = -_seconds(_own_backend())
    for process in started:
        total += _seconds(process) + sum(_seconds(child) for child in process.children(recursive=True))
    return total


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _round(channel: Any, started: list[psutil.Process]) -> tuple[float, float, float, float]:
    stock = _stock(channel, TURNS)
    busy, began = _busy(started), time.perf_counter()
    spent = sorted(_run(stock))
    cpu = (_busy(started) - busy) * 1000 / TURNS
    return statistics.median(spent), spent[int(len(spent) * 0.95) - 1], cpu, TURNS / (time.perf_counter() - began)


def _run(stock: dict[UUID, list[UUID]], pace: float = 0.0) -> list[float]:
    """Milliseconds of each turn: IN_FLIGHT of them always under way, or with ``pace`` one begun every so many seconds."""
    count, began = len(stock), time.monotonic()
    waiting: dict[UUID, datetime] = {}
    spent: list[float] = []
    end = time.monotonic() + PATIENCE + count
    with shared_redis.client().pubsub(ignore_subscribe_messages=True) as hints:  # type: ignore[no-untyped-call]  # redis-py types only the asynchronous one
        hints.subscribe(hub.TOPIC)
        while len(spent) < count:
            while stock and (time.monotonic() >= began + (count - len(stock)) * pace if pace else len(waiting) < IN_FLIGHT):
                message, told = stock.popitem()
                waiting[message] = timezone.now()
                events.wake(*told, queue=events.queue_of("conversation.message_received"))
            hints.get_message(timeout=min(0.05, pace or 0.05))
            for message, finished in _finished(list(waiting)):
                spent.append((finished - waiting.pop(message)).total_seconds() * 1000)
            if time.monotonic() > end:
                raise SystemExit(f"{len(waiting)} turns were not proposed in time; is a worker up?")
    return spent


def _stock(channel: Any, count: int) -> dict[UUID, list[UUID]]:
    """Messages taken in without waking anybody, each with the events that tell of it."""
    from kit.models import DomainEvent

    with patch("kit.events.wake"):
        stock = [taken(channel, number) for number in range(count)]
    told = DomainEvent.objects.filter(subject__in=stock).values_list("subject", "id")
    return {message: [event for subject, event in told if subject == message] for message in stock}


def taken(channel: Any, number: int) -> UUID:
    """A message taken in; its id."""
    from connectors.types import Address, AuthResults, Envelope
    from conversations import intake

    text, name = QUESTIONS[number % len(QUESTIONS)], uuid7().hex
    envelope = Envelope(
        external_id=f"{name}@mail.example", content_hash=name, sender=Address(f"mara.{name}@example.org", "Mara Vogel"),
        to=(Address(channel.address),), subject=f"A question {name[-6:]}", text=text, full_text=text, auth=AuthResults(level="verified"),
    )  # fmt: skip
    return intake.receive(channel, envelope, text.encode()).message_id


def _finished(messages: list[UUID]) -> list[tuple[UUID, datetime]]:
    """Those whose turn has ended, and when that was committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message, status, pg_xact_commit_timestamp(xmin) FROM agents_turn WHERE message = ANY(%s) AND finished_at IS NOT NULL",
            [messages],
        )
        rows = cursor.fetchall()
    if any(status != "proposed" for _, status, _ in rows):
        raise SystemExit("a turn of the benchmark ended otherwise than proposed")
    return [(message, finished) for message, _, finished in rows]
