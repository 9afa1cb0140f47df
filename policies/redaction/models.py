"""Redaction as rows: what happens to findings, a workspace's own recognisers, what was measured. Part of ``policies.models``."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from kit.ids import uuid7


class RedactionRule(models.Model):
    """What happens to one kind of finding on one surface. Without a row the shipped default holds (a pseudonym for the model).

    ``channel`` is the id of a channel, opaque here; its rule comes before that for all channels (None).
    """

    class Surface(models.TextChoices):
        MODEL = "model", _("Model")
        REVIEWER = "reviewer", _("Reviewer")
        LOG = "log", _("Log")
        EXPORT = "export", _("Export")

    class Operator(models.TextChoices):
        MASK = "mask", _("Mask")
        PARTIAL = "partial", _("Mask all but the last four")
        HASH = "hash", _("Keyed hash")
        PSEUDONYMISE = "pseudonymise", _("Pseudonym, put back in what is proposed")
        DROP = "drop", _("Drop")
        KEEP = "keep", _("Keep")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="redaction_rules")
    channel = models.UUIDField(null=True, blank=True, help_text=_("Empty: for all channels."))
    entity = models.CharField(max_length=60)
    surface = models.CharField(max_length=10, choices=Surface.choices)
    operator = models.CharField(max_length=12, choices=Operator.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "entity", "surface", "channel"], name="policies_redaction_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator} {self.entity} for {self.surface}"


class Recogniser(models.Model):
    """What a workspace looks for besides what ships. ``digest`` says what it is made of: workers know a changed one by it.

    Samples are made-up texts: in each of ``must`` it finds something, in none of ``must_not``.
    """

    class Kind(models.TextChoices):
        PATTERN = "pattern", _("Pattern")
        WORDS = "words", _("List of words")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="recognisers")
    name = models.CharField(max_length=80)
    entity = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PATTERN)
    pattern = models.CharField(max_length=500, blank=True)
    words = models.JSONField(default=list, blank=True)
    ignores_case = models.BooleanField(default=True)
    context = models.JSONField(default=list, blank=True)
    checksum = models.CharField(max_length=60, blank=True)
    score = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.5"))
    must = models.JSONField(default=list)
    must_not = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    digest = models.CharField(max_length=64, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("own recogniser")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="policies_recogniser_name_once"),
            models.CheckConstraint(condition=Q(kind__in=["pattern", "words"]), name="policies_recogniser_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class RedactionFigures(models.Model):
    """How much was found in texts with known values, once: a line a type, measured by ``manage.py redact --figures``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measured_at = models.DateTimeField(auto_now_add=True)
    told = models.JSONField()

    class Meta:
        ordering = ["-measured_at"]

    def __str__(self) -> str:
        return f"{self.measured_at:%Y-%m-%d %H:%M}"
