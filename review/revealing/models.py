"""What was shown to whom, why and until when; and how long that is in a workspace."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from conversations.models import Conversation
from kit.ids import uuid7

LONGEST = 60
"""Minutes for which a field can stand open at most."""


class Reveal(models.Model):
    """``field`` names the place (see ``review.revealing.places``), ``digest`` is a keyed hash of what was shown, which dies with the conversation."""

    class Reason(models.TextChoices):
        ANSWER = "answer", _("The answer needs it")
        IDENTIFY = "identify", _("To tell who the customer is")
        COMPARE = "compare", _("To compare it with our records")
        FRAUD = "fraud", _("Suspicion of fraud or misuse")
        DUTY = "duty", _("A legal duty")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="reveals")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reveals")
    item = models.ForeignKey("review.Item", null=True, on_delete=models.CASCADE, related_name="reveals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reveals")
    field = models.CharField(max_length=80)
    type = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = models.CharField(max_length=64, blank=True, help_text="Content id of the free text.")
    created_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "user", "created_at"], name="review_reveal_seen"),
            models.Index(fields=["user", "-created_at"], name="review_reveal_recent"),
            models.Index(fields=["workspace", "-id"], name="review_reveal_of_workspace"),
        ]

    def __str__(self) -> str:
        return self.type


class RevealSettings(models.Model):
    """Without a row the defaults hold. ``hourly``: more are refused; ``alert_at``: so many in an hour are told."""

    workspace = models.OneToOneField(Workspace, primary_key=True, on_delete=models.CASCADE, related_name="reveal_settings")
    minutes = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)])
    hourly = models.PositiveSmallIntegerField(default=20, validators=[MinValueValidator(1), MaxValueValidator(1000)])
    alert_at = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1), MaxValueValidator(1000)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=LONGEST), name="review_reveals_are_short"),
            models.CheckConstraint(condition=Q(hourly__gte=1, alert_at__gte=1), name="review_reveals_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"
