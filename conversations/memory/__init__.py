"""What an agent may quote: documents cut into chunks, found again by words and by nearness in meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from conversations.memory.recall import Hit


def search(workspace: UUID, query: str, *, k: int = 10, user: Any = None, language: str = "") -> list[Hit]:
    """The ``k`` best chunks for ``query``, best first.

    ``user`` None sees what may be quoted to customers (class public); a user sees what their roles in the workspace allow.
    ``language`` (ISO 639-1) spares the guess where the caller knows it.
    """
    from conversations.memory import recall  # numpy and the glossary load at the first search, not with the models

    return recall.search(workspace, query, k=k, user=user, language=language)
