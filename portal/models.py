"""What belongs to pages alone: filters that somebody keeps, reports that were made."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from accounts.models import User, Workspace
from kit.ids import uuid7
from portal.processing.models import Statement as Statement  # a model of this app


class SavedView(models.Model):
    """Filters of the entries that a person keeps under a name. Whoever may see the entries may open it by its address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "workspace", "name"], name="portal_view_name_once")]

    def __str__(self) -> str:
        return self.name


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
