"""One line per item for the lists: who wrote, about what, why a person is needed, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit import sealed
from conversations import covering
from conversations.models import HandOff, Preview
from policies.engine.ruling import STRICTNESS
from policies.models import RulingRecord
from policies.redaction.covering import Cover
from review import hiding
from review.holds import SAMPLED
from review.models import Action, Item
from review.pages import words
from review.pages.texts import plain

Covers = Callable[[UUID], Cover]


@dataclass(frozen=True, slots=True)
class Row:
    """``why`` is one short phrase; ``chips`` are (role, word) pairs, a word beside every colour."""

    item: Item
    subject: str
    sender: str
    why: str
    chips: tuple[tuple[str, str], ...] = field(default=())
    is_late: bool = False
    mine: bool = False


def joined(items: QuerySet[Item]) -> QuerySet[Item]:
    """With everything a line shows."""
    return items.select_related("queue", "conversation__preview", "conversation__channel", "conversation__contact", "claimed_by")


def in_this_order(user: User, ids: Sequence[UUID]) -> list[Item]:
    found = joined(Item.objects.visible_to(user).filter(id__in=ids)).in_bulk()
    return [found[one] for one in ids if one in found]


def rows_of(items: Iterable[Item], user: User) -> list[Row]:
    """One query for the rulings of all of them, one for what is masked."""
    items = list(items)
    rulings, of = _rulings([item.id for item in items]), covers_of(items)
    return [_row(item, rulings.get(item.id), user, of) for item in items]


def short_rows_of(items: Iterable[Item], user: User, of: Covers) -> list[Row]:
    """For narrow lists, which have no room to say why."""
    return [_row(item, None, user, of) for item in items]


def _rulings(items: Sequence[UUID]) -> dict[UUID, RulingRecord]:
    """The strictest ruling of each item."""
    found: dict[UUID, RulingRecord] = {}
    for action in Action.objects.filter(item__in=items, ruling__isnull=False).select_related("ruling").order_by("position"):
        item, now = action.item_id, action.ruling
        if item and now and (item not in found or STRICTNESS[now.effect] > STRICTNESS[found[item].effect]):
            found[item] = now
    return found


def covers_of(items: Sequence[Item]) -> Covers:
    """How subject and sender of each conversation are covered. All items are of one workspace. Names that stand in for a sender are opened."""
    covering.ready()
    sealed.open_all([one.conversation.contact for one in items if one.conversation.contact and not _told(one)[1]], "name")
    return hiding.covers(items[0].workspace_id, [item.conversation_id for item in items]) if items else lambda _: Cover({})


def _told(item: Item) -> tuple[str, str]:
    """Subject and sender by the preview, which is derived and may be missing for a moment."""
    preview: Preview | None = getattr(item.conversation, "preview", None)
    return (preview.subject, preview.sender) if preview else ("", "")


def titled(item: Item, of: Covers) -> tuple[str, str]:
    """Subject and sender, masked."""
    contact = item.conversation.contact
    subject, sender = _told(item)
    how, language = of(item.conversation_id), item.conversation.language
    name = how.name(sender or (contact.name if contact else ""), language)
    return plain(how.line(subject, language)) or "(no subject)", plain(name) or "unknown sender"


def _row(item: Item, ruling: RulingRecord | None, user: User, of: Covers) -> Row:
    subject, sender = titled(item, of)
    return Row(
        item=item,
        subject=subject,
        sender=sender,
        why=why(item, ruling),
        chips=tuple(chips(item)),
        is_late=item.is_open and item.due_at < timezone.now(),
        mine=item.status == Item.Status.CLAIMED and item.claimed_by_id == user.id,
    )


def why(item: Item, ruling: RulingRecord | None) -> str:
    """Why a person is needed, in as few words as say it."""
    if item.kind in (Item.Kind.DELIVERY_UNKNOWN, Item.Kind.QUARANTINE):
        return str(HandOff.Reason(item.reason).label) if item.reason in HandOff.Reason.values else str(Item.Kind(item.kind).label)
    if ruling is not None and item.reason in (HandOff.Reason.POLICY_REVIEW, HandOff.Reason.POLICY_DENIED):
        return words.ruling_in_short(ruling)
    return str(HandOff.Reason(item.reason).label) if item.reason in HandOff.Reason.values else ""


def chips(item: Item) -> Iterable[tuple[str, str]]:
    if item.kind != Item.Kind.APPROVAL:
        yield "hold", str(Item.Kind(item.kind).label)
    if item.priority == 0:
        yield "", "↑ urgent"
    missing = item.approvals_needed - item.approvals_given
    if item.approvals_needed > 1:
        yield "hold", f"{missing} of {item.approvals_needed} people" if item.approvals_given else words.people(item.approvals_needed)
    if item.returned_because.startswith(SAMPLED):
        yield "", "sampled"
    elif item.returned_because and item.kind == Item.Kind.APPROVAL:
        yield "accent", "came back"
