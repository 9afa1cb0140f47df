"""One page of a story, and the figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import User, Workspace
from accounts.permissions import may
from audit import story
from audit.models import Entry, Verification
from audit.status import last_verification
from audit.story import Told
from conversations import states
from conversations.erasure.models import LegalHold
from conversations.models import Conversation
from conversations.querysets import conversations_visible_to
from kit.errors import NotFound
from portal.story.agents_part import money
from portal.story.material import ARRIVED, gather
from portal.story.moments import Moment, took
from portal.story.scene import Scene
from portal.story.telling import tell
from review.pages.masking import Mask, mask_of

PAGE = 300


@dataclass(slots=True)
class Story:
    """``last`` is the number of the last entry told, ``more`` whether others follow it."""

    conversation: Conversation
    moments: list[Moment]
    last: int
    more: bool
    verification: Verification | None
    mask: Mask

    @property
    def seals(self) -> list[int]:
        """First and last place on the ledger of what is told here."""
        found = sorted(moment.told.seq for moment in self.moments if moment.told.seq is not None)
        return [found[0], found[-1]] if found else []

    @property
    def unsealed(self) -> int:
        return sum(moment.told.seq is None for moment in self.moments)

    @property
    def costs(self) -> list[str]:
        """Of model calls, one sum a currency."""
        sums: dict[str, Decimal] = {}
        for moment in self.moments:
            if moment.told.data.get("cost") is not None:
                currency = str(moment.told.data.get("currency") or "")
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(moment.told.data["cost"])
        return [money(amount, currency) for currency, amount in sorted(sums.items())]

    @property
    def people(self) -> str:
        """From claim to decision, all decisions together."""
        spent = [int(moment.told.data["seconds"]) for moment in self.moments if moment.told.data.get("seconds") is not None]
        return took(sum(spent)) if spent else ""

    @property
    def first_answer(self) -> str:
        answered = self.conversation.first_response_at
        return took((answered - self.conversation.opened_at).total_seconds()) if answered else ""

    @property
    def correlations(self) -> list[str]:
        """Newest last; the first is the message that began it."""
        return list(dict.fromkeys(moment.told.correlation for moment in self.moments if moment.told.correlation))

    @property
    def subject(self) -> str:
        """Masked, for headings."""
        preview = getattr(self.conversation, "preview", None)
        return self.mask.plain(preview.subject, self.conversation.language) if preview else ""

    @property
    def contact(self) -> str:
        """Whom it is with, masked like the sender of a letter."""
        contact = self.conversation.contact
        return self.mask.person("", contact.name) if contact else ""

    def may_try(self, user: User) -> bool:
        """Whether the page that tries a ruling again is open to this person."""
        return may(user, self.conversation.workspace_id, "edit_policy")

    @property
    def hold(self) -> LegalHold | None:
        """The legal hold on the conversation itself."""
        return self.conversation.legal_holds.select_related("placed_by").filter(lifted_at=None).first()

    @property
    def merged(self) -> list[UUID]:
        """Conversations that were merged into this one."""
        return list(getattr(self.conversation, "merged_here", ()))

    def may_hold(self, user: User) -> bool:
        return may(user, self.conversation.workspace_id, "erase")

    def verbs(self, user: User) -> list[str]:
        """What this person may do now: resolve, reopen."""
        if not may(user, self.conversation.workspace_id, "review"):
            return []
        following = states.NEXT[self.conversation.status] if not self.conversation.merged_into_id else frozenset()
        wanted = (("resolve", Conversation.Status.RESOLVED), ("reopen", Conversation.Status.REOPENED))
        return [verb for verb, status in wanted if status in following]


def conversation_for(user: User, workspace: Workspace, identity: UUID) -> Conversation:
    """The same NotFound for one that is foreign and one that is not there."""
    merged = Conversation.objects.filter(merged_into=OuterRef("id")).order_by("id").values("id")
    rows = conversations_visible_to(user).annotate(merged_here=ArraySubquery(merged))
    found = rows.filter(workspace=workspace, id=identity).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    found.workspace = workspace
    return found


def place_of(conversation: Conversation, message: UUID) -> tuple[UUID, int]:
    """The conversation with the story in which it stands, and the number of its entry. Raises NotFound."""
    streams = [conversation.id, *conversation.merged.values_list("id", flat=True)]
    rows = Entry.objects.filter(workspace=conversation.workspace_id, stream__in=streams, event__in=ARRIVED, subject=message)
    found = rows.values_list("stream", "stream_no").first()
    if found is None:
        raise NotFound("There is no such message in this conversation.")
    return found


def read(conversation: Conversation, *, after: int = 0, all_seeing: bool, limit: int = PAGE, reader: User | None = None) -> Story:
    """``reader`` sees what they have revealed, and is offered to reveal where they may."""
    told: list[Told] = story.entries(conversation.workspace_id, conversation.id, after=after, limit=limit + 1)
    page = told[:limit]
    mask = mask_of(conversation.workspace_id, conversation.id, reader)
    scene = Scene(gather(conversation, page), mask, all_seeing)
    return Story(
        conversation=conversation,
        moments=list(tell(page, scene)),
        last=page[-1].number if page else after,
        more=len(told) > limit,
        verification=last_verification(conversation.workspace_id),
        mask=mask,
    )
