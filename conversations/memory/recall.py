"""Hybrid search: PostgreSQL full text with rarer words weighing more, and nearness of vectors, joined by reciprocal rank fusion.

Reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009): score = sum of weight / (60 + rank) over both lists. The weight of
a word is its inverse document frequency as in BM25. Up to ``EXACT`` candidates the vectors are scanned exactly: a filtered HNSW scan
returned the right neighbours in 4 of 100 cases there; above it the index is walked iteratively.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.permissions import roles as roles_of
from connectors.providers.errors import ProviderError
from conversations.memory import embedding, query
from kit import language as languages
from kit import statements

logger = logging.getLogger(__name__)

EXACT = 5_000
POOL = 60
FOREIGN = 0.9
"""What a passage in another language than the question's weighs where there are passages in that one: of two that say the same, the reader
gets the one they can read, and what stands in another language only is found still."""
INDEXED_DIMENSIONS = frozenset({384, 768, 1024, 1536})


@dataclass(frozen=True, slots=True)
class Hit:
    """``text`` is ``document text[start:end]``. ``score`` is the fused one, ``similarity`` the cosine (0-1), ``coverage`` the share
    of what the question's words weigh that the passage holds (0-1)."""

    document_id: UUID
    chunk_id: UUID
    document: str
    source: str
    version: int
    number: int
    heading: str
    text: str
    language: str
    score: float
    similarity: float
    coverage: float
    start: int
    end: int


_SCOPE = """
SELECT coalesce(sum(chunk_count), 0), coalesce(array_agg(DISTINCT config), '{}'), coalesce(array_agg(DISTINCT language), '{}')
FROM conversations_document WHERE workspace_id = %(workspace)s AND is_current
"""

_LEXICAL = """
terms AS MATERIALIZED (
  SELECT term, string_agg(q::text, ' | ')::tsquery AS q
  FROM (SELECT term, to_tsquery(config::regconfig, word) AS q FROM unnest(%(terms)s::int[], %(configs)s::text[], %(words)s::text[])
        AS u(term, config, word)) AS each
  WHERE q::text <> '' GROUP BY term
), matches AS MATERIALIZED (
  SELECT t.term, i.chunk_id, ts_rank('{0.5,0.5,0.7,1.0}', i.words, t.q) AS rank
  FROM terms t JOIN derived.conversations_chunk_index i ON i.words @@ t.q
  WHERE i.workspace_id = %(workspace)s {visible}
), weights AS (
  SELECT t.term, coalesce(m.n, 0) AS n, ln(1 + (%(total)s - coalesce(m.n, 0) + 0.5) / (coalesce(m.n, 0) + 0.5)) AS idf
  FROM terms t LEFT JOIN (SELECT term, count(*) AS n FROM matches GROUP BY term) m USING (term)
), lexical AS (
  SELECT chunk_id, sum(idf * (0.4 + 0.6 * rank)) AS rank, sum(idf) / nullif((SELECT sum(idf) FROM weights), 0) AS coverage,
         row_number() OVER (ORDER BY sum(idf * (0.4 + 0.6 * rank)) DESC, chunk_id) AS place
  FROM matches JOIN weights USING (term) GROUP BY chunk_id ORDER BY 2 DESC LIMIT %(pool)s
)"""

_NEAREST = """
, nearest AS (
  SELECT chunk_id, row_number() OVER (ORDER BY distance, chunk_id) AS place FROM (
    SELECT chunk_id, {distance} AS distance FROM derived.conversations_chunk_index i
    WHERE workspace_id = %(workspace)s AND model = %(model)s AND dimensions = %(dimensions)s {visible} ORDER BY {order} LIMIT %(pool)s
  ) AS found
)"""

_NO_NEAREST = ", nearest AS (SELECT NULL::uuid AS chunk_id, 0::bigint AS place WHERE false)"

