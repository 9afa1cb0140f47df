"""What an agent wants to do, who must agree, what they decided, and what we learn from it."""

from __future__ import annotations

import hashlib

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import User, Workspace
from conversations.models import Conversation
from kit.ids import uuid7
from policies.models import RulingRecord
from review.querysets import ItemQuerySet, QueueQuerySet


class Queue(models.Model):
    """Where items wait for people. Permissions: view_queue, decide_queue (direct foreign-key tables below)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="queues")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    order = models.PositiveIntegerField(default=100)
    guidelines = models.TextField(blank=True, help_text=_("Markdown, shown beside each item."))
    lease_minutes = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(480)])
    due_minutes = models.PositiveIntegerField(
        default=240, validators=[MinValueValidator(1)], help_text=_("How long an item of normal urgency may wait.")
    )
    is_default = models.BooleanField(default=False)

    objects = QueueQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        permissions = [("decide_queue", "Can claim and decide items of this queue")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="review_queue_slug_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(is_default=True), name="review_one_default_queue"),
        ]

    def __str__(self) -> str:
        return self.name


class QueueHead(models.Model):
    """No waiting item of the queue stands before this key, so a claim need not walk the dead index entries there.

    Raised now and then under an exclusive advisory lock, lowered at once by whatever enters before it (see ``review.heads``).
    """

    queue = models.OneToOneField(Queue, primary_key=True, on_delete=models.CASCADE, related_name="head")
    priority = models.SmallIntegerField()
    due_at = models.DateTimeField()
    item = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.priority} {self.due_at}"


class QueueUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Queue, on_delete=models.CASCADE)


class QueueGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Queue, on_delete=models.CASCADE)


class Item(models.Model):
    """All actions of one turn that wait for people: one digest, the strictest ruling.

    ``review.states`` holds which verb applies when. ``content_digest``, ``conversation_version`` and ``ruling_digest`` are what an
    approval binds to; ``round`` goes up when any of them changes or the item returns, and approvals count within one round only.
    ``about`` names the one action that an item about a delivery is about.
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
    about = models.ForeignKey("Action", null=True, on_delete=models.SET_NULL, related_name="items_about")
    reason = models.CharField(max_length=20, blank=True, help_text="Why a person is needed, a code of conversations.HandOff.Reason.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    priority = models.SmallIntegerField(default=1, help_text="0 high, 1 normal, 2 low")
    due_at = models.DateTimeField()
    content_digest = models.CharField(max_length=64, blank=True)
    ruling_digest = models.CharField(max_length=64, blank=True)
    conversation_version = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    approvals_needed = models.PositiveSmallIntegerField(default=1)
    approvals_given = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="claimed_items")
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    obligations = models.JSONField(default=list)
    returned_because = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-created_at"], name="review_item_of_conversation"),
            models.Index(fields=["queue", "priority", "due_at", "id"], name="review_item_next", condition=Q(status="waiting")),
            models.Index(fields=["queue", "lease_until"], name="review_item_leases", condition=Q(status="claimed")),
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
            models.CheckConstraint(condition=Q(approvals_needed__gte=1, round__gte=1), name="review_item_counts_from_one"),
            models.UniqueConstraint(
                fields=["turn", "kind"],
                condition=Q(status__in=["waiting", "claimed"], turn__isnull=False, about__isnull=True),
                name="review_one_open_item_per_turn",
            ),
            models.UniqueConstraint(
                fields=["about", "kind"],
                condition=Q(status__in=["waiting", "claimed"], about__isnull=False),
                name="review_one_open_item_per_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.CLAIMED)

    @property
    def seen_digest(self) -> str:
        """What a page that shows this item hands back with the decision: SHA-256 over everything the decision binds to."""
        bound = f"{self.id}\n{self.round}\n{self.conversation_version}\n{self.content_digest}\n{self.ruling_digest}"
        return hashlib.sha256(bound.encode()).hexdigest()


class Action(models.Model):
    """One thing an agent wants done. ``content`` names the final arguments or Outbound in the content store, ``digest`` its SHA-256."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        TOOL = "tool", _("Tool call")
        TRIAGE = "triage", _("Triage")
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
    turn = models.UUIDField(null=True)
    inline = models.BooleanField(default=False, help_text="Looked up within the turn, before it proposed anything.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Place among the actions of its turn; tools before the reply.")
    agent = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tool = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    evidence = models.CharField(max_length=64, blank=True, help_text="Content id of what it rests on: passages, findings, grounding.")
    result = models.CharField(max_length=64, blank=True, help_text="Content id of what a tool gave back.")
    confidence = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    ruling = models.ForeignKey(RulingRecord, null=True, on_delete=models.PROTECT, related_name="+")
    conversation_version = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "created_at"], name="review_action_story")]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "position"], condition=Q(turn__isnull=False, inline=False), name="review_action_once_per_turn"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["held", "allowed", "done", "denied", "rejected", "superseded", "failed", "unknown"]),
                name="review_action_known_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class TriageChange(models.Model):
    """What a triage action has changed, kept so that it can be undone: ids, codes and short names from before and after.

    ``reason`` names the text of who undid it in the content store. See ``review.triage``.
    """

    action = models.OneToOneField(Action, primary_key=True, on_delete=models.CASCADE, related_name="change")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    done_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(undone_at__isnull=False) | Q(reason=""), name="review_undone_has_time"),
        ]

    def __str__(self) -> str:
        return "undone" if self.undone_at else "done"


class Decision(models.Model):
    """What one person said about an item: immutable. ``seen_digest`` is of what was on their screen, ``person`` groups accounts of one human."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approved")
        EDIT = "edit", _("Edited and approved")
        WRITE = "write", _("Answered")
        REJECT = "reject", _("Rejected")
        ESCALATE = "escalate", _("Escalated")
        CLOSE = "close", _("Closed")
        LEFT = "left", _("Confirmed that it left")
        AGAIN = "again", _("Sent again")
        CANCEL = "cancel", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="decisions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions")
    person = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)
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
        constraints = [
            models.UniqueConstraint(
                fields=["item", "round", "person"],
                condition=Q(verdict__in=["approve", "edit"]),
                name="review_one_approval_per_person",
            )
        ]

    def __str__(self) -> str:
        return self.verdict


class Label(models.Model):
    """What a decision teaches: what was proposed, what was sent, why. ``similarity`` 1.0 = sent as proposed, 0.0 = nothing kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="labels")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="labels")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="labels")
    verdict = models.CharField(max_length=10, choices=Decision.Verdict.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    proposed = models.CharField(max_length=64)
    sent = models.CharField(max_length=64, blank=True)
    similarity = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "action"], name="review_label_once")]

    def __str__(self) -> str:
        return self.verdict


class Stop(models.Model):
    """An emergency stop: while one is in force nothing it covers leaves. See ``review.stop``.

    At most one of ``agent``, ``channel`` (ids) and ``tool`` is given, none for everything; ``reason`` names its text in the content store.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="stops")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    agent = models.UUIDField(null=True)
    channel = models.UUIDField(null=True)
    tool = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "agent", "channel", "tool"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="review_one_stop_in_force",
            )
        ]

    def __str__(self) -> str:
        return "in force" if self.lifted_at is None else "lifted"

    @property
    def is_whole(self) -> bool:
        """Whether it stops everything in the workspace."""
        return self.agent is None and self.channel is None and not self.tool


from review.revealing.models import Reveal, RevealSettings  # noqa: E402, F401 - Django finds the models of an app here
