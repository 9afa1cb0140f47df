"""What an agent may quote: documents cut into chunks, found again by words and by nearness in meaning."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

if TYPE_CHECKING:
    from conversations.memory.recall import Hit

UNKNOWN: Final = ("personal",)


def search(
    workspace: UUID, query: str, *, k: int = 10, user: Any = None, language: str = "", holds: Collection[str] = UNKNOWN
) -> list[Hit]:
    """The ``k`` best chunks for ``query``, best first.

    ``user`` None sees what may be quoted to customers (class public); a user sees what their roles in the workspace allow.
    ``language`` (ISO 639-1) spares the guess where the caller knows it. ``holds`` are the classes of data in the query: what may not go to
    the embedding endpoint is looked up by its words alone; a query of which nobody knows may hold personal data.
    """
    from conversations.memory import recall  # numpy and the glossary load at the first search, not with the models

    return recall.search(workspace, query, k=k, user=user, language=language, holds=holds)
