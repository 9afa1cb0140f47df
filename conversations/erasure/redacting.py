"""A conversation that others keep: the person's words and what names them are taken out, the rest is stored again under new keys."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from audit import content, erasers, redacting
from audit.erasers import Counts, Redaction, Subject
from audit.recorder import record
from connectors.types import Address
from conversations import contacts, documents
from conversations.documents import MessageDocument
from conversations.erasure import resealing
from conversations.erasure.models import AccessExport
from conversations.erasure.wording import Redactor, Wording
from conversations.models import Attachment, Contact, Conversation, Message
from kit.actor import Actor

EXPORT = "conversations_accessexport"
LONGEST_FILE = 200_000
"""Bytes of a text file of theirs that is learnt, to be found where others quote it."""


def redact_conversation(subject: Subject, row: Conversation, *, actor: Actor, reason: str, request: UUID | None) -> Counts:
    """Inside a transaction that holds the conversation and has looked for holds. Raises Busy."""
    messages = list(Message.objects.filter(conversation=row).order_by("seq"))
    said = documents.load_many(messages)
    theirs = [one for one in messages if one.contact_id in subject.contacts]
    redactor = Redactor(_wording(subject, row, messages, said))
    redaction = Redaction(
        row.workspace_id, row.id, subject.contacts, subject.lookups, frozenset(one.id for one in theirs),
        min((one.seq for one in theirs), default=row.last_seq + 1), redactor.text, redactor.data,
    )  # fmt: skip
    several = [eraser.redact(redaction) for eraser in erasers.registered().values()]
    gone, kept = redaction.gone, resealing.read(row.id, subject.contacts)
    changed = redacting.conversation(
        row.workspace_id, row.id, lambda identity, data: None if identity in gone else redactor.data(data),
        apart=subject.contacts, actor=actor, reason=reason, request=request,
    )  # fmt: skip
    resealing.write(kept)
    several.append(_exports(subject, row, messages, actor))
    data = {"reason": reason, "request": request, "keys": changed.get("audit_datakey", 0), "contents": changed.get("audit_content", 0)}
    told = {**data, "messages": len(theirs)}
    record("erasure.conversation_redacted", workspace=row.workspace_id, actor=actor, subject=row.id, stream=row.id, data=told)
    return erasers.added(*several, changed)


def _wording(subject: Subject, row: Conversation, messages: list[Message], said: dict[UUID, MessageDocument]) -> Wording:
    wording = Wording(names=set(subject.names), marks=set(subject.addresses))
    first = min((one.seq for one in messages if one.contact_id in subject.contacts), default=0)
    for one in messages:
        _meet(wording, subject, row, said[one.id], theirs=one.contact_id in subject.contacts)
        if one.contact_id not in subject.contacts and one.seq < first:
            wording.others.append(said[one.id].full_text or said[one.id].text)
    for one in messages:
        if one.contact_id in subject.contacts:
            _learn(wording, row, one, said[one.id])
    return wording


def _meet(wording: Wording, subject: Subject, row: Conversation, document: MessageDocument, *, theirs: bool) -> None:
    """Who is named in the head of a message: the person, by the keyed hash of the address, or somebody else."""
    for one in _people(document):
        if one.address and contacts.lookup(row.workspace_id, row.channel.kind, one.address) in subject.lookups:
            wording.marks.add(one.address)
            wording.names |= {one.name} - {""}
        elif not (theirs and one in (document.sender, *document.reply_to)):
            wording.others += [one.address, one.name]


def _people(document: MessageDocument) -> Iterable[Address]:
    return (document.sender, *document.to, *document.cc, *document.reply_to)


def _learn(wording: Wording, row: Conversation, message: Message, document: MessageDocument) -> None:
    wording.marks |= {one for one in (message.external_id,) if one}
    subject = document.subject if message.seq == 1 else ""
    for text in (document.text or document.full_text, document.signature, document.hidden, subject):
        wording.learn(text, row.language)
    for file in Attachment.objects.filter(message=message):
        wording.marks |= {file.name} if len(file.name) > 3 else set()
        if file.content and file.size <= LONGEST_FILE:
            _learn_file(wording, row, file)


def _learn_file(wording: Wording, row: Conversation, file: Attachment) -> None:
    data = content.get_many(row.workspace_id, [file.content]).get(file.content, b"")
    try:
        wording.learn(data.decode(), row.language)
    except UnicodeDecodeError:
        return


def _exports(subject: Subject, row: Conversation, messages: list[Message], actor: Actor) -> Counts:
    """Access exports of others who have this conversation: zips that hold it as it was. They can be asked for again."""
    people = {one for one in (row.contact_id, *(message.contact_id for message in messages)) if one}
    others = Contact.objects.filter(id__in=people - subject.contacts).select_related("merged_into")
    families = {member for one in others for member in contacts.family(contacts.survivor(one).id)}
    made = list(AccessExport.objects.select_for_update(of=("self",)).filter(contact__in=families).exclude(content=""))
    if not made:
        return {}
    data = {"count": len(made), "reason": "erasure"}
    record("audit.content.purged", workspace=row.workspace_id, actor=actor, subject=row.id, stream=row.id, data=data)
    return {EXPORT: content.purge(row.workspace_id, [one.content for one in made])}
