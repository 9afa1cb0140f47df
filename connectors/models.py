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


class Tool(models.Model):
    """What an agent may ask for beside a reply. ``name`` is what rules and agents call it; ``adapter`` carries it out by ``settings``.

    ``parameters`` is the schema of its arguments (see ``connectors.tools.schema``); ``summary`` says in one line what a call does, with
    arguments in braces. ``safe_to_repeat``: the other side answers a second call under the same key with the result of the first.
    """

    class Kind(models.TextChoices):
        READ = "read", _("Reads only")
        WRITE = "write", _("Changes something")
        IRREVERSIBLE = "irreversible", _("Cannot be undone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="tools")
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=80)
    description = models.TextField()
    summary = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.IRREVERSIBLE)
    parameters = models.JSONField(default=dict, blank=True)
    adapter = models.CharField(max_length=30)
    settings = models.JSONField(default=dict, blank=True)
    intents = models.JSONField(default=list, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    timeout = models.PositiveSmallIntegerField(default=20)
    safe_to_repeat = models.BooleanField(default=False)
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="connectors_tool_name_once"),
            models.CheckConstraint(condition=Q(kind__in=["read", "write", "irreversible"]), name="connectors_tool_kind"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def writes(self) -> bool:
        return self.kind != self.Kind.READ

    @property
    def irreversible(self) -> bool:
        return self.kind == self.Kind.IRREVERSIBLE


class Credential(models.Model):
    """A secret of a channel, tool or provider, encrypted under ``audit.keys``; never shown again after it was saved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="credentials")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="credentials")
    tool = models.ForeignKey(Tool, null=True, blank=True, on_delete=models.CASCADE, related_name="credentials")
    name = models.CharField(max_length=80)
    ciphertext = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "channel", "tool", "name"], name="connectors_credential_once", nulls_distinct=False
            )
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

    pending -> sending -> sent | failed | unknown; pending -> held | cancelled. ``unknown`` is never retried alone. ``unclear_since``: an
    earlier attempt may have done it; it is repeated under its key because its tool allows that, and never set aside as not done.
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
        Status.PENDING: {Status.SENDING, Status.HELD, Status.CANCELLED, Status.FAILED, Status.UNKNOWN},
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
    unclear_since = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=300, blank=True)
    tls = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=40, blank=True)
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
            models.CheckConstraint(condition=Q(error__regex="^[a-z0-9_]*$"), name="connectors_delivery_error_is_code"),
            models.CheckConstraint(condition=~Q(status="sent") | Q(finished_at__isnull=False), name="connectors_delivery_sent_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
