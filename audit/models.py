"""Rows of the ledger. No foreign key leads out of here: a workspace, an actor, a subject is a UUID; names lie in content."""

from __future__ import annotations

from datetime import UTC
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.fields import CurrentTransaction, Xid8Field, from_body
from kit.ids import uuid7


class EvidenceError(TypeError):
    """Evidence is written by ``audit.recorder`` and the sealer, and never changed."""


class Evidence(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EvidenceError("Entries are written by audit.recorder.record(), seals by the sealer.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EvidenceError("Evidence is never deleted. Erasure destroys keys and content.")


class Entry(Evidence):
    """One thing that happened. ``body`` is the entry; the other columns are computed from it by PostgreSQL or say when it was written.

    Order of sealing is (epoch, xid, id); order of causes inside a conversation is ``stream_no``, 1, 2, 3 without a gap.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    xid = Xid8Field(db_default=CurrentTransaction())
    epoch = models.PositiveIntegerField()
    body = models.TextField()
    event = from_body("audit_text", "event", models.TextField())
    workspace = from_body("audit_uuid", "workspace", models.UUIDField())
    actor = from_body("audit_uuid", "actor", models.UUIDField(null=True))
    actor_kind = from_body("audit_text", "actor_kind", models.TextField())
    subject = from_body("audit_uuid", "subject", models.UUIDField(null=True))
    stream = from_body("audit_uuid", "stream", models.UUIDField(null=True))
    stream_no = from_body("audit_number", "stream_no", models.BigIntegerField(null=True))
    at = from_body("audit_instant", "at", models.DateTimeField())

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["epoch", "xid", "id"], name="audit_entry_sealing"),
            models.Index(fields=["workspace", "id"], name="audit_entry_workspace"),
            models.Index(fields=["subject", "id"], name="audit_entry_subject", condition=Q(subject__isnull=False)),
            models.Index(fields=["workspace", "actor_kind", "event", "id"], name="audit_entry_event"),
            models.Index(fields=["workspace", "actor", "event", "id"], name="audit_entry_actor", condition=Q(actor__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["stream", "stream_no"], name="audit_stream_number_once", condition=Q(stream__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"


class Stream(models.Model):
    """The counter of one conversation's entries; its row lock gives ``stream_no`` without gaps."""

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.UUIDField()
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.id} {self.last}"


class Seal(Evidence):
    """The place of an entry in its workspace: ``seq`` counts from 0 without a gap.

    leaf_hash = SHA-256(0x00 || body); link = SHA-256(link of seq - 1, or nothing || leaf_hash).
    """

    entry = models.UUIDField(primary_key=True, editable=False)
    workspace = models.UUIDField()
    seq = models.BigIntegerField()
    leaf_hash = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "seq"], name="audit_seal_place_once")]

    def __str__(self) -> str:
        return f"{self.workspace} {self.seq}"


class Node(Evidence):
    """The root of a complete subtree: of the 2**level leaves from index * 2**level on. Levels 8, 16 and so on are kept, for quick proofs."""

    pk = models.CompositePrimaryKey("workspace", "level", "index")
    workspace = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.workspace} {self.level} {self.index}"


class SigningKey(models.Model):
    """An Ed25519 key that signs checkpoints. ``wrapped`` is its private half under the key-encryption key, empty once it is retired."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    public = models.BinaryField(max_length=32)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Checkpoint(Evidence):
    """The signed root of a workspace's first ``size`` entries; ``note`` is what others keep, in the C2SP tlog-checkpoint format."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.UUIDField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    key = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "size"], name="audit_checkpoint_size_once")]
        indexes = [models.Index(fields=["workspace", "at"], name="audit_checkpoint_time")]

    def __str__(self) -> str:
        return f"{self.workspace} {self.size}"

    def as_json(self) -> dict[str, Any]:
        """As commands and anchors write it."""
        root, at = bytes(self.root).hex(), self.at.astimezone(UTC).isoformat(timespec="milliseconds")
        return {"workspace": str(self.workspace), "size": self.size, "root": root, "at": at, "note": self.note}


class Anchoring(models.Model):
    """That an anchor keeps a checkpoint; ``receipt`` is its own word for it: a place in a file, a commit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    anchor = models.CharField(max_length=60)
    workspace = models.UUIDField()
    size = models.BigIntegerField()
    checkpoint = models.UUIDField()
    receipt = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["workspace", "anchor", "-size"], name="audit_anchoring_newest")]

    def __str__(self) -> str:
        return f"{self.anchor} {self.workspace} {self.size}"


class AnchorState(models.Model):
    """How an anchor is doing: when it was last tried, when it last kept something, and what is wrong with it."""

    name = models.CharField(max_length=60, primary_key=True)
    every = models.FloatField()
    tried_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Epoch(models.Model):
    """One life of the ledger in one database cluster. Transaction ids start anew in another cluster, so a restored dump opens the next."""

    number = models.PositiveIntegerField(primary_key=True)
    system_identifier = models.CharField(max_length=20)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"epoch {self.number}"


class SealerState(models.Model):
    """How far sealing has come (everything up to ``xid``, ``entry`` of ``epoch`` has its seal) and that the sealer lives. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.PositiveIntegerField(default=0)
    xid = Xid8Field(default=0)
    entry = models.UUIDField(default=None, null=True)
    sealed = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    process = models.CharField(max_length=120, blank=True)
    held_since = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_one_sealer_state")]

    def __str__(self) -> str:
        return f"sealed {self.sealed}"


class Verification(models.Model):
    """The answer of one run of ``audit verify``, so that pages can say "verified 14:02". ``workspace`` null: all of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    ok = models.BooleanField()
    entries = models.BigIntegerField()
    last_seq = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, blank=True)
    first_bad = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-finished_at"], name="audit_verification_latest")]

    def __str__(self) -> str:
        return "ok" if self.ok else self.kind


class DataKey(models.Model):
    """Which key protects what: one living key per workspace, conversation and data subject. The wrapped key lies in the key store."""

    class Purpose(models.TextChoices):
        CONTENT = "content"
        LOOKUP = "lookup"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.UUIDField()
    purpose = models.CharField(max_length=7, choices=Purpose.choices, default=Purpose.CONTENT)
    conversation = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "purpose", "conversation", "subject"],
                condition=Q(destroyed_at__isnull=True),
                nulls_distinct=False,
                name="audit_one_living_key",
            )
        ]
        indexes = [
            models.Index(fields=["conversation"], name="audit_key_conversation", condition=Q(conversation__isnull=False)),
            models.Index(fields=["subject"], name="audit_key_subject", condition=Q(subject__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WrappedKey(models.Model):
    """A data key, wrapped by the key-encryption key: the key store as long as it is this database."""

    id = models.UUIDField(primary_key=True, editable=False)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Content(models.Model):
    """Something said, written or attached: compressed, then AES-256-GCM under its data key. ``id`` = HMAC(data key, plaintext)."""

    id = models.CharField(max_length=64, primary_key=True)
    workspace = models.UUIDField()
    key = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.id


class PurgedContent(models.Model):
    """That a content once was here and was purged; written by the trigger that lets the purge through."""

    id = models.CharField(max_length=64, primary_key=True)
    workspace = models.UUIDField()
    purged_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.id


class RedactedContent(models.Model):
    """What took the place of a content when a person's words were taken out of it. The entries that name the old id still lead here."""

    old = models.CharField(max_length=64, primary_key=True)
    new = models.CharField(max_length=64, db_index=True)
    workspace = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.old
