"""Who wrote: addresses are found by their keyed hash alone, and every look-up follows merges. Merging itself is in ``actions``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from audit import keys, sealed
from conversations import sql
from conversations.models import Contact, ContactAddress
from conversations.plain import plain
from kit.ids import uuid7


@dataclass(frozen=True, slots=True)
class Known:
    """The contact behind an address, merges followed. ``newly_verified`` is the address that was proven just now, if it was.

    ``is_new``: nobody has heard of them before.
    """

    contact: UUID
    lookup: str
    newly_verified: UUID | None = None
    is_new: bool = False


def lookup(workspace: UUID, kind: str, address: str) -> str:
    """The keyed hash an address is searched by: hex, 64 characters; upper and lower case are one address."""
    return keys.lookup_hash(workspace, f"{kind}:{plain(address.strip().lower(), 2000)}")


def meet(workspace: UUID, kind: str, address: str, name: str, *, verified: bool) -> Known:
    """The contact behind an address, made on first sight. ``verified`` marks the address as proven.

    Inside a transaction. The address stays locked until its end, so that two messages of one sender are taken one after the other.
    """
    key = lookup(workspace, kind, address)
    found = sql.address(workspace, kind, key)
    if found is None:
        values = _met(workspace, plain(address.strip().lower(), 320), plain(name, 200))
        if sql.meet({**values, "kind": kind, "lookup": key, "verified": verified}):
            return Known(values["contact"], key, values["id"] if verified else None, is_new=True)
        found = sql.address(workspace, kind, key)
    if found is None:
        raise Contact.DoesNotExist("An address that another process has just met is gone again.")
    identity, contact, merged, proven = found
    if verified and not proven:
        ContactAddress.objects.filter(id=identity).update(verified_at=timezone.now())
    standing = survivor(Contact.objects.get(id=contact)).id if merged else contact
    return Known(standing, key, identity if verified and not proven else None)


def _met(workspace: UUID, address: str, name: str) -> dict[str, Any]:
    """Somebody new, with a key of their own that name and address are encrypted under."""
    identity, contact = uuid7(), uuid7()
    own = keys.for_writing(workspace, None, contact)
    told = {
        "name": sealed.encrypted(*own, sealed.place(Contact._meta.db_table, "name", contact), name) if name else b"",
        "address": sealed.encrypted(*own, sealed.place(ContactAddress._meta.db_table, "address", identity), address),
    }
    return {"id": identity, "contact": contact, "workspace": workspace, **told}


def find(workspace: UUID, kind: str, address: str) -> Contact | None:
    """The contact that uses ``address``, merges followed."""
    rows = ContactAddress.objects.select_related("contact__merged_into")
    found = rows.filter(workspace_id=workspace, kind=kind, lookup=lookup(workspace, kind, address)).first()
    return survivor(found.contact) if found else None


def survivor(contact: Contact) -> Contact:
    """The contact that ``contact`` was merged into, or itself."""
    seen = {contact.id}
    while contact.merged_into is not None and contact.merged_into_id not in seen:
        contact = contact.merged_into
        seen.add(contact.id)
    return contact


def family(contact: UUID) -> set[UUID]:
    """``contact`` and all that were merged into it, at any depth."""
    everyone, newest = {contact}, {contact}
    while newest:
        newest = set(Contact.objects.filter(merged_into__in=newest).values_list("id", flat=True)) - everyone
        everyone |= newest
    return everyone


def addresses(contact: Contact) -> list[ContactAddress]:
    """Every address of a contact and of those merged into it; proven ones first."""
    rows = list(ContactAddress.objects.filter(contact_id__in=family(contact.id)))
    sealed.open_all(rows, "address")
    return sorted(rows, key=lambda one: (one.verified_at is None, one.kind, one.address))
