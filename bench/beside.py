"""What 300 ledger entries a second cost the product beside which they are written: turns with and without them, in interleaved rounds.

The processes and the turns are those of ``bench.turns``; the entries are ``record()`` in a transaction each, of another workspace, by one process.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from audit import events
from audit.recorder import record
from bench import turns
from bench.figures import Figure, figure
from kit.actor import SYSTEM
from kit.ids import uuid7

EVENT = "bench.item.beside"
PER_SECOND = 300
MOST = 10  # percent
TURNS = 60  # a round of each: half of what bench.turns takes, five rounds are told by their median


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    events.register(EVENT, "Beside", {})
    channel = turns.prepare()
    slower, written = [], []
    with turns._model() as url, turns._processes(url):
        turns._run(turns._stock(channel, turns.WARM))
        for number in range(rounds):
            spent: dict[bool, float] = {}
            for busy in (number % 2 == 0, number % 2 == 1):  # neither is always first
                spent[busy], rate = _round(channel, busy)
                written += [rate] if busy else []
            slower.append((spent[True] / spent[False] - 1) * 100)
    return [
        figure(f"turns beside {PER_SECOND} ledger entries/s: slower by", "%", slower, most=MOST),
        figure("entries written beside the turns", "1/s", written),
    ]


def _round(channel: Any, busy: bool) -> tuple[float, float]:
    """Seconds that a round of turns takes, and entries a second that were written meanwhile."""
    stock = turns._stock(channel, TURNS)
    with _appender(busy) as count:
        began = time.perf_counter()
        turns._run(stock)
        spent = time.perf_counter() - began
        return spent, count.value / spent


@contextmanager
def _appender(busy: bool) -> Iterator[Any]:
    context = multiprocessing.get_context("fork")
    stop, count = context.Event(), context.Value("l", 0)
    connections.close_all()
    process = context.Process(target=_append, args=(stop, count))
    if busy:
        process.start()
    try:
        yield count
    finally:
        stop.set()
        if busy:
            process.join()


def _append(stop: Any, count: Any) -> None:
    workspace, began = uuid7(), time.perf_counter()
    while not stop.is_set():
        time.sleep(max(began + count.value / PER_SECOND - time.perf_counter(), 0))
        with transaction.atomic():
            record(EVENT, workspace=workspace, actor=SYSTEM)
        count.value += 1
