"""Policies as rows: versions that never change once active, the rules in them, rulings given. How each surface redacts stands in ``redaction.models``."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from kit.ids import uuid7
from policies.budget_models import BudgetAlert as BudgetAlert
from policies.budget_models import Cost as Cost
from policies.budget_models import ExchangeRate as ExchangeRate
from policies.budget_models import Limit as Limit
from policies.budget_models import Reservation as Reservation
from policies.budget_models import Used as Used
from policies.redaction.models import Recogniser as Recogniser  # models of this app
from policies.redaction.models import RedactionFigures as RedactionFigures
from policies.redaction.models import RedactionRule as RedactionRule


class Effect(models.TextChoices):
    ALLOW = "allow", _("Allow")
    REVIEW = "review", _("Review")
    DENY = "deny", _("Deny")


class Policy(models.Model):
    """A named line of versions in a workspace. Only one version of all its policies is active at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="policies")
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="policies_policy_name_once")]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """Editable as a draft; from activation on neither it nor its rules change (triggers hold that)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SHADOW = "shadow", _("Shadow")
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="policy_versions")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT, editable=False)
    note = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policies_version_number_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(status="active"), name="policies_one_active_version"),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(activated_at__isnull=False), name="policies_active_version_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"


class ActivationRequest(models.Model):
    """Somebody wants a version to become active (again); a second person agrees. Bound to the rules as they were when it was asked for.

    requested -> agreed | withdrawn. ``result`` is the version that became active: for a rollback a copy.
    """

    class Kind(models.TextChoices):
        ACTIVATE = "activate", _("Activation")
        ROLLBACK = "rollback", _("Rollback")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waits for a second person")
        AGREED = "agreed", _("Agreed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="activation_requests")
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="activation_requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    rules = models.CharField(max_length=64)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    result = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(status="requested"), name="policies_one_open_activation_request"),
            models.CheckConstraint(
                condition=Q(status="requested", decided_at=None) | Q(status__in=["agreed", "withdrawn"], decided_at__isnull=False),
                name="policies_activation_request_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.version}"


class PolicyRule(models.Model):
    """``when`` is a CEL expression over the declared facts; obligations e.g. ``[{"kind": "approvals", "count": 2}]``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="rules")
    order = models.PositiveIntegerField(default=100)
    name = models.CharField(max_length=120)
    when = models.TextField(help_text=_("A condition over the facts, in CEL. Money is written 50.0."))
    effect = models.CharField(max_length=6, choices=Effect.choices, default=Effect.REVIEW)
    queue = models.CharField(max_length=80, blank=True, help_text=_("Short name of the queue; empty means the default queue."))
    reason_code = models.CharField(max_length=60)
    obligations = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="policies_rule_name_once"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="policies_rule_known_effect"),
        ]

    def __str__(self) -> str:
        return self.name


class RulingRecord(models.Model):
    """One ruling: by which version, on which facts (in the content store), with what outcome. ``reference`` is an action's id, opaque here.

    ``digest`` is SHA-256 over effect, obligations and ids of the matched rules: what an approval binds to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="rulings")
    version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="rulings")
    reference = models.UUIDField(db_index=True)
    effect = models.CharField(max_length=6, choices=Effect.choices)
    queue = models.CharField(max_length=80, blank=True)
    obligations = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    error = models.CharField(max_length=200, blank=True)
    used = models.JSONField(default=list, help_text=_("Names of the facts that the matched and failed rules read."))
    facts = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at"], name="policies_ruling_recent")]

    def __str__(self) -> str:
        return f"{self.effect} by {self.version_id}"


class RulingOutcome(models.Model):
    """What people decided on a ruled action: one row for its first ruling, the one on the agent's own words. Written once, by the floors above.

    ``seconds`` is the time people spent on the item that the action was in; it stands at the first action of an item only.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved as it was")
        EDITED = "edited", _("Edited")
        REJECTED = "rejected", _("Rejected")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="ruling_outcomes")
    ruling = models.OneToOneField(RulingRecord, on_delete=models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    seconds = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["approved", "edited", "rejected"]), name="policies_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return self.outcome


class PolicyCase(models.Model):
    """Facts and the effect that every version of the policy must give to them before it becomes active.

    ``facts`` is a content id: of a real case the very content of its ruling, so that it goes when that is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="policy_cases")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="cases")
    name = models.CharField(max_length=120)
    facts = models.CharField(max_length=64)
    record = models.ForeignKey(RulingRecord, null=True, on_delete=models.PROTECT, related_name="+")
    effect = models.CharField(max_length=6, choices=Effect.choices)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "name"], name="policies_case_name_once"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="policies_case_known_effect"),
        ]

    def __str__(self) -> str:
        return self.name


class Shadow(models.Model):
    """A time in which a version ruled beside the active one, without any effect. At most one in a workspace at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="shadows")
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="shadows")
    rules = models.CharField(max_length=64)
    since = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reached_at = models.DateTimeField(null=True, help_text=_("When the newest ruling was given that it has been compared with."))
    ended_at = models.DateTimeField(null=True)
    compared = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict, help_text=_("Counts by effect then and effect of the shadow."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], condition=Q(ended_at=None), name="policies_one_shadow"),
        ]

    def __str__(self) -> str:
        return f"{self.version} since {self.since:%Y-%m-%d %H:%M}"


class ShadowRuling(models.Model):
    """What a shadow says to one ruling. Those that agree are only kept while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shadow = models.ForeignKey(Shadow, on_delete=models.CASCADE, related_name="rulings")
    record = models.ForeignKey(RulingRecord, on_delete=models.PROTECT, related_name="+")
    effect = models.CharField(max_length=6, choices=Effect.choices, blank=True, help_text=_("Empty: its facts could not be read any more."))
    queue = models.CharField(max_length=80, blank=True)
    reasons = models.JSONField(default=list)
    error = models.CharField(max_length=200, blank=True)
    differs = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["shadow", "-record"], name="policies_shadow_differs", condition=Q(differs=True))]
        constraints = [models.UniqueConstraint(fields=["shadow", "record"], name="policies_shadowed_once")]

    def __str__(self) -> str:
        return self.effect


class BackTest(models.Model):
    """A version tried on what was ruled before: the last ``most`` first rulings of actions, none older than ``since``.

    Worked off from the newest to the oldest, a part a transaction; ``tally`` and the place reached move together, so that a killed worker's
    part is simply done again. ``rules`` is the digest of the version's rules when it began. ``tally`` holds counts and ids only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="back_tests")
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="back_tests")
    rules = models.CharField(max_length=64)
    most = models.PositiveIntegerField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    job = models.UUIDField()
    tally = models.JSONField(default=dict)
    reached_at = models.DateTimeField(null=True)
    reached = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True, help_text=_("done, cancelled or changed: the rules were edited while it ran."))
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["version", "-created_at"], name="policies_backtest_recent"),
            models.Index(fields=["created_at"], name="policies_backtest_open", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.version} on {self.most}"


class PriceEntry(models.Model):
    """Price of a model from a day on, in ``currency`` per million tokens; rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    model = models.CharField(max_length=120)
    currency = models.CharField(max_length=3, default="USD")
    input_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    output_per_million = models.DecimalField(max_digits=12, decimal_places=6)
    valid_from = models.DateTimeField()

    class Meta:
        verbose_name_plural = "price entries"
        constraints = [models.UniqueConstraint(fields=["model", "valid_from"], name="policies_price_once")]

    def __str__(self) -> str:
        return f"{self.model} from {self.valid_from:%Y-%m-%d}"


from policies.rates.models import RateLimit  # noqa: E402, F401 - Django finds the models of an app here
