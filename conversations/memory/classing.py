"""Saying anew who a document is for. It counts for the next search at once."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.permissions import require
from audit.recorder import record
from conversations.memory.models import ChunkIndex, Document
from kit.errors import InvalidInput, TransitionError


@transaction.atomic
def set_class(document: Document, data_class: str, *, acting_user: User) -> Document:
    """Raises InvalidInput for no class of documents, TransitionError for a version that was replaced."""
    require(acting_user, document.workspace_id, "edit_policy")
    if data_class not in Document.Class.values:
        raise InvalidInput(f"A document is one of {', '.join(Document.Class.values)}.")
    row = Document.objects.select_for_update().get(id=document.id)
    if not row.is_current:
        raise TransitionError("This version was replaced. Change the current one.")
    if row.data_class == data_class:
        return row
    before, row.data_class = row.data_class, data_class
    row.save(update_fields=["data_class"])
    ChunkIndex.objects.filter(chunk__document=row).update(data_class=data_class)
    data = {"class": data_class, "class_before": before}
    record("memory.document_class_changed", workspace=row.workspace_id, actor=acting_user.as_actor(), subject=row.id, data=data)
    return row
