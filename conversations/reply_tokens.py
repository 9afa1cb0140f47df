"""Our reply token under the workspace's own key: made for what we send, believed only when it was made here."""

from __future__ import annotations

from uuid import UUID

from audit import keys
from connectors.mail import reply_token


def _key(workspace: UUID) -> bytes:
    """A key of its own, derived from the workspace's look-up key."""
    return bytes.fromhex(keys.lookup_hash(workspace, "key:reply-token"))


def create(workspace: UUID, conversation: UUID) -> str:
    """42 characters that bring an answer back into ``conversation``."""
    return reply_token.create(conversation, _key(workspace))


def conversation_of(workspace: UUID, token: str) -> UUID | None:
    """The conversation that ``token`` was made for; None when it is empty, forged, or another workspace's."""
    return reply_token.parse(token, _key(workspace)) if token else None
