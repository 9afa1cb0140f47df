"""What 300 ledger entries a second cost the product beside which they are written: turns with and without them, in interleaved rounds,
of a product that runs at about half of what the machine can do, and of one that has no time left at all.

The processes and the turns are those of ``bench.turns``; the entries are ``record()`` in a transaction each, of another workspace, by one
process. A machine whose time is all used gives to the one what it takes from the other: an entry costs 0.4 ms of a processor in a transaction
of its own, so on two cores 300 a second are 6 % of all there is. That figure is told without a bar.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
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
TURNS = 60  # a round with no time left: half of what bench.turns takes, five rounds are told by their median
PACED = 180  # a round at half load: of 60, rounds differed by more than the bar
HALF = 0.5


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    events.register(EVENT, "Beside", {})
    channel = turns.prepare()
    slower: list[float] = []
    fewer: list[float] = []
    written: list[float] = []
    with turns._model() as url, turns._processes(url):
        full = statistics.median(_full(channel) for _ in range(3))  # seconds a turn, after the first of them has warmed all up
        for number in range(rounds):
            slower.append(_more(lambda: _latency(channel, full / HALF), number, written))
            fewer.append(_more(lambda: _full(channel), number, written))
    return [
        figure(f"turn at half load beside {PER_SECOND} ledger entries/s: slower by", "%", slower, most=MOST),
        figure(f"turns with no time left beside {PER_SECOND} ledger entries/s: slower by", "%", fewer),
        figure("entries written beside the turns", "1/s", written),
    ]


def _more(spent: Callable[[], float], number: int, written: list[float]) -> float:
    """Percent that ``spent`` is more beside the entries; how many a second were written goes to ``written``."""
    found: dict[bool, float] = {}
    for busy in (number % 2 == 0, number % 2 == 1):  # neither is always first
        with _appender(busy) as count:
            began = time.perf_counter()
            found[busy] = spent()
            written += [count.value / (time.perf_counter() - began)] if busy else []
    return (found[True] / found[False] - 1) * 100


def _latency(channel: Any, pace: float) -> float:
    """Milliseconds of the middle turn, one begun every ``pace`` seconds."""
    return statistics.median(turns._run(turns._stock(channel, PACED), pace))


def _full(channel: Any) -> float:
    """Seconds a turn takes of a product that always has some waiting."""
    stock = turns._stock(channel, TURNS)
    began = time.perf_counter()
    turns._run(stock)
    return (time.perf_counter() - began) / TURNS


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
