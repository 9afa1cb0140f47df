"""The model endpoint of the tests: a real HTTP server, shared with the benchmarks."""

from __future__ import annotations

from bench.model_server import (
    Behaviour,
    ModelServer,
    Request,
    break_off,
    drip,
    from_passages,
    nonsense,
    say,
    stall,
    status,
    streamed,
    value,
)

__all__ = [
    "Behaviour",
    "ModelServer",
    "Request",
    "break_off",
    "drip",
    "from_passages",
    "nonsense",
    "say",
    "stall",
    "status",
    "streamed",
    "value",
]
