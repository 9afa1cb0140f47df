"""A document behind a draft, for the reviewer who wants to see a passage in its place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User, Workspace
from accounts.permissions import roles
from conversations.memory.models import Chunk, Document
from kit.errors import NotFound
from review.pages.texts import Span, parts


def read(user: User, workspace: Workspace, identity: UUID, passage: str) -> dict[str, Any]:
    """NotFound for a document of another workspace and for one whose roles leave the user out."""
    document = Document.objects.filter(id=identity, workspace=workspace).first()
    if document is None or (document.roles and not {str(role) for role in roles(user, workspace.id)} & set(document.roles)):
        raise NotFound("There is no such document.")
    chunk = _chunk(document, passage)
    spans = [Span(chunk.start, chunk.end, "passage", "The passage the draft rests on")] if chunk else []
    return {"title": document.title, "document": document, "heading": chunk.heading if chunk else "", "parts": parts(document.text, spans)}


def _chunk(document: Document, passage: str) -> Chunk | None:
    try:
        return Chunk.objects.filter(document=document, id=UUID(passage)).first()
    except ValueError:
        return None
