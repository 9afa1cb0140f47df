"""Our reply token under the workspace's own key: made for what we send, believed only when it was made here."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from audit import keys
from connectors.mail import reply_token
from connectors.models import Channel
from connectors.registry import adapter
from connectors.types import Address, Outbound


def _key(workspace: UUID) -> bytes:
    """A key of its own, derived from the workspace's look-up key."""
    return bytes.fromhex(keys.lookup_hash(workspace, "key:reply-token"))


def create(workspace: UUID, conversation: UUID) -> str:
    """42 characters that bring an answer back into ``conversation``."""
    return reply_token.create(conversation, _key(workspace))


def conversation_of(workspace: UUID, token: str) -> UUID | None:
    """The conversation that ``token`` was made for; None when it is empty, forged, or another workspace's."""
    return reply_token.parse(token, _key(workspace)) if token else None


def stamp(outbound: Outbound, channel: Channel, conversation: UUID) -> Outbound:
    """``outbound`` with the token of its conversation, as a part of what is approved, so that every try carries the same one.

    It stands in the Message-ID, which answers repeat; and in a Reply-To of its own where the channel's parameter ``plus_addressing``
    says that the mailbox takes ``name+anything@``. Channels without threads know their conversation by themselves.
    """
    if not adapter(channel.kind).capabilities.threads:
        return outbound
    token = create(channel.workspace_id, conversation)
    marked = replace(outbound, headers={**outbound.headers, reply_token.HEADER: f"cs{token}"})
    if channel.parameters.get("plus_addressing") and channel.address:
        marked = replace(marked, reply_to=Address(reply_token.address_with(token, channel.address), outbound.sender.name))
    return marked
