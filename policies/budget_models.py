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
            models.Index(fields=["workspace", "customer"], name="policies_cost_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["model", "embedding", "rerank", "speech", "tool"]), name="policies_cost_known_kind"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0) & ~Q(currency=""), name="policies_cost_has_its_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.model}"


class Unit(models.TextChoices):
    TOKENS = "tokens", _("Tokens")
    MONEY = "money", _("Money")
    CALLS = "calls", _("Calls of models")


class Per(models.TextChoices):
    CONVERSATION = "conversation", _("Each conversation")
    CUSTOMER = "customer", _("Each customer")
    AGENT = "agent", _("Each agent")
    WORKSPACE = "workspace", _("The workspace")


class Period(models.TextChoices):
    HOUR = "hour", _("An hour")
    DAY = "day", _("A day")
    MONTH = "month", _("A month")
    EVER = "ever", _("Ever")


class Limit(models.Model):
    """What may be used up at most. From ``soft_share`` of it on a cheaper tier answers, beyond it none does.

    ``only`` names one agent, customer or conversation (its id); empty it is for each of them. ``number`` counts its changes; what stood there before is on the ledger.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="limits")
    unit = models.CharField(max_length=6, choices=Unit.choices)
    per = models.CharField(max_length=12, choices=Per.choices)
    only = models.UUIDField(null=True, blank=True, editable=False)
    period = models.CharField(max_length=5, choices=Period.choices, help_text=_("Ever: for conversations and customers only."))
    amount = models.DecimalField(max_digits=20, decimal_places=8, help_text=_("Money: in the workspace's currency."))
    currency = models.CharField(max_length=3, blank=True, editable=False)
    soft_share = models.DecimalField(
        max_digits=4, decimal_places=3, default="0.8", help_text=_("From this share on the next cheaper tier answers; 1 is never.")
    )
    number = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("budget limit")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "unit", "per", "period", "only"], name="policies_limit_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(only=None) | Q(per__in=["agent", "customer", "conversation"]), name="policies_limit_names_one"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="policies_limit_is_something"),
            models.CheckConstraint(condition=Q(soft_share__gt=0, soft_share__lte=1), name="policies_limit_share"),
            models.CheckConstraint(condition=~Q(period="ever") | Q(per__in=["conversation", "customer"]), name="policies_limit_ever_ends"),
        ]
        indexes = [models.Index(fields=["workspace", "only"], name="policies_limit_of_one")]

    def __str__(self) -> str:
        return f"{self.get_unit_display()}, {self.whose}, {self.get_period_display().lower()}"

    @property
    def whose(self) -> str:
        """Such as "each agent", "one agent" and "the workspace"."""
        return f"one {self.per}" if self.only else self.get_per_display().lower()


class Used(models.Model):
    """What of a limit is used up by one subject in one period: the sum of its costs, kept so that nobody has to add them up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    limit = models.ForeignKey(Limit, on_delete=models.CASCADE, related_name="used", db_index=False)
    subject = models.UUIDField()
    start = models.DateTimeField()
    used = models.DecimalField(max_digits=24, decimal_places=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject", "start"], name="policies_used_once")]

    def __str__(self) -> str:
        return f"{self.used}"


class Reservation(models.Model):
    """What a call that is under way may cost at most. Gone when it is settled; of a worker that was killed when it expires."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    conversation = models.UUIDField(null=True)
    customer = models.UUIDField(null=True)
    agent = models.UUIDField(null=True)
    turn = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    model = models.CharField(max_length=120)
    tokens = models.PositiveBigIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=8, null=True)
    currency = models.CharField(max_length=3, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.tokens} of {self.model}"


class BudgetAlert(models.Model):
    """A threshold of a limit was reached: once for each subject and period. ``threshold`` is in percent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    limit = models.ForeignKey(Limit, on_delete=models.CASCADE, related_name="alerts", db_index=False)
    subject = models.UUIDField()
    start = models.DateTimeField()
    threshold = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject", "start", "threshold"], name="policies_alert_once")]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="policies_alert_recent")]

    def __str__(self) -> str:
        return f"{self.threshold} %"


class ExchangeRate(models.Model):
    """One unit of ``source`` is ``rate`` of ``target``, from a moment on; rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=3)
    target = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "valid_from"], name="policies_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="policies_rate_is_something"),
        ]

    def __str__(self) -> str:
        return f"1 {self.source} = {self.rate.normalize():f} {self.target}"
