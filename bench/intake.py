"""Mails a second through the whole intake (parse, thread, store encrypted, record) against bare parsing of the same mails.

``measure(rounds)`` needs a migrated throw-away database in Django's settings and leaves its mails there. Every round takes fresh mails:
it parses them alone, then takes them in on one connection. The rate by the clock includes the wait for the disk at every commit and
for other processes; the rate by core counts the processor time of this process and of its PostgreSQL backend, and has the bar.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import psutil
from django.db import connection

from bench import mails
from bench.figures import Figure, figure
from connectors.mail.parse import parse
from connectors.models import Channel
from connectors.types import Envelope
from kit.ids import uuid7

MAILS = 300
FLOOR = 100  # mails/s a core


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    channel = prepare()
    _taken(channel, list(mails.mixed(50, seed=999)))
    bare, clock, core = [], [], []
    for number in range(rounds):
        raws = list(mails.mixed(MAILS, seed=1000 + number))
        bare.append(_rate(raws, _parsed))
        began = _busy()
        clock.append(_taken(channel, raws))
        core.append(len(raws) / (_busy() - began))
    return [
        figure("intake by the clock, one connection", "1/s", clock, bare),
        figure("intake by core, PostgreSQL's share included", "1/s", core, bare, least=FLOOR),
    ]


def _busy() -> float:
    """Seconds of processor time of this process and of the backend it speaks to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + float(times.user + times.system)


def prepare() -> Channel:
    """A workspace with a mailbox and nobody who answers."""
    from accounts.models import Workspace

    name = f"bench-{uuid7().hex[-8:]}"
    workspace = Workspace.objects.create(slug=name, name="Bench")
    return Channel.objects.create(workspace=workspace, kind="email", name="Help", address=f"help@{name}.example")


def _parsed(raw: bytes) -> Envelope:
    return parse(raw, own_domains=["bench.example"], own_addresses=["help@bench.example"])


def _taken(channel: Channel, raws: Sequence[bytes]) -> float:
    from conversations import intake

    return _rate(raws, lambda raw: intake.receive(channel, _parsed(raw), raw))


def _rate(raws: Sequence[bytes], work: Callable[[bytes], object]) -> float:
    began = time.perf_counter()
    for raw in raws:
        work(raw)
    return len(raws) / (time.perf_counter() - began)
