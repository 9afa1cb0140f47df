"""The evidence bundle of a conversation of 50 turns: from asking for it to a zip on the disk, and what verify.py needs to check it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings

from bench.figures import Figure, figure
from bench.model_server import ModelServer
from bench.turns import QUESTIONS, prepare
from kit.actor import Actor
from kit.ids import uuid7

TURNS = 50
SECONDS = 2.0


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from audit import sealer

    conversation = _recorded()
    sealer.once()
    with tempfile.TemporaryDirectory() as folder:
        found = [_made(conversation, Path(folder) / f"{number}.zip") for number in range(rounds)]
    made, checked = zip(*found, strict=True)
    return [
        figure(f"bundle of a conversation of {TURNS} turns", "s", made, most=SECONDS),
        figure("the same checked by verify.py, standard library only", "s", checked),
    ]


def _recorded() -> UUID:
    """One thread: each mail answers the last one, each has a turn of its own that asks a model."""
    from agents import turns

    channel, thread = prepare(), [f"{uuid7().hex}@mail.example" for _ in range(TURNS)]
    with ModelServer() as server, patch.multiple(settings, OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="bench"):
        for number in range(TURNS):
            with patch("kit.events.wake"), patch("agents.turns.dispatch.wake"):
                received = _received(channel, thread, number)
                turn = turns.start(received.message_id)
                assert turn is not None  # noqa: S101 - the channel has an agent
                while turns.run(turn.id) in ("prepared", "answered"):
                    pass
    return _whole(received.conversation_id)


def _received(channel: Any, thread: list[str], number: int) -> Any:
    from connectors.types import Address, AuthResults, Envelope
    from conversations import intake

    text = f"{QUESTIONS[number % len(QUESTIONS)]}\n\nQuestion {number} of this thread."
    envelope = Envelope(
        external_id=thread[number], content_hash=thread[number], sender=Address("mara.vogel@example.org", "Mara Vogel"),
        to=(Address(channel.address),), subject="One long thread", text=text, full_text=text, auth=AuthResults(level="verified"),
        in_reply_to=thread[number - 1] if number else "", references=tuple(thread[max(number - 5, 0) : number]),
    )  # fmt: skip
    return intake.receive(channel, envelope, text.encode())


def _whole(conversation: UUID) -> UUID:
    from agents.models import Turn

    if Turn.objects.filter(conversation=conversation).count() != TURNS:
        raise SystemExit("the mails of the benchmark did not become one conversation")
    return conversation


def _made(conversation: UUID, target: Path) -> tuple[float, float]:
    from audit.bundle import selection, verify
    from audit.bundle.exporting import export

    began = time.perf_counter()
    export(selection.conversation(conversation), actor=Actor("user", uuid7(), "mfa"), target=target)
    written = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-S", str(verify.__file__), str(target)], check=True, capture_output=True)
    return written - began, time.perf_counter() - written
