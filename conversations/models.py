"""Who writes to us, what was said, and where each conversation stands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from audit import sealed
from connectors.doubts import DOUBTS
from connectors.models import Channel
from kit.ids import uuid7


class Contact(models.Model):
    """A person outside. Merging points ``merged_into`` at the survivor and moves nothing, so a split is the reverse."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="contacts")
    name = sealed.SealedText()
    tier = models.CharField(max_length=30, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The change log keeps this, so it names nobody."""
        return str(self.id)

    def sealed_under(self) -> sealed.Scope:
        return self.workspace_id, None, self.id


class ContactAddress(models.Model):
    """An address of a contact. ``lookup`` is its HMAC under the workspace's key: the only thing searched by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=20)
    address = sealed.SealedText(gone="[erased]")
    lookup = models.CharField(max_length=64)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "contact addresses"
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "lookup"], name="conversations_address_once")]

    def __str__(self) -> str:
        return self.lookup[:8]

    def sealed_under(self) -> sealed.Scope:
        return self.workspace_id, None, self.contact_id


class Conversation(models.Model):
    """``version`` counts inbound messages, delivered outbound, participants and identity level; every approval binds to it.

    ``merged_into`` moves nothing: the messages stay here and are read there, and what comes in later goes there.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING_FOR_US = "waiting_for_us", _("Waiting for us")
        WAITING_FOR_CUSTOMER = "waiting_for_customer", _("Waiting for customer")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")

    class Identity(models.TextChoices):
        VERIFIED = "verified", _("Sender verified")
        SOFT = "soft", _("Sender plausible")
        NONE = "none", _("Sender not verified")

    class Closed(models.TextChoices):
        SPAM = "spam", _("Closed as spam")
        MERGED = "merged", _("Merged into another conversation")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="conversations")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="conversations")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="conversations")
    status = models.CharField(max_length=22, choices=Status.choices, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    last_seq = models.PositiveIntegerField(default=0)
    subject_key = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    urgency = models.CharField(max_length=6, blank=True)
    intent = models.CharField(max_length=40, blank=True)
    identity = models.CharField(max_length=8, choices=Identity.choices, default=Identity.NONE)
    inbound_count = models.PositiveIntegerField(default=0)
    outbound_count = models.PositiveIntegerField(default=0)
    taken_over_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    priority = models.CharField(max_length=6, blank=True, help_text="high, normal or low; empty where the urgency of its messages says.")
    queue = models.CharField(max_length=80, blank=True, help_text="Short name of the queue its items go to where a ruling names none.")
    agent = models.UUIDField(null=True, blank=True, help_text="The agent that answers here, where it is not the one of the channel.")
    closed_as = models.CharField(max_length=6, blank=True, choices=Closed.choices)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    opened_at = models.DateTimeField(auto_now_add=True)
    first_response_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    last_message_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-last_message_at"], name="conversations_recent"),
            models.Index(fields=["workspace", "status", "-last_message_at"], name="conversations_by_status"),
            models.Index(fields=["channel", "subject_key", "-last_message_at"], name="conversations_by_subject"),
            models.Index(fields=["workspace", "-last_message_at"], condition=~Q(tags=[]), name="conversations_tagged"),
            GinIndex(fields=["tags"], condition=~Q(tags=[]), name="conversations_by_tag"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_as="merged", merged_into__isnull=False) | Q(merged_into__isnull=True),
                name="conversations_merged_says_so",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Preview(models.Model):
    """What lists show of a conversation: derived from its content, kept out of backups, rebuilt at will."""

    conversation = models.OneToOneField(Conversation, primary_key=True, on_delete=models.CASCADE, related_name="preview")
    subject = models.CharField(max_length=300, blank=True)
    snippet = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = 'derived"."conversations_preview'

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """One message or internal note. ``content`` names a JSON document in the content store (see ``conversations.documents``).

    ``seq`` is the visible order inside the conversation; chat clients refetch by it. ``external_lookup`` is the keyed hash of ``external_id``
    (``threading.id_key``): the only thing it is found by.
    """

    class Direction(models.TextChoices):
        INBOUND = "in", _("From the customer")
        OUTBOUND = "out", _("To the customer")
        NOTE = "note", _("Internal note")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    direction = models.CharField(max_length=4, choices=Direction.choices)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    external_id = sealed.SealedText()
    external_lookup = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    content = models.CharField(max_length=64)
    raw = models.CharField(max_length=64, blank=True)
    machine = models.CharField(max_length=12, blank=True)
    quarantined = models.CharField(max_length=12, blank=True)
    auth = models.JSONField(default=dict)
    tls = models.CharField(max_length=20, blank=True)
    action = models.UUIDField(null=True, unique=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="conversations_message_seq_once"),
            models.UniqueConstraint(
                fields=["channel", "external_lookup"], condition=~Q(external_lookup=""), name="conversations_message_external_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "content_hash"],
                condition=~Q(content_hash="") & Q(direction="in", external_lookup=""),
                name="conversations_message_hash_once",
            ),
            models.CheckConstraint(
                condition=Q(quarantined__in=["", "[erased]", *DOUBTS]),
                name="conversations_message_doubt_is_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.seq}"

    def sealed_under(self) -> sealed.Scope:
        """As its content."""
        contact = self.contact_id if self.direction == self.Direction.INBOUND else self.conversation.contact_id
        return self.workspace_id, self.conversation_id, contact


class Attachment(models.Model):
    """A file of a message; its bytes are in the content store under ``content``, its digest is ``sha256`` of the plain bytes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = sealed.SealedText(gone="[erased]")
    type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64, blank=True)
    dropped = models.CharField(max_length=120, blank=True, help_text="Why the bytes were not kept, e.g. larger than the limit.")

    def __str__(self) -> str:
        return str(self.id)

    def sealed_under(self) -> sealed.Scope:
        return self.message.sealed_under()


