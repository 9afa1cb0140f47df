"""Who wrote: addresses are found by their keyed hash alone, and every look-up follows merges. Merging itself is in ``actions``."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import keys
from conversations.models import Contact, ContactAddress
from conversations.plain import plain


@dataclass(frozen=True, slots=True)
class Known:
    """The contact behind an address, merges followed. ``newly_verified`` is the address that was proven just now, if it was."""

    contact: Contact
    lookup: str
    newly_verified: UUID | None = None


def lookup(workspace: UUID, kind: str, address: str) -> str:
    """The keyed hash an address is searched by: hex, 64 characters; upper and lower case are one address."""
    return keys.lookup_hash(workspace, f"{kind}:{plain(address.strip().lower(), 2000)}")


def meet(workspace: UUID, kind: str, address: str, name: str, *, verified: bool) -> Known:
    """The contact behind an address, made on first sight. ``verified`` marks the address as proven.

    Inside a transaction. The address stays locked until its end, so that two messages of one sender are taken one after the other.
    """
    key = lookup(workspace, kind, address)
    found = _find(workspace, kind, key) or _make(workspace, kind, address, key, name)
    newly = verified and found.verified_at is None
    if newly:
        ContactAddress.objects.filter(id=found.id).update(verified_at=timezone.now())
    return Known(survivor(found.contact), key, found.id if newly else None)


def find(workspace: UUID, kind: str, address: str) -> Contact | None:
    """The contact that uses ``address``, merges followed."""
    rows = ContactAddress.objects.select_related("contact__merged_into")
    found = rows.filter(workspace_id=workspace, kind=kind, lookup=lookup(workspace, kind, address)).first()
    return survivor(found.contact) if found else None


def _find(workspace: UUID, kind: str, key: str) -> ContactAddress | None:
    rows = ContactAddress.objects.select_related("contact__merged_into").select_for_update(of=("self",), no_key=True)
    return rows.filter(workspace_id=workspace, kind=kind, lookup=key).first()


def _make(workspace: UUID, kind: str, address: str, key: str, name: str) -> ContactAddress:
    try:
        with transaction.atomic():
            contact = Contact.objects.create(workspace_id=workspace, name=plain(name, 200))
            return ContactAddress.objects.create(
                workspace_id=workspace, contact=contact, kind=kind, address=plain(address.strip().lower(), 320), lookup=key
            )
    except IntegrityError:  # another process met the same address at the same moment
        found = _find(workspace, kind, key)
        if found is None:
            raise
        return found


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
    rows = ContactAddress.objects.filter(contact_id__in=family(contact.id))
    return sorted(rows, key=lambda one: (one.verified_at is None, one.kind, one.address))
