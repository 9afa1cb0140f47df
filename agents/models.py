"""Agents and their versions, the turns they run, and every recorded step of a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from connectors.models import Channel
from conversations.models import Conversation
from kit.ids import uuid7
from policies.models import PolicyVersion

if TYPE_CHECKING:
    from agents.preparing import StepDraft


class Agent(models.Model):
    """What answers on some channels. ``active`` is the version that new turns run."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="agents")
    name = models.CharField(max_length=80)
    is_enabled = models.BooleanField(default=True)
    active = models.ForeignKey("AgentVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channels = models.ManyToManyField(Channel, through="AgentChannel", related_name="agents")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="agents_agent_name_once")]

    def __str__(self) -> str:
        return self.name


class AgentChannel(models.Model):
    """A channel is answered by one agent."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE)
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.agent} on {self.channel}"


class AgentVersion(models.Model):
    """Immutable, a trigger refuses; once a turn ran it, it stays. ``tiers`` is an ordered list of {tier, provider, model, max_tokens, temperature}, ``tools`` names of tools,
    ``triage`` what follows from what triage finds (see ``agents.sorting``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    prompt = models.TextField()
    tiers = models.JSONField(default=list, blank=True)
    tools = models.JSONField(default=list, blank=True)
    triage = models.JSONField(default=list, blank=True)
    escalate_below = models.DecimalField(max_digits=3, decimal_places=2, default="0.50")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "number"], name="agents_version_number_once")]

    def __str__(self) -> str:
        return f"{self.agent} v{self.number}"


class Turn(models.Model):
    """One run of an agent on one version of a conversation. Its state is this row and its steps; no worker is held while it waits.

    queued -> prepared -> answered -> proposed; any live state -> superseded | failed. A leg is claimed by ``lease_until``.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        PREPARED = "prepared", _("Prepared")
        ANSWERED = "answered", _("Answered")
        PROPOSED = "proposed", _("Proposed")
        SUPERSEDED = "superseded", _("Superseded")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="turns")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    agent_version = models.ForeignKey(AgentVersion, on_delete=models.PROTECT, related_name="turns")
    conversation_version = models.PositiveIntegerField()
    message = models.UUIDField(help_text="The newest customer message it answers.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    written_steps: int | None = None
    """How many steps there are, where the worker that has the turn knows it."""
    found: Sequence[StepDraft] = ()
    """Drafts of steps that the worker that has the turn has done and not stored yet."""
    went_wrong: bool = False
    """Whether the leg that the worker has just done was broken off."""

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], name="agents_turn_live", condition=Q(status__in=["queued", "prepared", "answered"]))
        ]
        constraints = [models.UniqueConstraint(fields=["conversation", "conversation_version"], name="agents_one_turn_per_version")]

    def __str__(self) -> str:
        return f"{self.agent_version} {self.status}"


class Step(models.Model):
    """One recorded part of a turn with the exact request and response (content ids). Never changed."""

    class Kind(models.TextChoices):
        TRIAGE = "triage", _("Triage")
        REDACT = "redact", _("Redacted for the model")
        RECALL = "recall", _("Passages looked up")
        MODEL = "model", _("Model call")
        TOOL = "tool", _("Tool call")
        GROUND = "ground", _("Checked against sources")
        PROPOSE = "propose", _("Proposed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tier = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=120, blank=True)
    request = models.CharField(max_length=64, blank=True)
    response = models.CharField(max_length=64, blank=True)
    summary = models.JSONField(default=dict, help_text="Counts and codes for the story page; no personal data.")
    milliseconds = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    currency = models.CharField(max_length=3, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="agents_step_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ReplaySet(models.Model):
    """Turns that are replayed together. ``is_required``: no version is activated before the set has run clean on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="replay_sets")
    name = models.CharField(max_length=80)
    is_required = models.BooleanField(default=False)
    changed_at = models.DateTimeField(help_text="When a turn was last added; runs from before do not speak for it.")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    turns = models.ManyToManyField(Turn, through="ReplayMember", related_name="replay_sets")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="agents_replay_set_name_once")]

    def __str__(self) -> str:
        return self.name


class ReplayMember(models.Model):
    set = models.ForeignKey(ReplaySet, on_delete=models.CASCADE)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "turn"], name="agents_replay_member_once")]

    def __str__(self) -> str:
        return f"{self.turn_id} in {self.set}"


class ReplayRun(models.Model):
    """One replay of some turns: as recorded, or with the versions and model named here. Never changed once finished.

    ``rules`` is the digest of the policy version's rules when the run began: a draft may be edited afterwards. ``job`` tells how far it is;
    ``lease_until`` whether a worker has it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="replay_runs")
    set = models.ForeignKey(ReplaySet, null=True, on_delete=models.SET_NULL, related_name="runs")
    policy_version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    rules = models.CharField(max_length=64, blank=True)
    agent_version = models.ForeignKey(AgentVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    model = models.CharField(max_length=120, blank=True)
    turns = models.JSONField(default=list, help_text="Ids of the turns, in order.")
    job = models.UUIDField()
    is_clean = models.BooleanField(null=True)
    counts = models.JSONField(default=dict)
    lease_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-id"], name="agents_replay_recent"),
            models.Index(fields=["lease_until"], name="agents_replay_live", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"replay of {len(self.turns)} turns"

    @property
    def is_changed(self) -> bool:
        """Whether anything stands in the place of what was recorded."""
        return bool(self.policy_version_id or self.agent_version_id or self.model or self.rules)

    @property
    def asks_a_model(self) -> bool:
        return bool(self.agent_version_id or self.model)


class ReplayResult(models.Model):
    """What became of one turn. ``content`` holds both sides and every difference, under the key of the conversation."""

    class State(models.TextChoices):
        IDENTICAL = "identical", _("Identical")
        REDRAFTED = "redrafted", _("Same rulings, another draft")
        CHANGED = "changed", _("Different")
        FAILED = "failed", _("Could not be replayed")
        ERASED = "erased", _("Erased")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ReplayRun, on_delete=models.CASCADE, related_name="results")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    differences = models.PositiveIntegerField(default=0)
    sockets = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "turn"], name="agents_replay_result_once")]

    def __str__(self) -> str:
        return self.state
