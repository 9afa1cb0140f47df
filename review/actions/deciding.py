"""Agreeing and refusing. One statement compares everything a decision binds to and writes all that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import content
from audit.content import ContentRef
from conversations.models import Conversation, HandOff
from kit import correlation, events
from kit.errors import InvalidInput, TransitionError
from kit.ids import uuid7
from review import deliveries, facts, heads, obligations, outbounds, placeholders, sql, states, verdicts
from review.errors import LostClaim, SamePerson, StaleView, Superseded
from review.models import Action, Decision, Item
from review.permissions import has_agreed, require_decide
from review.telling import tell

Verdict = Decision.Verdict

REASONS: Final[Mapping[str, Any]] = {
    "wrong_facts": _("It says something that is not true"),
    "wrong_answer": _("It does not answer the question"),
    "tone": _("The tone is not right"),
    "privacy": _("It reveals something it must not"),
    "promise": _("It promises something we do not do"),
    "wrong_recipient": _("It goes to the wrong person"),
    "wrong_action": _("The action is not right"),
    "injection": _("Somebody tries to steer the agent"),
    "not_needed": _("No answer is needed"),
    "other": _("Another reason"),
}
"""Why a draft is rejected (or was edited): the closed list."""


def approve(item: Item, seen_digest: str, *, acting_user: User, comment: str = "") -> Item:
    """Agree to exactly what was seen (``item.seen_digest`` of the page). It leaves once enough different people have agreed.

    Raises StaleView, Superseded, LostClaim, SamePerson (all 409), NotFound, NotAllowed, InvalidInput (a reason is required).
    """
    check_seen(item, seen_digest)
    check_comment(item, comment)
    check_no_placeholder(item)
    with transaction.atomic():
        note = store_comment(item, comment)
        return decide(item, Verdict.APPROVE, status=Item.Status.APPROVED, seen_digest=seen_digest, acting_user=acting_user, note=note)


def reject(item: Item, reason_code: str, comment: str = "", *, acting_user: User, seen_digest: str | None = None) -> Item:
    """Refuse the draft with a reason of ``REASONS``; nothing leaves, and the customer's message waits for a person in the same queue.

    Raises as ``approve`` does. ``seen_digest`` is None where there is no page that could be old.
    """
    seen = item.seen_digest if seen_digest is None else seen_digest
    check_seen(item, seen)
    check_reason(reason_code)
    check_comment(item, comment)
    with transaction.atomic():
        note = store_comment(item, comment)
        decided = decide(
            item, Verdict.REJECT, status=Item.Status.REJECTED, seen_digest=seen, acting_user=acting_user, note=note, reason_code=reason_code
        )
        _hand_off(decided, reason_code, acting_user)
    return decided


def _hand_off(rejected: Item, reason_code: str, user: User) -> None:
    """Exactly once: the statement has let one rejection through, and what waits for the same turn already is enough. Where only triage
    beside a reply was refused, nothing is missing."""
    others = Action.objects.filter(turn=rejected.turn, turn__isnull=False, kind__in=(Action.Kind.REPLY, Action.Kind.HAND_OFF))
    if not rejected.actions.exclude(kind=Action.Kind.TRIAGE).exists() and others.exists():
        return
    waiting = Item.objects.filter(turn=rejected.turn, turn__isnull=False, about=None, kind=Item.Kind.HAND_OFF)
    if waiting.filter(status__in=(Item.Status.WAITING, Item.Status.CLAIMED)).exists():
        return
    conversation = facts.conversation_for(rejected.conversation_id)
    verdicts.open_item(
        conversation, Item.Kind.HAND_OFF, queue=rejected.queue.slug, rules=[], urgency=conversation.urgency or "normal",
        turn=rejected.turn, actor=user.as_actor(), reason=HandOff.Reason.REVIEWER_REJECTED,
        because=f"{user} rejected the draft: {str(REASONS[reason_code]).lower()}.",
    )  # fmt: skip


def check_seen(item: Item, seen_digest: str) -> None:
    if seen_digest != item.seen_digest:
        raise StaleView("This is not what you saw: the item has changed since the page was shown. Look at it again.")


def check_reason(code: str) -> None:
    if code not in REASONS:
        raise InvalidInput(f"{code or 'An empty text'} is not a reason. Choose one of: {', '.join(REASONS)}.")


def check_comment(item: Item, comment: str) -> None:
    check_written(item.obligations, comment)


def check_written(rules: Iterable[obligations.Obligation], comment: str) -> None:
    if obligations.needs_reason(rules) and not comment.strip():
        raise InvalidInput("The policy asks for a written reason with this decision.")
    if len(comment) > 4000:
        raise InvalidInput("A comment has at most 4,000 characters.")


def check_no_placeholder(item: Item) -> None:
    """Only items that the gate marked can hold one, so the others need no look into the store."""
    if not item.returned_because:
        return
    for action in Action.objects.filter(item_id=item.id):
        stored = outbounds.load(action.workspace_id, action.content)
        if placeholders.left_in(stored.outbound, stored.arguments):
            raise InvalidInput("The draft still holds a placeholder for personal data. Replace it by editing.", code="placeholder")


def store_comment(item: Item, comment: str) -> ContentRef | None:
    if not comment.strip():
        return None
    return content.put(item.workspace_id, comment.strip(), conversation=item.conversation_id, subject=None)


def decide(
    item: Item,
    verdict: str,
    *,
    status: str,
    seen_digest: str,
    acting_user: User,
    note: ContentRef | None = None,
    reason_code: str = "",
    edited: UUID | None = None,
    proposed: str = "",
    similarity: Decimal | None = None,
    contents: Mapping[str, ContentRef] | None = None,
) -> Item:
    """The one statement, its entry, event and hint. Inside the caller's transaction."""
    decision, agrees = uuid7(), verdict in (Verdict.APPROVE, Verdict.EDIT)
    found = sql.decide(
        {
            "item": item.id,
            "conversation": item.conversation_id,
            "user": acting_user.id,
            "round": item.round,
            "content_digest": item.content_digest,
            "ruling_digest": item.ruling_digest,
            "agrees": int(agrees),
            "agrees_b": agrees,
            "status": status,
            "decision": decision,
            "verdict": verdict,
            "reason_code": reason_code,
            "comment": note.id if note else "",
            "seen_digest": seen_digest,
            "edited": edited,
            "proposed": proposed,
            "similarity": similarity,
            "correlation": correlation.get(),
        }
    )
    if found is None:
        raise why_not(item, verdict, acting_user)
    decided, seen, person, seconds, due = found
    data = {
        "decision": decision,
        "person": person,
        "round": decided.round,
        "content_digest": decided.content_digest,
        "ruling_digest": decided.ruling_digest,
        "seen_digest": seen_digest,
        "version": decided.conversation_version,
        "reason": reason_code,
        "approvals_given": decided.approvals_given,
        "approvals_needed": decided.approvals_needed,
        "outcome": decided.status,
        "seconds": seconds,
        **seen.told(seen_digest),
    }
    announce(decided, f"review.item_{_PAST[verdict]}", acting_user, data, {**(contents or {}), **({"comment": note} if note else {})})
    deliveries.wake_after_commit(due)
    return decided


