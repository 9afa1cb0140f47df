"""Customers and conversations by name, as one reader may see them: masked by the rules for reviewers unless they see evidence."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from accounts.permissions import may
from audit import sealed
from conversations import covering, evidence
from conversations.models import ContactAddress, Conversation
from conversations.querysets import contacts_visible_to, conversations_visible_to
from kit.ids import as_uuid
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of

NAMELESS = "Somebody without a name"


def cover_for(user: User, workspace: UUID) -> Cover:
    """What the rules for reviewers hide from this reader, whatever the channel; nothing from who sees evidence."""
    covering.ready()
    return Cover({} if may(user, workspace, "see_evidence") else rules_of(workspace))


def customers(user: User, workspace: UUID, known: Collection[UUID]) -> dict[UUID, str]:
    """By id: a name, else an address. Whoever is gone is not among them."""
    contacts = list(contacts_visible_to(user).filter(workspace=workspace, id__in=known))
    sealed.open_all(contacts, "name")
    nameless = [one.id for one in contacts if not one.name]
    rows = list(ContactAddress.objects.filter(contact__in=nameless).order_by("-id"))
    sealed.open_all(rows, "address")
    addresses = {one.contact_id: one.address for one in rows}
    cover = cover_for(user, workspace)
    told = {one.id: one.name or addresses.get(one.id, "") for one in contacts}
    return {key: cover.name(text) or NAMELESS for key, text in told.items()}


def conversations(user: User, workspace: UUID, known: Collection[UUID]) -> dict[UUID, str]:
    """By id: what they are about. Whichever is gone is not among them."""
    rows = list(conversations_visible_to(user).filter(workspace=workspace, id__in=known))
    if not may(user, workspace, "see_evidence"):
        covering.cover(rows, workspace)
    return {one.id: (one.preview.subject if getattr(one, "preview", None) else "") or "(no subject)" for one in rows}


def find_conversation(workspace: UUID, told: str) -> UUID | None:
    """By id, merges followed."""
    identity = as_uuid(told)
    found = Conversation.objects.filter(workspace=workspace, id=identity).first() if identity else None
    return (found.merged_into_id or found.id) if found else None


def find(workspace: UUID, who: str) -> UUID | None:
    """By id or address, merges followed."""
    found = evidence.subject(workspace, who)
    return found.ids[0] if found else None
