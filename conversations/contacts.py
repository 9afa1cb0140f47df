"""Who wrote: addresses are found by their keyed hash alone; merging and splitting contacts are each other's reverse."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import keys
from audit.recorder import record
from conversations.models import Contact, ContactAddress
from kit.actor import Actor
from kit.errors import InvalidInput, TransitionError


def lookup(workspace: UUID, kind: str, address: str) -> str:
    """The keyed hash an address is searched by: hex, 64 characters; upper and lower case are one address."""
    return keys.lookup_hash(workspace, f"{kind}:{address.strip().lower()}")


def contact_for(workspace: UUID, kind: str, address: str, name: str, *, verified: bool) -> Contact:
    """The contact behind an address, made on first sight; follows merges. ``verified`` marks the address as proven."""
    key = lookup(workspace, kind, address)
    found = _find(workspace, kind, key) or _make(workspace, kind, address, key, name)
    if verified and found.verified_at is None:
        ContactAddress.objects.filter(id=found.id, verified_at=None).update(verified_at=timezone.now())
    return survivor(found.contact)


def _find(workspace: UUID, kind: str, key: str) -> ContactAddress | None:
    return ContactAddress.objects.select_related("contact__merged_into").filter(workspace_id=workspace, kind=kind, lookup=key).first()


def _make(workspace: UUID, kind: str, address: str, key: str, name: str) -> ContactAddress:
    try:
        with transaction.atomic():
            contact = Contact.objects.create(workspace_id=workspace, name=name[:200])
            return ContactAddress.objects.create(
                workspace_id=workspace, contact=contact, kind=kind, address=address.strip().lower()[:320], lookup=key
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


@transaction.atomic
def merge(contact: Contact, into: Contact, *, acting_user: Actor) -> None:
    """Say that ``contact`` is ``into``. Nothing is moved, so ``split`` takes it back."""
    list(Contact.objects.select_for_update().filter(id__in=[contact.id, into.id]).order_by("id"))
    into.refresh_from_db(fields=["merged_into"])
    _check_merge(contact, into)
    changed = Contact.objects.filter(id=contact.id, merged_into=None).update(merged_into=into)
    if not changed:
        raise TransitionError("This contact is merged already. Split it first.")
    contact.merged_into = into
    record("contact.merged", workspace=contact.workspace_id, actor=acting_user, subject=contact.id, data={"into": str(into.id)})


def _check_merge(contact: Contact, into: Contact) -> None:
    if contact.workspace_id != into.workspace_id:
        raise InvalidInput("Both contacts must belong to the same workspace.")
    if survivor(into).id == contact.id or contact.id == into.id:
        raise InvalidInput("A contact cannot be merged into itself.")


@transaction.atomic
def split(contact: Contact, *, acting_user: Actor) -> None:
    """Take a merge back."""
    old = contact.merged_into_id
    changed = Contact.objects.filter(id=contact.id, merged_into__isnull=False).update(merged_into=None)
    if not changed:
        raise TransitionError("This contact is not merged into another one.")
    contact.merged_into = None
    record("contact.split", workspace=contact.workspace_id, actor=acting_user, subject=contact.id, data={"from": str(old)})