_PAST: Final[Mapping[str, str]] = {Verdict.APPROVE: "approved", Verdict.EDIT: "edited", Verdict.REJECT: "rejected"}


def announce(item: Item, event: str, user: User, data: Mapping[str, object], contents: Mapping[str, ContentRef]) -> None:
    """Entry, domain event (once decided) and hint of something a person did with an item."""
    tell(item, event, user.as_actor(), data, contents)
    if item.status == Item.Status.WAITING:
        heads.entered(item)
    elif not item.is_open:
        events.publish("review.item_decided", workspace=item.workspace_id, subject=item.id)


def why_not(item: Item, verb: str, user: User) -> Exception:
    """The plain reason why the statement found nothing to decide."""
    require_decide(user, item)
    now = Item.objects.get(id=item.id)
    states.check(verb, now)
    if now.claimed_by_id != user.id or states.lease_is_over(now):
        return LostClaim("Your claim has ended. What you have typed is kept; claim it again to go on.")
    if now.round != item.round or now.content_digest != item.content_digest or now.ruling_digest != item.ruling_digest:
        return StaleView("The item has changed since you looked at it. Look at it again.")
    if Conversation.objects.values_list("version", flat=True).get(id=item.conversation_id) != now.conversation_version:
        return Superseded("The customer has written again, so this draft is outdated and was not sent.")
    if verb in (Verdict.APPROVE, Verdict.EDIT) and has_agreed(user, now):
        return SamePerson("You have agreed to this already. It needs another person.")
    return TransitionError("Somebody was faster. Look at the item again.")
