"""A limit: at most so many actions in any so many seconds."""

from __future__ import annotations

from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from kit.ids import uuid7

MOST: Final = 100_000
LONGEST: Final = 31 * 24 * 3600
UNITS: Final = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


class RateLimit(models.Model):
    """``per`` says who has a count of their own, ``only`` names one of them (an id, or a tool's name); empty is each.

    ``since`` is Redis's own clock in milliseconds when counting began: part of the counters' names, so that a new beginning is an empty
    counter. 0: Redis did not answer then, and the limit counts as unknown until it has been there for a whole window.
    """

    class Per(models.TextChoices):
        AGENT = "agent", _("Agent")
        CHANNEL = "channel", _("Channel")
        RECIPIENT = "recipient", _("Recipient")
        TOOL = "tool", _("Tool")
        WORKSPACE = "workspace", _("Workspace")

    class Counts(models.TextChoices):
        EVERYTHING = "everything", _("Everything: replies, tool calls and look-ups")
        REPLIES = "replies", _("Replies")
        CALLS = "calls", _("Tool calls that change something")
        LOOKUPS = "lookups", _("Look-ups of tools that only read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="rate_limits")
    name = models.CharField(max_length=80, help_text=_("Reviewers and rules see it: say what is limited, not who."))
    per = models.CharField(max_length=9, choices=Per.choices)
    only = models.CharField(max_length=60, blank=True)
    counts = models.CharField(max_length=10, choices=Counts.choices, default=Counts.EVERYTHING)
    most = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    seconds = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(LONGEST)])
    holds = models.BooleanField(
        _("hard cap"), default=True, help_text=_("What is over it waits for a person, whatever rules allow. Off: only told to the rules.")
    )
    paces = models.BooleanField(
        _("approved actions wait, too"),
        default=False,
        help_text=_("What people approve leaves when there is room. Off: it leaves at once and is counted."),
    )
    since = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="policies_rate_limit_name_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=MOST), name="policies_rate_limit_most"),
            models.CheckConstraint(condition=Q(seconds__gte=1, seconds__lte=LONGEST), name="policies_rate_limit_window"),
            models.CheckConstraint(
                condition=Q(per__in=["agent", "channel", "recipient", "tool", "workspace"]), name="policies_rate_limit_per"
            ),
            models.CheckConstraint(
                condition=Q(counts__in=["everything", "replies", "calls", "lookups"]), name="policies_rate_limit_counts"
            ),
            models.CheckConstraint(condition=~Q(per__in=["recipient", "workspace"]) | Q(only=""), name="policies_rate_limit_names_nobody"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def window(self) -> str:
        """Such as "1 hour" or "90 seconds"."""
        number, unit = in_units(self.seconds)
        return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def in_units(seconds: int) -> tuple[int, str]:
    """The longest unit that tells it in whole numbers."""
    return next((seconds // length, unit) for unit, length in UNITS.items() if seconds % length == 0)
