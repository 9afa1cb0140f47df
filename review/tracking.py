"""A readable diff of every change to a queue, beside the ledger."""

from __future__ import annotations

from auditlog.registry import auditlog

from review.models import Queue


def register() -> None:
    auditlog.register(Queue)
