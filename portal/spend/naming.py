"""What rows of a table are called for this reader, and where each leads: to a story, or to what stands behind the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from accounts.models import User, Workspace
from accounts.permissions import may
from agents.models import Agent
from connectors.models import Channel
from conversations import covering, naming
from conversations.models import Conversation
from conversations.querysets import conversations_visible_to
from policies.models import Cost
from portal.spend.scope import NONE, Scope
from review.models import Item

TIERS: Final = {"extractive": "Quoted from documents", "small": "Small", "large": "Large", "person": "A person", "": "Without a tier"}
KINDS: Final = {str(value): str(label) for value, label in Cost.Kind.choices}
GONE: Final = {
    "agent": "An agent that is gone", "conversation": "An erased conversation", "customer": "Somebody erased", "item": "An item that is gone",
}  # fmt: skip
WITHOUT: Final = {"agent": "Without an agent", "model": "Without a name"}


@dataclass(frozen=True, slots=True)
class Name:
    """``quiet`` stands beside it. ``url`` is empty where nothing can be opened any more."""

    label: str
    url: str = ""
    quiet: str = ""


class Names:
    """Names of this page's rows, in a number of queries that does not depend on how many they are."""

    def __init__(self, workspace: Workspace, user: User, scope: Scope) -> None:
        self.workspace, self.user, self.scope = workspace, user, scope
        self.agents = {one.id: one.name for one in Agent.objects.filter(workspace=workspace).order_by("name")}
        self.channels = {one.id: one.name for one in Channel.objects.filter(workspace=workspace).order_by("name")}

    def of(self, keys: Sequence[Any]) -> dict[Any, Name]:
        """By key, of the rows of ``scope.by``."""
        wanted = [key for key in keys if key is not None]
        special = {"conversation": self._conversations, "customer": self._customers, "item": self._items}
        found = special[self.scope.by](wanted) if self.scope.by in special else {key: self._plain(self.scope.by, key) for key in keys}
        return {key: found.get(key) or Name(self._without(key)) for key in keys}

    def _without(self, key: Any) -> str:
        return GONE[self.scope.by] if key is not None else WITHOUT[self.scope.by]

    def _plain(self, by: str, key: Any) -> Name | None:
        """Of an agent, tier, model or kind: it leads to the conversations behind it."""
        label = self.agents.get(key) if by == "agent" else called(by, key)
        url = f"?{self.scope.query(by='conversation', **{by: NONE if key in (None, '') else str(key)})}"
        return Name(label or self._without(key), url)

    def stories(self, keys: Sequence[UUID]) -> dict[UUID, Name]:
        """Of conversations, whatever the table is about; one that is gone leads nowhere."""
        found = self._conversations(keys) if keys else {}
        return {key: found.get(key) or Name(GONE["conversation"]) for key in keys}

    def people(self, keys: Sequence[UUID]) -> dict[UUID, Name]:
        """The same of customers."""
        found = self._customers(keys) if keys else {}
        return {key: found.get(key) or Name(GONE["customer"]) for key in keys}

    def agent(self, key: UUID) -> str:
        return self.agents.get(key, GONE["agent"])

    def _conversations(self, keys: Sequence[UUID]) -> dict[UUID, Name]:
        rows = self._covered(conversations_visible_to(self.user).filter(workspace=self.workspace, id__in=keys))
        return {one.id: self._story(one, one.channel.name) for one in rows}

    def _covered(self, found: Any) -> list[Conversation]:
        rows: list[Conversation] = list(found)
        if not may(self.user, self.workspace.id, "see_evidence"):
            covering.cover(rows, self.workspace.id)
        return rows

    def _story(self, one: Conversation, quiet: str) -> Name:
        preview = getattr(one, "preview", None)
        label = (preview.subject if preview else "") or "(no subject)"
        return Name(label, reverse("story", args=[self.workspace.slug, one.id]), quiet)

    def _items(self, keys: Sequence[UUID]) -> dict[UUID, Name]:
        items = {one.id: one for one in Item.objects.filter(workspace=self.workspace, id__in=keys).only("id", "conversation_id", "status")}
        told = self._covered(
            conversations_visible_to(self.user).filter(workspace=self.workspace, id__in={one.conversation_id for one in items.values()})
        )
        rows = {one.id: one for one in told}
        known = {key: (one, rows.get(one.conversation_id)) for key, one in items.items()}
        return {key: self._story(row, str(item.get_status_display())) for key, (item, row) in known.items() if row}

    def _customers(self, keys: Sequence[UUID]) -> dict[UUID, Name]:
        """They lead to the conversations with this person."""
        told = naming.customers(self.user, self.workspace.id, keys)
        return {key: self._customer(key, text) for key, text in told.items()}

    def _customer(self, key: UUID, label: str) -> Name:
        return Name(label, f"?{self.scope.query(by='conversation', customer=str(key))}")


def called(by: str, key: Any) -> str:
    """Of a tier, model or kind."""
    known = {"tier": TIERS, "kind": KINDS}.get(by, {})
    return known.get(key, str(key or ""))
