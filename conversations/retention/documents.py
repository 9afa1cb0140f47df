"""Replaced versions of documents: their text and passages go when the rule of their class no longer keeps them. The current version stays.

What a turn quoted lies in the content of its conversation and is kept, or goes, with that.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from audit.recorder import record
from conversations.erasure import holds
from conversations.erasure.models import LegalHold
from conversations.memory.models import Chunk, Document
from conversations.retention.progress import Took
from kit.actor import Actor

CLASSES: Final = ("public", "internal")


def purge(workspace: UUID, data_class: str, before: datetime, *, dry_run: bool, actor: Actor, until: float, took: Took) -> tuple[int, int]:
    """How many versions went (or would go), and how many a legal hold keeps: while one stands anywhere in the workspace, all of them."""
    found = list(due(workspace, data_class, before).values_list("id", flat=True))
    if held(workspace):
        return 0, len(found)
    if dry_run:
        return len(found), 0
    gone = 0
    for identity in found:
        if time.monotonic() > until:
            break
        gone += _empty(identity, actor, took)
    return gone, 0


def due(workspace: UUID, data_class: str, before: datetime) -> QuerySet[Document]:
    """Versions of the class whose successor came before ``before``."""
    later = Document.objects.filter(workspace=OuterRef("workspace"), source=OuterRef("source"), version__gt=OuterRef("version")).order_by()
    replaced = later.values("source").annotate(at=Min("created_at")).values("at")
    rows = Document.objects.filter(workspace=workspace, data_class=data_class, is_current=False, purged_at=None)
    return rows.annotate(replaced_at=Subquery(replaced)).filter(replaced_at__lt=before).order_by("id")


def held(workspace: UUID) -> bool:
    """A held conversation may rest on any of them, and which ones is content."""
    return LegalHold.objects.filter(workspace=workspace, lifted_at=None).exists()


@transaction.atomic
def _empty(identity: UUID, actor: Actor, took: Took) -> bool:
    """Text and passages together or not at all; the row stays as what its digest, version and class were."""
    row = Document.objects.select_for_update().filter(id=identity, is_current=False, purged_at=None).first()
    if row is None:
        return False
    holds.none_meanwhile(row.workspace_id)
    if held(row.workspace_id):
        return False
    Chunk.objects.filter(document=row).delete()
    Document.objects.filter(id=row.id).update(text="", chunk_count=0, purged_at=timezone.now())
    data = {"version": row.version, "digest": row.digest, "class": row.data_class}
    record("memory.document_purged", workspace=row.workspace_id, actor=actor, subject=row.id, data=data)
    took(documents=1)
    return True
