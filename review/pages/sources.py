"""A document behind a draft, for the reviewer who wants to see a passage in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from accounts.models import User, Workspace
from accounts.permissions import roles
from conversations.memory.models import Chunk, Document
from kit.errors import NotFound
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of
from review.pages.texts import Span, parts

_WORDS: Final = re.compile(r"(\d{1,9})-(\d{1,9})")
TITLES: Final = {"passage": "The passage the draft rests on", "words": "The words it rests on"}


def read(user: User, workspace: Workspace, identity: UUID, passage: str, words: str = "") -> dict[str, Any]:
    """``words`` is ``start-end`` of the text: what in the passage says it. NotFound for a document of another workspace and for one whose roles leave the user out."""
    document = Document.objects.filter(id=identity, workspace=workspace).first()
    if document is None or (document.roles and not {str(role) for role in roles(user, workspace.id)} & set(document.roles)):
        raise NotFound("There is no such document.")
    chunk = _chunk(document, passage)
    private = _private(document)
    spans = [*_around(chunk, private, _range(words, chunk)), *private] if chunk else private
    return {"title": document.title, "document": document, "heading": chunk.heading if chunk else "", "parts": parts(document.text, spans)}


def _private(document: Document) -> list[Span]:
    """What everybody may read is not masked; what only members may read is, by the rules for reviewers."""
    if document.data_class == Document.Class.PUBLIC:
        return []
    found = Cover(rules_of(document.workspace_id)).found(document.text, document.language, identity=f"document:{document.id}")
    return [Span(one.start, one.end, "private", "Masked by the rules for reviewers", one.shown) for one in found]


def _range(words: str, chunk: Chunk) -> tuple[int, int] | None:
    """Only what lies in the passage can have said it."""
    found = _WORDS.fullmatch(words)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    return (start, end) if chunk.start <= start < end <= chunk.end else None


def _around(chunk: Chunk, private: list[Span], words: tuple[int, int] | None) -> list[Span]:
    """The passage, but for what is masked in it; the words in it that say it are marked by themselves."""
    places = [one for one in private if one.start < chunk.end and chunk.start < one.end]
    edges = [chunk.start, *(edge for one in places for edge in (one.start, one.end)), chunk.end]
    pieces = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
    cuts = [(*one, kind) for piece in pieces for one, kind in _split(piece, words)]
    first = {kind: start for start, _, kind in reversed(cuts)}
    return [Span(start, end, kind, TITLES[kind], anchor=kind if first[kind] == start else "") for start, end, kind in cuts]


def _split(piece: tuple[int, int], words: tuple[int, int] | None) -> Iterator[tuple[tuple[int, int], str]]:
    start, end = piece
    if words is None or words[1] <= start or end <= words[0]:
        yield piece, "passage"
        return
    first, last = max(start, words[0]), min(end, words[1])
    parts_of = [((start, first), "passage"), ((first, last), "words"), ((last, end), "passage")]
    yield from (one for one in parts_of if one[0][0] < one[0][1])


def _chunk(document: Document, passage: str) -> Chunk | None:
    try:
        return Chunk.objects.filter(document=document, id=UUID(passage)).first()
    except ValueError:
        return None
