"""What conversations themselves have to empty: rows, keyed hashes, the change log's names, the limiter's keys."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import redis
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from audit.erasers import Counts, Subject
from audit.recorder import record
from conversations import states
from conversations.chat import limits
from conversations.models import Attachment, Contact, ContactAddress, Conversation, Message, Participant, Preview
from kit import shared_redis
from kit.actor import SYSTEM

GONE = "[erased]"
MESSAGE, FILE, PREVIEW = "conversations_message", "conversations_attachment", "derived.conversations_preview"
PARTICIPANT, CONVERSATION = "conversations_participant", "conversations_conversation"
CONTACT, ADDRESS, LOG, LIMITS = "conversations_contact", "conversations_contactaddress", "auditlog_logentry", f"redis:{limits.PREFIX}"


class ConversationEraser:
    covers = (MESSAGE, FILE, PREVIEW, PARTICIPANT, CONVERSATION, CONTACT, ADDRESS, LOG, LIMITS)

    def locate(self, subject: Subject) -> Counts:
        mine = {"conversation__in": subject.conversations}
        return {
            CONVERSATION: len(subject.conversations),
            MESSAGE: Message.objects.filter(**mine).count(),
            FILE: Attachment.objects.filter(message__conversation__in=subject.conversations).count(),
            PREVIEW: Preview.objects.filter(**mine).count(),
            PARTICIPANT: Participant.objects.filter(**mine).count(),
            CONTACT: Contact.objects.filter(_named(), id__in=subject.contacts).count(),
            ADDRESS: ContactAddress.objects.filter(contact__in=subject.contacts).count(),
            LOG: _log(subject.contacts).count(),
        }

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        """Ids of content stay: the story says of each that it was erased."""
        files = Attachment.objects.filter(message__conversation=conversation)
        return {
            MESSAGE: _emptied(Message.objects.filter(conversation=conversation)),
            FILE: files.exclude(name=GONE).update(name=GONE, sha256=""),
            PREVIEW: Preview.objects.filter(conversation=conversation).exclude(sender=GONE).update(subject=GONE, snippet="", sender=GONE),
            PARTICIPANT: Participant.objects.filter(conversation=conversation).delete()[0],
            CONVERSATION: _closed(conversation),
        }

    def finish(self, subject: Subject) -> Counts:
        named = Contact.objects.filter(_named(), id__in=subject.contacts)
        return {
            CONTACT: named.update(name="", tier=""),
            ADDRESS: ContactAddress.objects.filter(contact__in=subject.contacts).delete()[0],
            LOG: sum(_log([one]).update(object_repr=str(one)) for one in subject.contacts),
            LIMITS: _forget_limits(subject.lookups),
        }


def _emptied(messages: QuerySet[Message]) -> int:
    """Thread ids and hashes of the words; what made a message unreadable may quote it."""
    messages.exclude(quarantined__in=["", GONE]).update(quarantined=GONE)
    return messages.exclude(external_id="", content_hash="").update(external_id="", content_hash="")


def _closed(conversation: UUID) -> int:
    """Nobody can answer it any more, so it waits for nobody."""
    row = Conversation.objects.get(id=conversation)
    old = row.status
    fields = states.move(row, states.Status.RESOLVED)
    if fields:
        record(
            "conversation.status_changed", workspace=row.workspace_id, actor=SYSTEM, subject=row.id, stream=row.id,
            data={"old": old, "new": row.status},
        )  # fmt: skip
    elif not (row.subject_key or row.intent):
        return 0
    row.subject_key, row.intent = "", ""
    row.save(update_fields=["subject_key", "intent", *fields])
    return 1


def _named() -> Q:
    return ~Q(name="", tier="")


def _log(contacts: Iterable[UUID]) -> QuerySet[LogEntry]:
    """The change log names what was changed: a contact by its name."""
    ids = [str(one) for one in contacts]
    rows: QuerySet[LogEntry] = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Contact), object_pk__in=ids).exclude(
        object_repr__in=ids
    )
    return rows


def _forget_limits(lookups: Iterable[str]) -> int:
    """Their keys are hashes and end by themselves within the hour; an unreachable Redis keeps nothing from going on."""
    names = [limits.key(lookup, rule) for lookup in lookups for rule in limits.MESSAGES]
    try:
        return int(shared_redis.client().delete(*names)) if names else 0
    except redis.RedisError:
        return 0
