"""A reply that came back: which of our messages a bounce is about, and what that means for its conversation.

Bounces seldom answer to the message they are about; they carry it, or its header, inside. Ids are looked for in the raw bytes,
because a report of any shape holds the line ``Message-ID: <...>`` somewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from audit.recorder import Recording
from connectors.models import Channel
from connectors.types import Envelope
from conversations.models import Conversation, Message
from conversations.plain import plain
from conversations.threading import id_key, thread_ids
from kit.actor import SYSTEM

_ID = re.compile(rb"(?mi)^(?:>\s*)*(?:Original-|X-Original-)?(?:Message-ID|In-Reply-To)[ \t]*:\s{0,4}<([^<>\r\n]{1,300})>")
_ACTION = re.compile(rb"(?mi)^Action[ \t]*:[ \t]*([a-z]{1,20})")
_READ = 1_000_000  # bytes of a report that are looked through
_MOST = 50


@dataclass(frozen=True, slots=True)
class Bounced:
    """``final`` unless the report says that the mail is only delayed, or has arrived after all."""

    conversation: UUID
    message: UUID
    final: bool


def find(channel: Channel, envelope: Envelope, raw: bytes) -> Bounced | None:
    """Our message that a bounce is about, None when it is about nothing of ours."""
    if envelope.machine != "bounce":
        return None
    inside = [plain(one.decode("latin-1").strip(), 300) for one in _ID.findall(raw[:_READ])[-_MOST:]]
    ids = [id_key(channel.workspace_id, one) for one in dict.fromkeys([*reversed(inside), *thread_ids(envelope)])]
    ours = Message.objects.filter(channel=channel, direction=Message.Direction.OUTBOUND, external_lookup__in=[one for one in ids if one])
    found = {one.external_lookup: one for one in ours}
    first = next((found[one] for one in ids if one in found), None)
    return Bounced(first.conversation_id, first.id, _is_final(raw)) if first else None


def _is_final(raw: bytes) -> bool:
    said = {word.lower() for word in _ACTION.findall(raw[:_READ])}
    return not said or b"failed" in said


def entry(conversation: Conversation, bounced: Bounced, bounce: Message) -> Recording:
    data = {"message": bounced.message, "bounce": bounce.id}
    return Recording("conversation.message_bounced", conversation.workspace_id, SYSTEM, bounced.message, conversation.id, data)