class Participant(models.Model):
    """An address that has taken part in a conversation (wrote, or was addressed): only these may join it by a thread id alone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    lookup = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "lookup"], name="conversations_participant_once")]

    def __str__(self) -> str:
        return self.lookup[:8]


class StatusChange(models.Model):
    """One flip of a conversation's status, with its time and reason; the source of response and resolution times."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="status_changes")
    old = models.CharField(max_length=22)
    new = models.CharField(max_length=22)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class HandOff(models.Model):
    """Why an agent gave a conversation to a person: a closed list, with its time."""

    class Reason(models.TextChoices):
        POLICY_DENIED = "policy_denied", _("The policy denied the action")
        POLICY_REVIEW = "policy_review", _("The policy asked for a person")
        NOTHING_FITS = "nothing_fits", _("No source answers the question")
        MODEL_FAILED = "model_failed", _("The model did not answer")
        CUSTOMER_ASKED = "customer_asked", _("The customer asked for a person")
        REVIEWER_REJECTED = "reviewer_rejected", _("A reviewer rejected the draft")
        DELIVERY_FAILED = "delivery_failed", _("The reply could not be delivered")
        DELIVERY_UNKNOWN = "delivery_unknown", _("It is unclear whether the reply left")
        QUARANTINED = "quarantined", _("The message could not be read")
        BUDGET = "budget", _("The budget is used up")
        MAY_NOT_GO_THERE = "may_not_go_there", _("No model may have this data")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="hand_offs")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    turn = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "turn", "reason"], name="conversations_handoff_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.reason


from conversations.erasure.models import AccessExport, ErasedConversation, ErasureRequest, LegalHold  # noqa: E402, F401 - as below
from conversations.memory.models import Chunk, ChunkIndex, Document  # noqa: E402, F401 - Django finds the models of an app here
from conversations.retention.models import PurgeProgress, RetentionFloor, RetentionRule  # noqa: E402, F401 - as above
