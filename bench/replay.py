"""Replaying 500 recorded turns: none opens a socket, none differs."""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings

from bench.figures import Figure, figure
from bench.model_server import ModelServer
from bench.turns import prepare, taken

TURNS = 500


def measure(rounds: int = 0) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    turns = _recorded()
    sockets, different, spent = _replayed(turns)
    return [
        figure(f"replay of {len(turns)} recorded turns: sockets opened", "", [sockets], most=0),
        figure(f"replay of {len(turns)} recorded turns: differences", "", [different], most=0),
        figure("one turn replayed as recorded", "ms", [1000 * spent / len(turns)]),
    ]


def _recorded() -> list[UUID]:
    """Every fourth by the quoting tier, the rest by a model."""
    quoting, asking = prepare(()), prepare()
    with ModelServer() as server, patch.multiple(settings, OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="bench"):
        return [_turn(quoting if number % 4 == 3 else asking, number) for number in range(TURNS)]


def _turn(channel: Any, number: int) -> UUID:
    from agents import turns

    with patch("kit.events.wake"), patch("agents.turns.dispatch.wake"):
        turn = turns.start(taken(channel, number))
        assert turn is not None  # noqa: S101 - the channel has an agent
        while turns.run(turn.id) in ("prepared", "answered"):
            pass
    return turn.id


def _replayed(turns: list[UUID]) -> tuple[int, int, float]:
    from agents import replay

    policies, began = replay.Policies(), time.perf_counter()
    found = [replay.replay(turn, policies) for turn in turns]
    return sum(one.sockets for one in found), sum(len(one.differences) for one in found), time.perf_counter() - began