_JOINED = """
SELECT d.id, c.id, d.title, d.source, d.version, c.number, c.heading, c.text, d.language,
       f.score * CASE WHEN d.language IN (%(spoken)s, '') THEN 1 ELSE %(foreign_weight)s END AS score, {similarity}, coalesce(f.coverage, 0), c.start, c."end"
FROM (
  SELECT coalesce(l.chunk_id, n.chunk_id) AS chunk_id, coalesce(l.coverage, 0) AS coverage,
         coalesce(%(lexical_weight)s / (60.0 + l.place), 0) + coalesce(%(vector_weight)s / (60.0 + n.place), 0) AS score
  FROM lexical l FULL JOIN nearest n USING (chunk_id)
) AS f
JOIN conversations_chunk c ON c.id = f.chunk_id
JOIN conversations_document d ON d.id = c.document_id
JOIN derived.conversations_chunk_index i ON i.chunk_id = c.id
ORDER BY score DESC, f.coverage DESC, c.id LIMIT %(k)s
"""


def search(workspace: UUID, text: str, *, k: int = 10, user: Any = None, language: str = "", holds: Collection[str] = ()) -> list[Hit]:
    """See ``conversations.memory.search``."""
    roles = sorted(str(role) for role in roles_of(user, workspace)) if user is not None else []
    if k < 1 or (user is not None and not roles) or not text.strip():
        return []
    total, configs, present = statements.ask(_SCOPE, {"workspace": workspace})[0]
    if not total:
        return []
    spoken = language or languages.identify(text).language
    asked = query.build(text, spoken, set(present), set(configs))
    return _run(workspace, asked, _vector(text, workspace, holds), int(total), min(k, POOL), roles if user is not None else None)


def _vector(text: str, workspace: UUID, holds: Collection[str]) -> tuple[str, list[float]]:
    """Model and vector of the question; empty when the endpoint does not answer: words alone still find much."""
    embedder = embedding.current()
    try:
        return embedder.model, embedder.embed([text], workspace, holds)[0]
    except ProviderError as error:
        logger.warning("memory.embedding_failed", extra={"code": error.code})
        return "", []


def _run(workspace: UUID, asked: query.Asked, vector: tuple[str, list[float]], total: int, k: int, roles: list[str] | None) -> list[Hit]:
    model, numbers = vector
    near = any(numbers) and all(map(math.isfinite, numbers))
    walked = near and total > EXACT and len(numbers) in INDEXED_DIMENSIONS
    values = {
        "workspace": workspace, "terms": asked.terms, "configs": asked.configs, "words": asked.words, "total": total, "k": k, "pool": max(POOL, k),
        "model": model, "vector": str(numbers), "dimensions": len(numbers), "roles": roles or [], "lexical_weight": 1.0,
        "vector_weight": 0.8 if asked.native else 1.0, "spoken": asked.spoken, "foreign_weight": FOREIGN if asked.native and asked.spoken else 1.0,
    }  # fmt: skip
    statement = _statement(near, walked, len(numbers), roles is not None)
    if not walked:
        return _fetch(statement, values)
    with transaction.atomic():
        statements.ask("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true)")
        return _fetch(statement, values)


def _statement(near: bool, walked: bool, dimensions: int, as_user: bool) -> str:
    mine = "AND (i.roles = '[]'::jsonb OR i.roles ?| %(roles)s::text[])"
    visible = mine if as_user else "AND i.data_class = 'public' AND i.roles = '[]'::jsonb"
    distance = "embedding <=> %(vector)s::halfvec"
    order = f"({distance}) + 0"
    if walked:
        order = distance = f"embedding::halfvec({dimensions}) <=> %(vector)s::halfvec({dimensions})"
    nearest = _NEAREST.replace("{distance}", distance).replace("{order}", order) if near else _NO_NEAREST
    similarity = (
        "CASE WHEN i.model = %(model)s AND i.dimensions = %(dimensions)s THEN 1 - (i.embedding <=> %(vector)s::halfvec) ELSE 0 END"
        if near
        else "0"
    )
    return f"WITH {_LEXICAL}{nearest}{_JOINED}".replace("{visible}", visible).replace("{similarity}", similarity)


def _fetch(statement: str, values: dict[str, Any]) -> list[Hit]:
    return [_hit(*row) for row in statements.ask(statement, values)]


def _hit(*row: Any) -> Hit:
    score, similarity, coverage = row[9:12]
    values = (*row[:9], round(float(score), 6), max(0.0, float(similarity)), float(coverage), *row[12:])
    return Hit(**dict(zip(Hit.__slots__, values, strict=True)))
