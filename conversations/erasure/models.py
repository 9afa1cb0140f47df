"""Requests to erase a person, what was done for each, and legal holds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from kit.ids import uuid7


class ErasureRequest(models.Model):
    """Somebody's data are to go. ``lookup`` (keyed hash of an address) stands for a person who never wrote; both it and what names the
    person are gone once it is done. ``erased`` counts rows by place and grows with every step.

    requested -> confirmed -> running -> done; requested, confirmed -> cancelled; confirmed, running -> held -> running.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waits for a second person")
        CONFIRMED = "confirmed", _("About to begin")
        RUNNING = "running", _("Running")
        HELD = "held", _("Stopped by a legal hold")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (Status.REQUESTED, Status.CONFIRMED, Status.RUNNING, Status.HELD)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="erasure_requests")
    contact = models.ForeignKey("conversations.Contact", null=True, on_delete=models.PROTECT, related_name="+")
    lookup = models.CharField(max_length=64, blank=True)
    with_addressed = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)
    erased = models.JSONField(default=dict)
    left = models.PositiveIntegerField(default=0, help_text=_("Conversations of others in which the address still stands in To or Cc."))
    certificate = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "contact", "lookup"],
                condition=Q(status__in=["requested", "confirmed", "running", "held"]),
                nulls_distinct=False,
                name="conversations_one_open_erasure",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(certificate__isnull=False, lookup=""), name="conversations_erasure_certified"
            ),
        ]

    def __str__(self) -> str:
        return self.status

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class ErasedConversation(models.Model):
    """A conversation that a request has emptied, or taken the person's words out of: written in the transaction that destroyed its keys."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ErasureRequest, on_delete=models.CASCADE, related_name="conversations")
    conversation = models.UUIDField()
    is_redacted = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "conversation"], name="conversations_erased_once")]

    def __str__(self) -> str:
        return str(self.conversation)


class LegalHold(models.Model):
    """While it stands nothing of this conversation, or of this contact, is erased or purged. ``reason`` is a content id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="legal_holds")
    conversation = models.ForeignKey("conversations.Conversation", null=True, on_delete=models.PROTECT, related_name="legal_holds")
    contact = models.ForeignKey("conversations.Contact", null=True, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=64)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, contact__isnull=True) | Q(conversation__isnull=True, contact__isnull=False),
                name="conversations_hold_is_about_one",
            ),
            models.UniqueConstraint(
                fields=["conversation", "contact"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="conversations_one_hold_in_force",
            ),
        ]

    def __str__(self) -> str:
        return "in force" if self.lifted_at is None else "lifted"


class AccessExport(models.Model):
    """What is kept about a person, for themselves: a zip in the content store under a key of theirs, so that an erasure takes it along."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="access_exports")
    contact = models.ForeignKey("conversations.Contact", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.QUEUED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    job = models.UUIDField()
    content = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.status
