"""What no row and no setting can say: who is responsible, for what purposes, where a recipient is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from kit.ids import uuid7


class Statement(models.Model):
    """``key`` names which one of its kind: a purpose, a recipient; empty where there is one at most. ``values`` as ``statements.FIELDS`` asks."""

    class Kind(models.TextChoices):
        CONTROLLER = "controller", _("Controller")
        JOINT = "joint", _("Joint controller")
        REPRESENTATIVE = "representative", _("Representative")
        OFFICER = "officer", _("Data protection officer")
        PURPOSE = "purpose", _("Purpose")
        RECIPIENT = "recipient", _("Recipient")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "key"], name="portal_statement_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()
