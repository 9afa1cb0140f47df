"""Configured ways in and out, their secrets, and the outbox of everything that is done to the world."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from kit.ids import uuid7


class Channel(models.Model):
    """A configured way in (mailbox, widget). ``kind`` names the adapter; ``parameters`` were validated by its pydantic model.

    Disclosure, footer, confidentiality notice and opt-out are applied before approval and are part of what is approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254, blank=True, help_text=_("Mailbox address, lower case; empty for a widget."))
    parameters = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    disclosure = models.CharField(max_length=300, blank=True)
    footer = models.TextField(blank=True)
    confidentiality_notice = models.TextField(blank=True)
    opt_out = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="connectors_channel_name_once"),
            models.UniqueConstraint(fields=["kind", "address"], condition=~Q(address=""), name="connectors_channel_address_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """A secret of a channel or provider, encrypted under ``audit.keys``; never shown again after it was saved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="credentials")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="credentials")
    name = models.CharField(max_length=80)
    ciphertext = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "channel", "name"], name="connectors_credential_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class MailboxState(models.Model):
    """How far a mailbox has been read by polling. A new ``uid_validity`` means that the server numbers anew and all is read again."""

    channel = models.OneToOneField(Channel, primary_key=True, on_delete=models.CASCADE, related_name="mailbox_state")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    tls = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.channel_id} {self.uid_validity}/{self.last_uid}"


class Delivery(models.Model):
    """One thing to be done in the world, once. ``key`` is the idempotency key; ``action`` is opaque here.

    pending -> sending -> sent | failed | unknown; pending -> held | cancelled. ``unknown`` is never retried alone.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        HELD = "held"
        CANCELLED = "cancelled"

    NEXT = {
        Status.PENDING: {Status.SENDING, Status.HELD, Status.CANCELLED, Status.FAILED},
        Status.SENDING: {Status.SENT, Status.FAILED, Status.UNKNOWN, Status.PENDING},
        Status.HELD: {Status.PENDING, Status.CANCELLED},
        Status.UNKNOWN: {Status.SENT, Status.PENDING, Status.FAILED, Status.CANCELLED},
        Status.SENT: set(),
        Status.FAILED: set(),
        Status.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="deliveries")
    action = models.UUIDField(unique=True)
    key = models.CharField(max_length=64, unique=True)
    payload = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    passed_point_of_no_return_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=300, blank=True)
    tls = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["next_attempt_at"], name="connectors_delivery_due", condition=Q(status__in=["pending", "sending"]))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "sending", "sent", "failed", "unknown", "held", "cancelled"]),
                name="connectors_delivery_status",
            ),
            models.CheckConstraint(condition=~Q(status="sent") | Q(finished_at__isnull=False), name="connectors_delivery_sent_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
