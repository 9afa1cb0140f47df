"""Celery's side of the ledger: the anchors' rounds, and the verification of the day."""

from __future__ import annotations

from celery import shared_task

from audit import scheduled
from audit.anchors import rounds


@shared_task(name="audit.anchor", ignore_result=True)
def anchor() -> None:
    rounds.sweep()


@shared_task(name="audit.verify", ignore_result=True, soft_time_limit=3000, time_limit=3300)
def verify() -> None:
    scheduled.verify_if_due()
