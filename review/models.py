"""What an agent wants to do, who must agree, what they decided, and what we learn from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import User, Workspace
from conversations.models import Conversation
from kit.ids import uuid7
from policies.models import RulingRecord


class Queue(models.Model):
    """Where items wait for people. Permissions: view_queue, decide_queue (direct foreign-key tables below)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="queues")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    order = models.PositiveIntegerField(default=100)
    guidelines = models.TextField(blank=True, help_text=_("Markdown, shown beside each item."))
    lease_minutes = models.PositiveSmallIntegerField(default=5)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "name"]
        permissions = [("decide_queue", "Can claim and decide items of this queue")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="review_queue_slug_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(is_default=True), name="review_one_default_queue"),
        ]

    def __str__(self) -> str:
        return self.name


class QueueUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Queue, on_delete=models.CASCADE)


class QueueGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Queue, on_delete=models.CASCADE)


class Item(models.Model):
    """All actions of one turn that wait for people: one digest, the strictest ruling.

    waiting -> claimed -> approved | edited | rejected; waiting/claimed -> superseded | escalated back to waiting in another queue.
    ``content_digest``, ``conversation_version`` and ``ruling_digest`` are what an approval binds to.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", _("Approval")
        HAND_OFF = "hand_off", _("Hand-off")
        DELIVERY_UNKNOWN = "delivery_unknown", _("Unclear delivery")
        QUARANTINE = "quarantine", _("Unreadable message")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Claimed")
        APPROVED = "approved", _("Approved")
        EDITED = "edited", _("Edited and approved")
        REJECTED = "rejected", _("Rejected")
        SUPERSEDED = "superseded", _("Superseded")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="items")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="items")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="items")
    turn = models.UUIDField(null=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.APPROVAL)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    priority = models.SmallIntegerField(default=1, help_text="0 high, 1 normal, 2 low")
    due_at = models.DateTimeField()
    content_digest = models.CharField(max_length=64, blank=True)
    ruling_digest = models.CharField(max_length=64, blank=True)
    conversation_version = models.PositiveIntegerField()
    approvals_needed = models.PositiveSmallIntegerField(default=1)
    approvals_given = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="claimed_items")
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["queue", "priority", "due_at", "id"], name="review_item_next", condition=Q(status="waiting")),
            models.Index(fields=["lease_until"], name="review_item_leases", condition=Q(status="claimed")),
            models.Index(fields=["workspace", "-decided_at"], name="review_item_decided"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="claimed", claimed_by__isnull=False, lease_until__isnull=False) | ~Q(status="claimed"),
                name="review_claim_has_who_and_until",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "claimed"], decided_at__isnull=True)
                | Q(status__in=["approved", "edited", "rejected", "superseded", "done"], decided_at__isnull=False),
                name="review_decided_has_time",
            ),
            models.UniqueConstraint(
                fields=["turn", "kind"],
                condition=Q(status__in=["waiting", "claimed"]) & Q(turn__isnull=False),
                name="review_one_open_item_per_turn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Action(models.Model):
    """One thing an agent wants done. ``content`` names the final arguments or Outbound in the content store, ``digest`` its SHA-256."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        TOOL = "tool", _("Tool call")
        HAND_OFF = "hand_off", _("Hand-off")

    class Status(models.TextChoices):
        HELD = "held", _("Waits for a person")
        ALLOWED = "allowed", _("Allowed, about to leave")
        DONE = "done", _("Done")
        DENIED = "denied", _("Denied")
        REJECTED = "rejected", _("Rejected")
        SUPERSEDED = "superseded", _("Superseded")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unclear")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="actions")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="actions")
    turn = models.UUIDField(null=True, db_index=True)
    agent = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tool = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    evidence = models.CharField(max_length=64, blank=True, help_text="Content id of what it rests on: passages, findings, grounding.")
    confidence = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    ruling = models.ForeignKey(RulingRecord, null=True, on_delete=models.PROTECT, related_name="+")
    conversation_version = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "created_at"], name="review_action_story")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Decision(models.Model):
    """What one person said about an item: immutable. ``seen_digest`` is of what was on their screen, ``person`` groups accounts of one human."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approved")
        EDIT = "edit", _("Edited and approved")
        REJECT = "reject", _("Rejected")
        ESCALATE = "escalate", _("Escalated")
        CLOSE = "close", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="decisions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions")
    person = models.UUIDField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    comment = models.CharField(max_length=64, blank=True, help_text="Content id of the free text.")
    content_digest = models.CharField(max_length=64, blank=True)
    seen_digest = models.CharField(max_length=64, blank=True)
    ruling_digest = models.CharField(max_length=64, blank=True)
    seconds = models.PositiveIntegerField(default=0, help_text="From claim to decision.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at"], name="review_decision_recent")]

    def __str__(self) -> str:
        return self.verdict


class Label(models.Model):
    """What a decision teaches: what was proposed, what was sent, why. ``similarity`` 1.0 = sent as proposed, 0.0 = nothing kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="labels")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="label")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="labels")
    verdict = models.CharField(max_length=10, choices=Decision.Verdict.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    proposed = models.CharField(max_length=64)
    sent = models.CharField(max_length=64, blank=True)
    similarity = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.verdict
