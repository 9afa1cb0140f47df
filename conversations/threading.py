"""Which conversation a message belongs to: by thread ids, then by our reply token, then by subject and sender in a window.

A thread id alone lets in only who has taken part before (wrote or was addressed): ids leak through forwards and lists, and a
stranger who joins would be answered with another customer's matter. A valid reply token proves that our own mail was received.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from audit import keys
from connectors.models import Channel
from connectors.types import Envelope
from conversations.models import Conversation, Message, Participant

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
    return keys.lookup_hash(workspace, f"subject:{text}") if len(text) >= 4 else ""


def find(channel: Channel, envelope: Envelope, sender: str, contact: UUID, token: UUID | None) -> Conversation | None:
    """The conversation ``envelope`` continues, or None for a new one. ``sender`` is the keyed hash of the sender's address."""
    return _by_token(channel, token) or _by_ids(channel, envelope, sender) or _by_subject(channel, envelope, contact)


def _by_token(channel: Channel, token: UUID | None) -> Conversation | None:
    return Conversation.objects.filter(channel=channel, id=token).first() if token else None


def thread_ids(envelope: Envelope) -> Sequence[str]:
    """Message ids the envelope answers to, nearest first, at most 50."""
    ids = [envelope.in_reply_to, *reversed(envelope.references)]
    return list(dict.fromkeys(one for one in ids if one))[:50]


def _by_ids(channel: Channel, envelope: Envelope, sender: str) -> Conversation | None:
    ids = thread_ids(envelope)
    if not ids:
        return None
    found = dict(
        Message.objects.filter(channel=channel, external_id__in=[one[:300] for one in ids]).values_list("external_id", "conversation_id")
    )
    for conversation_id in dict.fromkeys(found[one] for one in ids if one in found):
        if envelope.machine or Participant.objects.filter(conversation_id=conversation_id, lookup=sender).exists():
            return Conversation.objects.get(id=conversation_id)
    return None


def _by_subject(channel: Channel, envelope: Envelope, contact: UUID) -> Conversation | None:
    key = subject_key(channel.workspace_id, envelope.subject)
    if not key:
        return None
    recent = Conversation.objects.filter(channel=channel, subject_key=key, contact_id=contact)
    return recent.filter(last_message_at__gte=timezone.now() - WINDOW).order_by("-last_message_at").first()
