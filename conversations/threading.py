"""Which conversation a message belongs to: by thread ids, then by our reply token, then by subject and contact in a window.

A thread id alone lets in only who has taken part before (wrote or was addressed): ids leak through forwards and lists, and a
stranger who joins would be answered with another customer's matter. A valid reply token proves that our own mail was received.

What answers to a merged conversation goes to the one it is merged into. What was closed as spam is joined by a token alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from audit import keys
from connectors.models import Channel
from connectors.types import Envelope
from conversations import reply_tokens, sql
from conversations.contacts import Known
from conversations.models import Conversation
from conversations.plain import plain

WINDOW = timedelta(days=10)
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwort|sv|vs|ref|rif|r|odp|tr|fw|fwd|wg|i|rv|enc|doorst|vb|tr|ynt|ilt|ответ|"
    r"на|пересл|hl|回复|回覆|答复|転送|返信|답장|رد)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*",
    re.IGNORECASE,
)


def plain_subject(subject: str) -> str:
    """The subject without any Re:, AW:, Fwd: in front, in one case and with single spaces."""
    text = " ".join(subject.split())
    for _ in range(10):
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text.casefold()


def subject_key(workspace: UUID, subject: str) -> str:
    """Keyed hash of the plain subject; empty for a subject too short to mean anything."""
    text = plain_subject(subject)
    return keys.lookup_hash(workspace, f"subject:{plain(text, 2000)}") if len(text) >= 4 else ""


def id_key(workspace: UUID, external_id: str) -> str:
    """Keyed hash of a message's id on its channel, as it stands in ``external_lookup``; empty for none."""
    return keys.lookup_hash(workspace, f"message:{plain(external_id, 300)}") if external_id else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The conversation a message continues, and by what it was found: ids, token, subject or bounce."""

    conversation: UUID
    by: str


def find(channel: Channel, envelope: Envelope, sender: Known) -> Found | None:
    """The conversation ``envelope`` continues, or None for a new one."""
    return _by_ids(channel, envelope, sender) or _by_token(channel, envelope) or _by_subject(channel, envelope, sender)


def thread_ids(envelope: Envelope) -> list[str]:
    """Message ids the envelope answers to, nearest first, at most 50, as they stand in ``external_id``."""
    ids = [envelope.in_reply_to, *reversed(envelope.references)]
    return list(dict.fromkeys(plain(one, 300) for one in ids if one))[:50]


def _by_ids(channel: Channel, envelope: Envelope, sender: Known) -> Found | None:
    ids = [id_key(channel.workspace_id, one) for one in thread_ids(envelope)]
    if not ids:
        return None
    found = {identity: (conversation, takes_part) for identity, conversation, takes_part in sql.by_ids(channel.id, ids, sender.lookup)}
    nearest = (found[one] for one in ids if one in found)
    return next((Found(conversation, "ids") for conversation, takes_part in nearest if takes_part or envelope.machine), None)


def _by_token(channel: Channel, envelope: Envelope) -> Found | None:
    """Believed from any address: who has the token has received our mail."""
    token = reply_tokens.conversation_of(channel.workspace_id, envelope.reply_token)
    rows = Conversation.objects.filter(channel=channel, id=token).values_list("id", "merged_into") if token else ()
    return next((Found(merged or identity, "token") for identity, merged in rows), None)


def _by_subject(channel: Channel, envelope: Envelope, sender: Known) -> Found | None:
    """The same subject within the window, where this contact has written before. To have been addressed is not enough: anybody can
    put a stranger's address in Cc and wait for a subject that everyone uses."""
    key = subject_key(channel.workspace_id, envelope.subject)
    if not key or not envelope.sender.address or sender.is_new:
        return None
    found = sql.by_subject(channel.id, key, sender.contact, timezone.now() - WINDOW)
    return Found(found, "subject") if found else None
