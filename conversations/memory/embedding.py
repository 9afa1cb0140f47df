"""What turns text into a vector: an OpenAI-compatible endpoint when one is configured, else the local embedder. One protocol for both."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from connectors.providers import openai
from conversations.memory import local
from kit.ids import uuid7
from policies import budgets

Vector = list[float]


class Embedder(Protocol):
    """``model`` names what is stored beside each vector; texts come back as unit vectors of one length, in order.

    What it costs is on the account that is bound (``budgets.paying``), else on the workspace's. Never called inside a transaction.
    """

    @property
    def model(self) -> str: ...

    def embed(self, texts: Sequence[str], workspace: UUID) -> list[Vector]: ...


class Local:
    model = local.MODEL

    def embed(self, texts: Sequence[str], workspace: UUID) -> list[Vector]:
        return [local.vector(text).tolist() for text in texts]


class Endpoint:
    """Batches of 64 texts; an answer of the wrong shape raises ``ProviderError``."""

    batch = 64

    def __init__(self, endpoint: openai.Endpoint) -> None:
        self.endpoint, self.model = endpoint, endpoint.model

    def embed(self, texts: Sequence[str], workspace: UUID) -> list[Vector]:
        found: list[Vector] = []
        for start in range(0, len(texts), self.batch):
            found.extend(self._batch(list(texts[start : start + self.batch]), budgets.payer(workspace)))
        return found

    def _batch(self, texts: list[str], payer: budgets.Payer) -> list[Vector]:
        got = openai.embed(self.endpoint, texts)
        money = budgets.cost_of_answer(self.model, got.model, got.input_tokens, 0, timezone.now()) or (None, "", None)
        budgets.spent(payer, budgets.Spending("embedding", got.model, uuid7(), "", got.input_tokens, 0, *money))
        return got.vectors


def embedding_model() -> str:
    """The endpoint's embedding model: setting or environment OPENAI_EMBEDDING_MODEL; empty means the local embedder."""
    return str(getattr(settings, "OPENAI_EMBEDDING_MODEL", "") or os.environ.get("OPENAI_EMBEDDING_MODEL", ""))


def current() -> Embedder:
    model = embedding_model()
    return Endpoint(openai.endpoint(model=model, timeout=20.0)) if model else Local()
