"""Celery's side of the foundation: handle one event, look for those that nobody handled."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from kit import events, idempotency


@shared_task(name="kit.handle_event", acks_late=True, ignore_result=True)
def handle_event(*event_ids: str) -> None:
    events.handle_all([UUID(one) for one in event_ids])


@shared_task(name="kit.sweep_events", ignore_result=True)
def sweep_events() -> None:
    events.sweep()


@shared_task(name="kit.forget_idempotency_keys", ignore_result=True)
def forget_idempotency_keys() -> None:
    idempotency.forget()
