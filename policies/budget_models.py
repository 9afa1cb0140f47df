"""What is spent, as rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from kit.ids import uuid7


class Cost(models.Model):
    """One call that cost something: written once, by ``policies.budgets.spent``, when it was made.

    ``amount`` is null where nobody knows a price; ``price`` the price row it was made with, ``model`` what really ran (of a tool its name).
    Conversation, customer (a contact), agent and turn are ids of floors above, ``reference`` the step, action or delivery.
    """

    class Kind(models.TextChoices):
        MODEL = "model", _("Model call")
        EMBEDDING = "embedding", _("Embedding")
        RERANK = "rerank", _("Reranking")
        SPEECH = "speech", _("Speech")
        TOOL = "tool", _("Tool call")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="costs", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    conversation = models.UUIDField(null=True)
    customer = models.UUIDField(null=True)
    agent = models.UUIDField(null=True)
    turn = models.UUIDField(null=True)
    tier = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=120, blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=20, decimal_places=8, null=True)
    currency = models.CharField(max_length=3, blank=True)
    price = models.UUIDField(null=True)
    reference = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "created_at"], name="policies_cost_recent"),
            models.Index(fields=["workspace", "conversation"], name="policies_cost_conversation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["model", "embedding", "rerank", "speech", "tool"]), name="policies_cost_known_kind"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0) & ~Q(currency=""), name="policies_cost_has_its_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.model}"
