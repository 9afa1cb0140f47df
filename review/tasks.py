"""Celery's side of review: send one delivery; look for what nobody is working on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task

from review import release
from review.actions.claims import release_expired


@shared_task(name="review.send", acks_late=True, ignore_result=True)
def send(delivery_id: str, ticket: str = "") -> None:
    release.send(UUID(delivery_id), ticket=datetime.fromisoformat(ticket) if ticket else None)


@shared_task(name="review.sweep", acks_late=True, ignore_result=True)
def sweep() -> None:
    """Every few seconds: abandoned and due deliveries, ended leases."""
    release.sweep()
    release_expired()
