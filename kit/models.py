"""Rows of the foundation: domain events waiting for their subscriber, jobs with progress, remembered idempotency keys."""

from __future__ import annotations

from django.db import models

from kit.ids import uuid7


class DomainEvent(models.Model):
    """One fact for one subscriber, written with the change it tells of and deleted when handled. On-commit only wakes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    workspace = models.UUIDField()
    subject = models.UUIDField()
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["available_at"], name="kit_event_due", condition=models.Q(failed_at=None))]

    def __str__(self) -> str:
        return f"{self.name} for {self.subscriber}"


class Job(models.Model):
    """Long work that someone watches. ``done`` of ``total`` units; ``total`` 0 means not yet known."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.status} {self.done}/{self.total}"


class IdempotencyKey(models.Model):
    """The answer once given to a caller's Idempotency-Key; kept 24 hours. ``request_digest`` guards against reuse for another request."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.UUIDField()
    user = models.UUIDField()
    key = models.CharField(max_length=128)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user", "key"], name="kit_idempotency_key_once")]

    def __str__(self) -> str:
        return self.key
