"""Shapes for the schema, and the checks of what comes in."""

from __future__ import annotations

from rest_framework import serializers as s

from review.actions import REASONS
from review.models import Decision, Item
from review.pages import tagged

LONGEST_TEXT = 100_000
OUTCOMES = [(code, code) for code in ("approved", "waiting", "refused")]
REASON_CHOICES = [(code, code) for code in sorted(REASONS)]


class ItemSummary(s.Serializer):
    """``seen_digest`` is handed back with a decision: it stands for exactly what was shown."""

    id = s.UUIDField()
    conversation = s.UUIDField()
    queue = s.CharField()
    kind = s.ChoiceField(Item.Kind.choices)
    status = s.ChoiceField(Item.Status.choices)
    reason = s.CharField()
    priority = s.IntegerField(help_text="0 high, 1 normal, 2 low")
    round = s.IntegerField()
    approvals_needed = s.IntegerField()
    approvals_given = s.IntegerField()
    claimed_by = s.UUIDField(allow_null=True)
    lease_until = s.DateTimeField(allow_null=True)
    due_at = s.DateTimeField()
    created_at = s.DateTimeField()
    decided_at = s.DateTimeField(allow_null=True)
    seen_digest = s.CharField()
    available_actions = s.ListField(child=s.CharField())


class ReplyShown(s.Serializer):
    action = s.UUIDField()
    status = s.CharField()
    digest = s.CharField()
    to = s.CharField()
    subject = s.CharField()
    text = s.CharField()
    attachments = s.ListField(child=s.CharField())
    unsupported_sentences = s.IntegerField()
    masked = s.BooleanField()
    erased = s.BooleanField()


class ArgumentShown(s.Serializer):
    path = s.CharField()
    value = s.CharField()
    source = s.CharField()  # type: ignore[assignment]  # the name is the contract's
    trusted = s.BooleanField(allow_null=True)


class ToolShown(s.Serializer):
    action = s.UUIDField()
    status = s.CharField()
    tool = s.CharField()
    arguments = ArgumentShown(many=True)
    writes = s.BooleanField()
    irreversible = s.BooleanField()
    kind = s.ChoiceField([(one, one) for one in ("tool", "triage")])
    says = s.CharField(help_text="What it does, in one line.")


class RulingShown(s.Serializer):
    action = s.UUIDField()
    effect = s.CharField()
    queue = s.CharField()
    rules = s.JSONField()
    reasons = s.JSONField()
    obligations = s.JSONField()
    policy_version = s.UUIDField(allow_null=True)
    error = s.CharField()


class SourceShown(s.Serializer):
    number = s.IntegerField()
    title = s.CharField()
    heading = s.CharField()
    text = s.CharField()
    cited = s.BooleanField()
    document = s.UUIDField(allow_null=True)


class MisusedShown(s.Serializer):
    """``why``: bent, moved or made_up; ``value`` what stands there now, masked by the rules for reviewers."""

    mark = s.CharField()
    why = s.CharField()
    value = s.CharField()


class EvidenceShown(s.Serializer):
    confidence = s.CharField()
    calibrated = s.BooleanField()
    tier = s.CharField()
    model = s.CharField()
    injection = s.ListField(child=s.CharField())
    sources = SourceShown(many=True)
    misused_placeholders = MisusedShown(many=True)


class WholeItem(ItemSummary):
    returned_because = s.CharField()
    obligations = s.JSONField()
    replies = ReplyShown(many=True)
    tools = ToolShown(many=True)
    rulings = RulingShown(many=True)
    evidence = EvidenceShown()


class MaskedField(s.Serializer):
    """``field`` is what ``POST /reveals`` takes; ``shown`` stands in its place."""

    field = s.CharField()
    shown = s.CharField()
    title = s.CharField()


class ClaimNext(s.Serializer):
    queue = s.CharField(required=False, allow_blank=True, max_length=80, help_text="Short name; without it all queues of the user.")
    tag = s.CharField(
        required=False, allow_blank=True, max_length=tagged.LONGEST, help_text="Only what belongs to a conversation that carries it."
    )


class _Decide(s.Serializer):
    seen_digest = s.RegexField(r"^[0-9a-f]{64}$", help_text="`seen_digest` of the item as it was shown.")
    comment = s.CharField(required=False, allow_blank=True, max_length=4000, default="")


class Approve(_Decide):
    pass


class AnswerOneself(_Decide):
    text = s.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    subject = s.CharField(required=False, allow_null=True, max_length=300, default=None)


class Edit(AnswerOneself):
    text = s.CharField(required=False, allow_null=True, max_length=LONGEST_TEXT, trim_whitespace=False, default=None)
    arguments = s.DictField(
        child=s.DictField(child=s.CharField(allow_blank=True, max_length=4000, trim_whitespace=False)), required=False, default=dict,
        help_text="New values for arguments of tool calls: by id of the action, then by path.",
    )  # fmt: skip
    reason = s.ChoiceField(REASON_CHOICES, required=False, allow_blank=True, default="")


class Reject(_Decide):
    reason = s.ChoiceField(REASON_CHOICES)


class Escalate(_Decide):
    queue = s.CharField(max_length=80, help_text="Short name of a queue of the same workspace.")


class Edited(s.Serializer):
    """``status``: approved (it leaves), waiting (somebody else must agree) or refused (the policy denies the text). ``item`` is what waits now."""

    status = s.ChoiceField(OUTCOMES)
    message = s.CharField()
    item = ItemSummary()


class DecisionShown(s.ModelSerializer):
    class Meta:
        model = Decision
        fields = ("id", "item", "user", "person", "round", "verdict", "reason_code", "content_digest", "seen_digest", "ruling_digest", "seconds", "created_at")  # fmt: skip
