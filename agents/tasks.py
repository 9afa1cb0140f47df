"""Celery's side of turns: one leg, the sweeper, and what a worker loads before its first turn."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_init

from agents import warming
from agents.suites import runs
from agents.turns import dispatch, legs

logger = logging.getLogger(__name__)


@shared_task(name="agents.run_leg", acks_late=True, ignore_result=True)
def run_leg(turn_id: str) -> None:
    legs.run(UUID(turn_id))


@shared_task(name="agents.sweep_turns", ignore_result=True)
def sweep_turns() -> None:
    dispatch.sweep()
    runs.sweep()


@shared_task(name="agents.replay_turns", acks_late=True, ignore_result=True)
def replay_turns(run_id: str) -> None:
    """A shift on a replay; where no worker has it, and until the next one takes over."""
    runs.work(UUID(run_id))


@worker_init.connect(weak=False)
def warm_up(**unused: Any) -> None:
    """Before the pool forks, so that its processes share what was loaded."""
    warming.warm_up()
