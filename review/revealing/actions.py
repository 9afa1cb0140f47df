"""The verb: one masked field shown to one person. The entry is committed before the value is given to anyone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import content, keys
from audit.recorder import record
from conversations.models import Conversation
from kit.errors import InvalidInput, NotAllowed, TransitionError
from review.models import Item
from review.pages.masking import Mask, mask_of
from review.permissions import decidable_queues
from review.revealing import limits, places
from review.revealing.limits import TooMany
from review.revealing.models import Reveal, RevealSettings
from review.revealing.places import Found

logger = logging.getLogger(__name__)
LONGEST_NOTE: Final = 1000
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Revealed:
    """``value`` may be shown to ``row.user`` until ``row.until``."""

    row: Reveal
    value: str
    masked: str


def look(conversation: Conversation, field: str, user: User) -> Found:
    """What would be revealed, for the form that asks why. Nobody is shown the value. Raises as ``reveal`` does."""
    return _found(conversation, field, user)[1]


@transaction.atomic
def reveal(conversation: Conversation, field: str, reason: str, note: str = "", *, acting_user: User) -> Revealed:
    """Raises NotAllowed (not theirs to decide), NotFound, TransitionError (changed or erased), InvalidInput, TooMany."""
    _check(reason, note)
    User.objects.select_for_update(no_key=True).get(id=acting_user.id)  # so that two at once are counted one after the other
    _, found = _found(conversation, field, acting_user)
    rules = limits.of(conversation.workspace)
    _count(acting_user, conversation, rules)
    row = Reveal(
        workspace_id=conversation.workspace_id, conversation=conversation, item=_item(conversation, acting_user), user=acting_user,
        field=field, type=found.type, reason=reason, until=timezone.now() + timedelta(minutes=rules.minutes),
        digest=digest(conversation, found.value),
    )  # fmt: skip
    _write(row, found, note.strip())
    return Revealed(row, found.value, found.masked)


def value_of(row: Reveal, user: User) -> Revealed:
    """The value once more, while it may be seen. Raises NotAllowed for another person, TransitionError when the time is over."""
    if row.user_id != user.id:
        raise NotAllowed("This was shown to somebody else. Ask for it yourself.")
    if row.until <= timezone.now():
        raise TransitionError("The time for which this was shown is over. Ask for it again.", code="reveal_over")
    found = _found(row.conversation, row.field, user)[1]
    return Revealed(row, found.value, found.masked)


def digest(conversation: Conversation, value: str) -> str:
    """HMAC-SHA-256 under a key that is destroyed with the conversation: it proves what was seen, and tells nobody afterwards."""
    return keys.keyed_digest(conversation.workspace_id, conversation.id, "reveal", value)


def _check(reason: str, note: str) -> None:
    if reason not in Reveal.Reason.values:
        raise InvalidInput(f"Say why: one of {', '.join(Reveal.Reason.values)}.", code="reason")
    if reason == Reveal.Reason.OTHER and not note.strip():
        raise InvalidInput("Another reason needs a few words.", code="note")
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE:,} characters.", code="note")


def _found(conversation: Conversation, field: str, user: User) -> tuple[Mask, Found]:
    mask = mask_of(conversation.workspace_id, conversation.id, user)
    if not mask.offers:
        raise NotAllowed("You do not decide in a queue that this conversation lies in. Ask an owner of the workspace for that right.")
    return mask, places.find(conversation, mask, field)


def _item(conversation: Conversation, user: User) -> Item | None:
    """The newest item about it that the person may decide; open ones first."""
    rows = Item.objects.filter(conversation=conversation, queue__in=decidable_queues(user)).order_by("-created_at")
    return rows.open().first() or rows.first()


def _count(user: User, conversation: Conversation, rules: RevealSettings) -> None:
    """In any hour, in all workspaces together: the limit is the person's."""
    made = Reveal.objects.filter(user=user, created_at__gt=timezone.now() - HOUR).count()
    if made >= rules.hourly:
        logger.warning("review.reveals_refused", extra={"user_id": str(user.id), "workspace_id": str(conversation.workspace_id)})
        raise TooMany(f"You have revealed {made} fields within an hour, as many as the workspace allows. Wait, or ask an owner.")
    if made + 1 == rules.alert_at:
        logger.warning("review.many_reveals", extra={"user_id": str(user.id), "workspace_id": str(conversation.workspace_id)})
        data = {"user": user.id, "count": made + 1}
        record("review.many_revealed", workspace=conversation.workspace_id, actor=user.as_actor(), subject=user.id, data=data)


def _write(row: Reveal, found: Found, note: str) -> None:
    stored = content.put(row.workspace_id, note, conversation=row.conversation_id, subject=None) if note else None
    row.note = stored.id if stored else ""
    row.save(force_insert=True)
    data = {
        "reveal": row.id, "item": row.item_id, "about": found.about, "part": found.part, "type": found.type, "digest": row.digest,
        "reason": row.reason, "until": row.until,
    }  # fmt: skip
    record(
        "review.field_revealed", workspace=row.workspace_id, actor=row.user.as_actor(), subject=row.conversation_id,
        stream=row.conversation_id, data=data, content={"note": stored} if stored else None,
    )  # fmt: skip
