"""Whom an address belongs to, for the bundle about a data subject."""

from __future__ import annotations

from uuid import UUID

from audit.bundle.finders import SubjectFound
from conversations.contacts import family, lookup, survivor
from conversations.models import Contact, ContactAddress, Conversation
from kit.ids import as_uuid


def subject(workspace: UUID, who: str) -> SubjectFound | None:
    """By an address of any kind in use, or the text of a contact's id; merges followed."""
    contact = _by_id(workspace, who) or _by_address(workspace, who)
    if contact is None:
        return None
    standing = survivor(contact)
    ids = (standing.id, *sorted(family(standing.id) - {standing.id}))
    streams = Conversation.objects.filter(workspace=workspace, contact__in=ids).values_list("id", flat=True)
    return SubjectFound(ids, frozenset(streams))


def _by_id(workspace: UUID, who: str) -> Contact | None:
    identity = as_uuid(who)
    return Contact.objects.filter(workspace=workspace, id=identity).first() if identity else None


def _by_address(workspace: UUID, who: str) -> Contact | None:
    kinds = ContactAddress.objects.filter(workspace=workspace).values_list("kind", flat=True).distinct()
    lookups = [lookup(workspace, kind, who) for kind in kinds] if who else []
    found = ContactAddress.objects.select_related("contact__merged_into").filter(workspace=workspace, lookup__in=lookups).first()
    return found.contact if found else None
