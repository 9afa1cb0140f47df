"""Celery's side of policies: back-tests, what they leave unfinished, and shadows."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from policies import backtests, budgets, shadows


@shared_task(name="policies.back_test", acks_late=True, ignore_result=True)
def back_test(test: str) -> None:
    backtests.work(UUID(test))


@shared_task(name="policies.sweep", ignore_result=True)
def sweep() -> None:
    backtests.sweep()
    shadows.sweep()
    budgets.sweep()
