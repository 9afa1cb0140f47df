"""What is derived from chunks for searching: words with their weights, and a vector."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from connectors.providers.errors import ProviderError
from conversations.memory import embedding, reading, words
from conversations.memory.models import Chunk, ChunkIndex, Document

logger = logging.getLogger(__name__)

_INSERT = """
INSERT INTO derived.conversations_chunk_index (chunk_id, workspace_id, data_class, roles, words, embedding, dimensions, model)
SELECT u.chunk, %(workspace)s, %(class)s, %(roles)s,
       setweight(to_tsvector(%(config)s::regconfig, u.head), 'A') || to_tsvector(%(config)s::regconfig, u.body)
         || setweight(to_tsvector('simple', u.parts), 'C') || setweight(to_tsvector('simple', u.head), 'A'),
       u.vector::halfvec, coalesce(vector_dims(u.vector::halfvec), 0), u.model
FROM unnest(%(chunks)s::uuid[], %(heads)s::text[], %(bodies)s::text[], %(parts)s::text[], %(vectors)s::text[], %(models)s::text[])
     AS u(chunk, head, body, parts, vector, model)
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """``parts`` are the parts of compounds in the body; ``vector`` None when the endpoint did not answer."""

    chunk: UUID
    head: str
    body: str
    parts: str
    vector: list[float] | None
    model: str


def prepare(document: Document, chunks: Sequence[Chunk]) -> list[Prepared]:
    heads = [f"{document.title}. {chunk.heading}" for chunk in chunks]
    bodies = [reading.bare(chunk.text) for chunk in chunks]
    model, vectors = _vectors([f"{head}\n{body}" for head, body in zip(heads, bodies, strict=True)], document)
    compounding = document.language in words.COMPOUNDING
    parts = [_parts(f"{head} {body}") if compounding else "" for head, body in zip(heads, bodies, strict=True)]
    columns = zip(chunks, heads, bodies, parts, vectors, strict=True)
    return [Prepared(chunk.id, head, body, part, vector, model) for chunk, head, body, part, vector in columns]


def _vectors(texts: list[str], document: Document) -> tuple[str, list[list[float] | None]]:
    """An endpoint that does not answer costs the vectors, not the document: they are made up for by ``refresh``."""
    embedder = embedding.current()
    try:
        return embedder.model, [
            vector if any(vector) else None for vector in embedder.embed(texts, document.workspace_id, [document.data_class])
        ]
    except ProviderError as error:
        logger.warning("memory.embedding_failed", extra={"code": error.code})
        return "", [None] * len(texts)


def _parts(text: str) -> str:
    return " ".join(part for word in words.telling(text) for part in words.parts(word))


def insert(document: Document, prepared: Sequence[Prepared]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "workspace": document.workspace_id,
                "class": document.data_class,
                "roles": json.dumps(document.roles),
                "config": document.config,
                "chunks": [one.chunk for one in prepared],
                "heads": [one.head for one in prepared],
                "bodies": [one.body[:100_000] for one in prepared],
                "parts": [one.parts for one in prepared],
                "vectors": [str(one.vector) if one.vector else None for one in prepared],
                "models": [one.model if one.vector else "" for one in prepared],
            },
        )


def drop(document: Document) -> None:
    ChunkIndex.objects.filter(chunk__document=document).delete()


def refresh(workspace: UUID) -> int:
    """Make the vectors anew that are missing or of another model than the one configured; returns how many documents were done."""
    model = embedding.current().model
    stale = ChunkIndex.objects.filter(workspace_id=workspace).exclude(model=model).values("chunk__document")
    unindexed = Document.objects.filter(workspace_id=workspace, is_current=True, chunk_count__gt=0, chunks__index=None)
    ids = {row["chunk__document"] for row in stale} | set(unindexed.values_list("id", flat=True))
    for document in Document.objects.filter(id__in=ids, is_current=True):
        prepared = prepare(document, list(document.chunks.order_by("number")))
        with transaction.atomic():
            drop(document)
            insert(document, prepared)
    return len(ids)
