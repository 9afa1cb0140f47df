"""What turns text into a vector: an OpenAI-compatible endpoint when one is configured, else the local embedder. One protocol for both."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from connectors.providers import openai
from connectors.providers.errors import ProviderError
from conversations.memory import local
from kit.ids import uuid7
from policies import budgets

Vector = list[float]
REFUSED = "may_not_go_there"


class Embedder(Protocol):
    """``model`` names what is stored beside each vector; texts come back as unit vectors of one length, in order.

    ``holds`` are the classes of data in the texts: what may not go to the endpoint is not embedded (ProviderError, ``may_not_go_there``).
    What it costs is on the account that is bound (``budgets.paying``), else on the workspace's. Never called inside a transaction.
    """

    @property
    def model(self) -> str: ...

    def embed(self, texts: Sequence[str], workspace: UUID, holds: Collection[str]) -> list[Vector]: ...


class Local:
    model = local.MODEL

    def embed(self, texts: Sequence[str], workspace: UUID, holds: Collection[str]) -> list[Vector]:
        return [local.vector(text).tolist() for text in texts]


class Endpoint:
    """Batches of 64 texts; an answer of the wrong shape raises ``ProviderError``."""

    batch = 64

    def __init__(self, endpoint: openai.Endpoint) -> None:
        self.endpoint, self.model = endpoint, endpoint.model

    def embed(self, texts: Sequence[str], workspace: UUID, holds: Collection[str]) -> list[Vector]:
        check(self.model, holds)
        found: list[Vector] = []
        for start in range(0, len(texts), self.batch):
            found.extend(self._batch(list(texts[start : start + self.batch]), budgets.payer(workspace)))
        return found

    def _batch(self, texts: list[str], payer: budgets.Payer) -> list[Vector]:
        held = self._reserved(payer, texts)
        try:
            got = openai.embed(self.endpoint, texts)
        except ProviderError as error:
            if not error.may_be_charged:
                budgets.release(held)
            raise
        used = got.input_tokens or (budgets.most_of(texts) if held else 0)  # an endpoint that does not say is not free of charge
        money = budgets.cost_of_answer(self.model, got.model, used, 0, timezone.now()) or (None, "", None)
        budgets.spent(payer, budgets.Spending("embedding", got.model, uuid7(), "", used, 0, *money), settles=held)
        return got.vectors

    def _reserved(self, payer: budgets.Payer, texts: list[str]) -> UUID | None:
        try:
            return budgets.reserve(payer, budgets.Wanted("embedding", self.model, budgets.most_of(texts), 0, self.endpoint.timeout))
        except budgets.Refused as refused:
            raise ProviderError(refused.message, code=refused.code, permanent=True, attempts=0) from refused


def embedding_model() -> str:
    """The endpoint's embedding model: setting or environment OPENAI_EMBEDDING_MODEL; empty means the local embedder."""
    return str(getattr(settings, "OPENAI_EMBEDDING_MODEL", "") or os.environ.get("OPENAI_EMBEDDING_MODEL", ""))


def allowed() -> frozenset[str] | None:
    """The classes of data that may go to the endpoint; None is all."""
    words = frozenset(settings.OPENAI_EMBEDDING_CLASSES)
    return None if "all" in words else words - {"none"}


def check(model: str, holds: Collection[str]) -> None:
    """As each tier of an agent: a class that is not allowed there stays here. Raises ProviderError with no attempt made."""
    may = allowed()
    kept = sorted(set(holds) - may) if may is not None else []
    if kept:
        place = ", ".join(filter(None, settings.OPENAI_EMBEDDING_PLACE[:2])) or "a place that is not stated"
        raise ProviderError(f"Data of class {', '.join(kept)} may not go to {model} ({place}).", code=REFUSED, permanent=True, attempts=0)


def current() -> Embedder:
    model = embedding_model()
    return Endpoint(openai.endpoint(model=model, timeout=20.0)) if model else Local()
