"""A document behind a draft, for the reviewer who wants to see a passage in its place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import User, Workspace
from accounts.permissions import roles
from conversations.memory.models import Chunk, Document
from kit.errors import NotFound
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of
from review.pages.texts import Span, parts


def read(user: User, workspace: Workspace, identity: UUID, passage: str) -> dict[str, Any]:
    """NotFound for a document of another workspace and for one whose roles leave the user out."""
    document = Document.objects.filter(id=identity, workspace=workspace).first()
    if document is None or (document.roles and not {str(role) for role in roles(user, workspace.id)} & set(document.roles)):
        raise NotFound("There is no such document.")
    chunk = _chunk(document, passage)
    private = _private(document)
    spans = [*_around(chunk, private), *private] if chunk else private
    return {"title": document.title, "document": document, "heading": chunk.heading if chunk else "", "parts": parts(document.text, spans)}


def _private(document: Document) -> list[Span]:
    """What everybody may read is not masked; what only members may read is, by the rules for reviewers."""
    if document.data_class == Document.Class.PUBLIC:
        return []
    found = Cover(rules_of(document.workspace_id)).found(document.text, document.language, identity=f"document:{document.id}")
    return [Span(one.start, one.end, "private", "Masked by the rules for reviewers", one.shown) for one in found]


def _around(chunk: Chunk, private: list[Span]) -> list[Span]:
    """The passage, but for what is masked in it."""
    places = [one for one in private if one.start < chunk.end and chunk.start < one.end]
    edges = [chunk.start, *(edge for one in places for edge in (one.start, one.end)), chunk.end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Span(start, end, "passage", "The passage the draft rests on") for start, end in pairs if start < end]


def _chunk(document: Document, passage: str) -> Chunk | None:
    try:
        return Chunk.objects.filter(document=document, id=UUID(passage)).first()
    except ValueError:
        return None
