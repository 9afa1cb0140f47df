"""What belongs to pages alone: filters that somebody keeps, reports and bundles that were made."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from audit import sealed
from kit.ids import uuid7
from portal.processing.models import Statement as Statement  # models of this app
from portal.spend.models import SpendFold as SpendFold
from portal.spend.models import SpendPart as SpendPart
from portal.spend.models import SpendTurn as SpendTurn
from portal.spend.models import SpendUsual as SpendUsual


class SavedView(models.Model):
    """Filters of the entries that a person keeps under a name. Whoever may see the entries may open it by its address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = sealed.SealedText()
    name_lookup = models.CharField(max_length=64)
    query = models.CharField(max_length=400)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "workspace", "name_lookup"], name="portal_view_name_once")]

    def __str__(self) -> str:
        return str(self.id)

    def sealed_under(self) -> sealed.Scope:
        """A key of its own: people name views after customers, and an erasure takes these with it."""
        return self.workspace_id, None, self.id


class OversightReport(models.Model):
    """Who oversaw what in a period: counts and ids. Its digest stands on the ledger. ``job`` tells how far it is; ``body`` null: not yet made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    job = models.UUIDField()
    body = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="portal_oversight_recent")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"

    @property
    def last_day(self) -> datetime:
        """A moment of the last day that is within."""
        return self.until - timedelta(seconds=1)


class EvidenceBundle(models.Model):
    """Evidence about one thing as a zip that outsiders can check. ``pieces`` are contents under a key of its own; ``streams`` the conversations
    of which it holds something. ``busy_until`` and ``attempt`` are the lease of the worker that makes it, ``is_stale``: an erasure ran meanwhile.

    queued -> ready -> expired, erased; queued -> failed.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        EXPIRED = "expired", _("Over")
        ERASED = "erased", _("Erased")

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", _("Conversation")
        DECISION = "decision", _("Decision")
        PERIOD = "period", _("Period")
        SUBJECT = "subject", _("Data subject")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    job = models.UUIDField()
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.QUEUED)
    problem = models.CharField(max_length=300, blank=True)
    busy_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    is_stale = models.BooleanField(default=False)
    pieces = ArrayField(models.CharField(max_length=64), default=list)
    streams = ArrayField(models.UUIDField(), default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    contents = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-id"], name="portal_bundle_recent"),
            models.Index(fields=["status", "busy_until"], name="portal_bundle_open", condition=models.Q(status__in=["queued", "ready"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at < timezone.now()
