"""Documents, their chunks, and what is derived from them for searching."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from accounts.models import Workspace
from kit.ids import uuid7


class Document(models.Model):
    """One version of a document. ``text`` is the decoded source (Markdown, text) or the text of the page (HTML).

    Offsets of chunks count code points of ``text``. A new version replaces the current one; what was quoted stays readable.
    """

    class Class(models.TextChoices):
        PUBLIC = "public", _("May be quoted to customers")
        INTERNAL = "internal", _("For members of the workspace only")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="documents")
    source = models.CharField(max_length=500, help_text=_("Path or address it was loaded from: the document's identity."))
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=8, blank=True)
    config = models.CharField(max_length=30, default="simple", help_text=_("Text search configuration of its language."))
    data_class = models.CharField(max_length=10, choices=Class.choices, default=Class.PUBLIC)
    roles = models.JSONField(default=list, blank=True, help_text=_("Roles that may read it; empty means every member."))
    digest = models.CharField(max_length=64)
    text = models.TextField()
    chunk_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    purged_at = models.DateTimeField(null=True, editable=False, help_text=_("When retention emptied this replaced version."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source", "version"], name="conversations_document_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "source"], condition=Q(is_current=True), name="conversations_document_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Chunk(models.Model):
    """A passage: ``document.text[start:end]``. ``heading`` is the path of headings above it, joined by " > "."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="conversations_chunk_number_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class ChunkIndex(models.Model):
    """What is searched; only chunks of current versions have a row. Derived: left out of backups and rebuilt at will.

    ``model`` names what made ``embedding``; vectors of different models are never compared. Null until an endpoint has answered.
    """

    chunk = models.OneToOneField(Chunk, primary_key=True, on_delete=models.CASCADE, related_name="index")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    data_class = models.CharField(max_length=10)
    roles = models.JSONField(default=list)
    words = SearchVectorField()
    embedding = HalfVectorField(null=True)
    dimensions = models.PositiveSmallIntegerField(default=0)
    model = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = 'derived"."conversations_chunk_index'
        indexes = [GinIndex(fields=["words"], name="conversations_chunk_words")]

    def __str__(self) -> str:
        return str(self.chunk_id)
