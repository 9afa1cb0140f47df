"""How long a workspace keeps what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from kit.ids import uuid7

FLOOR = 183
"""Days for which evidence is kept at least: six months."""


class RetentionFloor(models.Model):
    """A workspace keeps evidence for at least so many days. It only ever goes up: a trigger sees to it."""

    workspace = models.OneToOneField(Workspace, primary_key=True, on_delete=models.CASCADE, related_name="retention_floor")
    days = models.PositiveIntegerField(default=FLOOR)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(days__gte=FLOOR), name="conversations_retention_floor")]

    def __str__(self) -> str:
        return f"{self.days} days"


class RetentionRule(models.Model):
    """``days`` after the last message of a conversation, or after a document was replaced, content of this class goes. Without a row it is kept."""

    class DataClass(models.TextChoices):
        PUBLIC = "public", _("Replaced versions of documents for customers")
        INTERNAL = "internal", _("Replaced versions of documents for members")
        PERSONAL = "personal", _("Conversations: words, drafts, prompts, names")
        SENSITIVE = "sensitive", _("Originals of messages and their files")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="retention_rules")
    data_class = models.CharField(max_length=10, choices=DataClass.choices)
    days = models.PositiveIntegerField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "data_class"], name="conversations_retention_once")]

    def __str__(self) -> str:
        return f"{self.data_class} {self.days}"


class PurgeProgress(models.Model):
    """What went by the rule of a class since the last entry that summed it up: of a purge that runs, or that was killed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    data_class = models.CharField(max_length=10)
    days = models.PositiveIntegerField()
    conversations = models.PositiveIntegerField(default=0)
    contents = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "data_class"], name="conversations_purge_once")]

    def __str__(self) -> str:
        return f"{self.data_class}: {self.conversations} conversations, {self.people} people, {self.documents} documents"
