"""Customers by name, as one reader may see them: masked by the rules for reviewers unless they see evidence."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from accounts.permissions import may
from audit import sealed
from conversations import covering, evidence
from conversations.models import ContactAddress
from conversations.querysets import contacts_visible_to
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of

NAMELESS = "Somebody without a name"


def customers(user: User, workspace: UUID, known: Collection[UUID]) -> dict[UUID, str]:
    """By id: a name, else an address. Whoever is gone is not among them."""
    contacts = list(contacts_visible_to(user).filter(workspace=workspace, id__in=known))
    sealed.open_all(contacts, "name")
    nameless = [one.id for one in contacts if not one.name]
    rows = list(ContactAddress.objects.filter(contact__in=nameless).order_by("-id"))
    sealed.open_all(rows, "address")
    addresses = {one.contact_id: one.address for one in rows}
    cover = None if may(user, workspace, "see_evidence") else Cover(rules_of(workspace))
    told = {one.id: one.name or addresses.get(one.id, "") for one in contacts}
    covering.ready()
    return {key: (cover.name(text) if cover else text) or NAMELESS for key, text in told.items()}


def find(workspace: UUID, who: str) -> UUID | None:
    """By id or address, merges followed."""
    found = evidence.subject(workspace, who)
    return found.ids[0] if found else None
