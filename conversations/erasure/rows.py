"""What conversations themselves have to empty: rows, keyed hashes, the change log's names, the limiter's keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from uuid import UUID

import redis
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet

from audit import content
from audit.erasers import Counts, Redaction, Subject
from audit.recorder import record
from conversations import states
from conversations.chat import limits
from conversations.erasure.wording import GONE
from conversations.models import Attachment, Contact, ContactAddress, Conversation, Message, Participant, Preview
from kit import shared_redis
from kit.actor import SYSTEM

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

    def redact(self, redaction: Redaction) -> Counts:
        """Messages of the person go, of others what names the person; no draft fits the thread any more."""
        rows, mine = Message.objects.filter(conversation=redaction.conversation), {"message__in": redaction.messages}
        theirs = rows.filter(id__in=redaction.messages)
        redaction.gone |= {one for pair in theirs.values_list("content", "raw") for one in pair}
        redaction.gone |= set(Attachment.objects.filter(**mine).values_list("content", flat=True))
        redaction.gone |= set(_originals(rows.exclude(id__in=redaction.messages), redaction))
        files = [one for one in _files(rows).exclude(**mine) if _cleaned(one, redaction)]
        return {
            MESSAGE: _taken_out(theirs),
            FILE: len(files) + Attachment.objects.filter(**mine).exclude(name=GONE).update(name=GONE, sha256=""),
            PREVIEW: _shown_without(redaction),
            PARTICIPANT: Participant.objects.filter(conversation=redaction.conversation, lookup__in=redaction.lookups).delete()[0],
            CONVERSATION: _moved_on(redaction),
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
    return messages.exclude(external_lookup="", content_hash="").update(external_id="", external_lookup="", content_hash="")


def _taken_out(theirs: QuerySet[Message]) -> int:
    """Marked, so that no agent answers what is no longer there."""
    rows = theirs.exclude(external_lookup="", content_hash="", quarantined=GONE)
    return rows.update(external_id="", external_lookup="", content_hash="", quarantined=GONE)


def _originals(others: QuerySet[Message], redaction: Redaction) -> Iterator[str]:
    """Messages as they came cannot be changed in parts: they go where what was read from them does."""
    told = dict(others.exclude(raw="").values_list("raw", "content"))
    found = content.get_many(redaction.workspace, told.values())
    yield from (raw for raw, said in told.items() if said not in found or redaction.data(found[said]) != found[said])


def _files(messages: QuerySet[Message]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message__in=messages).select_related("message__conversation")


def _cleaned(file: Attachment, redaction: Redaction) -> bool:
    """A file of somebody else: its name, and its digest where its text is changed."""
    data = content.get_many(redaction.workspace, [file.content]).get(file.content) if file.content else None
    left, name = redaction.data(data) if data is not None else None, redaction.text(file.name)
    if left == data and name == file.name:
        return False
    digest = file.sha256 if left == data else hashlib.sha256(left).hexdigest() if left is not None else ""
    file.name, file.sha256 = name[:255], digest
    file.save(update_fields=["name", "sha256"])
    return True


def _shown_without(redaction: Redaction) -> int:
    """The list names who wrote last, and how the first message was called."""
    row = Preview.objects.filter(conversation=redaction.conversation).first()
    if row is None:
        return 0
    last = Message.objects.filter(conversation=redaction.conversation, direction=Message.Direction.INBOUND).order_by("-seq").first()
    gone = last is not None and last.id in redaction.messages
    subject = GONE if redaction.since == 1 else redaction.text(row.subject)
    told = (subject[:300], "" if gone else redaction.text(row.snippet)[:300], GONE if gone else redaction.text(row.sender)[:200])
    if told == (row.subject, row.snippet, row.sender):
        return 0
    row.subject, row.snippet, row.sender = told
    row.save(update_fields=["subject", "snippet", "sender"])
    return 1


def _moved_on(redaction: Redaction) -> int:
    """An approval given for the thread as it was holds no longer."""
    key = {"subject_key": ""} if redaction.since == 1 else {}
    return Conversation.objects.filter(id=redaction.conversation).update(version=F("version") + 1, **key)


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
