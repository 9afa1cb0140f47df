"""Errands are done in order, in their caller's context, and never disturb anybody."""

from __future__ import annotations

import os
import threading

from kit import background, correlation
from kit.background import Errands


def test_errands_are_done_in_order_and_one_that_fails_stops_none() -> None:
    done: list[int] = []
    for number in (1, 2, 3):
        background.soon(lambda number=number: done.append(number) if number != 2 else 1 / 0)  # type: ignore[misc]  # a lambda in a loop keeps its number by default
    assert background.settle(60)
    assert done == [1, 3]


def test_an_errand_carries_its_caller_s_correlation_id() -> None:
    seen: list[str] = []
    with correlation.bind("mail-42"):
        background.soon(lambda: seen.append(correlation.get()))
    assert background.settle(60)
    assert seen == ["mail-42"]


def test_too_many_errands_are_dropped_and_nobody_waits() -> None:
    errands, gate, begun = Errands(), threading.Event(), threading.Event()
    errands.waiting.maxsize = 2
    errands.put(lambda: begun.set() or gate.wait(60))  # type: ignore[func-returns-value]  # two steps in one errand
    assert begun.wait(60)
    done: list[int] = []
    for number in range(5):
        errands.put(lambda number=number: done.append(number))  # type: ignore[misc]  # a lambda in a loop keeps its number by default
    assert not errands.settle(0.01)
    gate.set()
    assert errands.settle(60)
    assert done == [0, 1]


def test_a_forked_child_has_errands_of_its_own() -> None:
    background.soon(lambda: None)
    assert background.settle(60)
    child = os.fork()
    if child == 0:
        done: list[int] = []
        background.soon(lambda: done.append(1))
        os._exit(0 if background.settle(60) and done == [1] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_of_the_same_errand_given_twice_in_a_moment_one_is_done() -> None:
    errands, gate, begun = Errands(), threading.Event(), threading.Event()
    errands.put(lambda: begun.set() or gate.wait(60))  # type: ignore[func-returns-value]  # two steps in one errand
    assert begun.wait(60)
    done: list[int] = []
    for number, same in ((1, "room"), (2, "room"), (3, ""), (4, ""), (5, "other")):
        errands.put(lambda number=number: done.append(number), same)  # type: ignore[misc]  # a lambda in a loop keeps its number by default
    gate.set()
    assert errands.settle(60)
    assert done == [1, 3, 4, 5]
