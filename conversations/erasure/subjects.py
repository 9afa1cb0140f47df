"""Who is meant, and which conversations are theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from audit import erasers, erasing, sealed
from audit.erasers import Subject
from conversations import contacts
from conversations.chat import tokens
from conversations.erasure.models import ErasureRequest, LegalHold
from conversations.erasure.wording import GONE
from conversations.models import Contact, ContactAddress, Conversation, Message, Participant
from kit.errors import NotFound
from kit.ids import as_uuid

KINDS = ("email", "chat", "phone")


@dataclass(frozen=True, slots=True)
class Meant:
    """``contact`` is the one that stands for all that were merged; None: an address that others wrote to and nobody wrote from."""

    contact: Contact | None
    lookup: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do now. ``own``: conversations of the person; ``guest``: of others, in which they wrote; ``addressed``: of
    others, in which their address stands in To or Cc; ``shared``: of their own, in which others wrote. ``counts`` are rows by place.
    ``holds`` stop it."""

    subject: Subject
    own: frozenset[UUID]
    guest: frozenset[UUID]
    addressed: frozenset[UUID]
    with_addressed: bool
    holds: tuple[LegalHold, ...]
    shared: frozenset[UUID] = frozenset()

    @property
    def redacted(self) -> frozenset[UUID]:
        """Others keep these: the person's words and what names them are taken out."""
        return self.subject.conversations - (self.own - self.shared)

    @property
    def whole(self) -> frozenset[UUID]:
        return self.own - self.shared

    @property
    def counts(self) -> dict[str, int]:
        """Of the conversations that go whole, and of the person."""
        one = replace(self.subject, conversations=self.whole)
        found = [erasing.of_conversations(one.workspace, one.conversations, one.contacts)]
        found += [eraser.locate(one) for eraser in erasers.registered().values()]
        return erasers.added(*found)


def find(workspace: UUID, text: str) -> Meant:
    """By address, phone number, chat user or id of a contact. Raises NotFound, also for one that was erased."""
    wanted = text.strip()
    identity = as_uuid(wanted)
    if identity:
        known = Contact.objects.select_related("merged_into").filter(workspace=workspace, id=identity).first()
        if known and contacts.addresses(contacts.survivor(known)):
            return Meant(contacts.survivor(known))
    hashes = [contacts.lookup(workspace, kind, one) for kind in _kinds(workspace) for one in _spellings(wanted, kind)] if wanted else []
    found = ContactAddress.objects.select_related("contact__merged_into").filter(workspace=workspace, lookup__in=hashes).first()
    if found:
        return Meant(contacts.survivor(found.contact), found.lookup)
    taking_part = Participant.objects.filter(conversation__workspace=workspace, lookup__in=hashes).values_list("lookup", flat=True).first()
    if taking_part:
        return Meant(None, taking_part)
    raise NotFound("Nobody with this address, number or id is known here.")


def _kinds(workspace: UUID) -> list[str]:
    return sorted({*KINDS, *ContactAddress.objects.filter(workspace=workspace).values_list("kind", flat=True).distinct()})


def _spellings(text: str, kind: str) -> set[str]:
    """A phone number with and without what people write between its digits; a chat user as the host page names them."""
    digits = "".join(one for one in text if one.isdigit() or one == "+")
    spellings = {text, digits} if len(digits) > 5 and not any(one.isalpha() for one in text) else {text}
    return spellings | ({tokens.address_of(text)} if kind == "chat" else set())


def plan(request: ErasureRequest) -> Plan:
    """As things stand now; a message that comes in later is found by the next one."""
    return of_meant(request.workspace_id, Meant(request.contact, request.lookup), with_addressed=request.with_addressed)


def of_meant(workspace: UUID, meant: Meant, *, with_addressed: bool) -> Plan:
    family = frozenset(contacts.family(meant.contact.id)) if meant.contact else frozenset[UUID]()
    rows, people = list(ContactAddress.objects.filter(contact__in=family)), list(Contact.objects.filter(id__in=family))
    sealed.open_all(rows, "address")
    sealed.open_all(people, "name")
    lookups = frozenset({row.lookup for row in rows} | ({meant.lookup} if meant.lookup else set()))
    own = frozenset(Conversation.objects.filter(workspace=workspace, contact__in=family).values_list("id", flat=True))
    wrote = frozenset(Message.objects.filter(workspace=workspace, contact__in=family).values_list("conversation", flat=True))
    took_part = Participant.objects.filter(conversation__workspace=workspace, lookup__in=lookups)
    addressed = frozenset(took_part.values_list("conversation", flat=True)) - own - wrote
    names = frozenset(one.name for one in people if one.name)
    subject = Subject(workspace, family, lookups, frozenset(row.address for row in rows), names)
    subject = replace(subject, conversations=own | wrote | (addressed if with_addressed else frozenset()))
    return Plan(subject, own, wrote - own, addressed, with_addressed, holds_on(subject), _shared(own, family))


def _shared(conversations: frozenset[UUID], family: frozenset[UUID]) -> frozenset[UUID]:
    """Those in which somebody else wrote, too, and was not erased before."""
    inbound = Message.objects.filter(conversation__in=conversations, direction=Message.Direction.INBOUND, contact__isnull=False)
    return frozenset(inbound.exclude(contact__in=family).exclude(quarantined=GONE).values_list("conversation", flat=True))


def holds_on(subject: Subject) -> tuple[LegalHold, ...]:
    """Those in force on the person, on one of the conversations, or on somebody who takes part in one."""
    rows = LegalHold.objects.filter(workspace=subject.workspace, lifted_at=None)
    on_people = [
        one
        for one in rows.exclude(contact=None).select_related("contact__merged_into")
        if one.contact_id in subject.contacts or _takes_part(one, subject)
    ]
    return (*on_people, *rows.filter(conversation__in=subject.conversations))


def _takes_part(hold: LegalHold, subject: Subject) -> bool:
    family = contacts.family(contacts.survivor(hold.contact).id) if hold.contact else set()
    mine = Conversation.objects.filter(id__in=subject.conversations)
    wrote = Message.objects.filter(conversation__in=subject.conversations, contact__in=family)
    return mine.filter(contact__in=family).exists() or wrote.exists()
