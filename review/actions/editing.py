"""Editing a reply: the new text is ruled again before it may leave, and counts as the editor's agreement where that is enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from django.db import transaction

from accounts.models import User
from audit.content import ContentRef
from audit.recorder import record
from connectors.types import Outbound
from conversations import reply_html
from conversations.models import Conversation
from kit.errors import InvalidInput
from policies import outcomes
from policies.engine import Ruling
from policies.models import RulingOutcome, RulingRecord
from review import digests, facts, obligations, outbounds, placeholders, queues, ruling_again
from review.actions import deciding
from review.actions.holding import hold, since_claimed, to_waiting
from review.errors import StaleView, Superseded
from review.models import Action, Decision, Item
from review.permissions import decidable_queues
from review.similarity import similarity
from review.types import Outcome, ProposedAction


def edit_and_approve(
    item: Item, text: str, seen_digest: str, *, acting_user: User, subject: str | None = None, reason_code: str = "", comment: str = ""
) -> Outcome:
    """Send ``text`` in place of the draft. Status approved: it leaves; waiting: others must agree too; refused: the policy denies it.

    Raises as ``approve`` does, and InvalidInput for an empty text or one that still holds a placeholder.
    """
    if not text.strip():
        raise InvalidInput("The reply is empty. Write something, or reject the draft.")
    deciding.check_seen(item, seen_digest)
    if reason_code:
        deciding.check_reason(reason_code)
    deciding.check_comment(item, comment)
    with transaction.atomic():
        return _edit(item, text, subject, seen_digest, reason_code, comment, acting_user)


def _edit(item: Item, text: str, subject: str | None, seen: str, reason: str, comment: str, user: User) -> Outcome:
    locked, conversation = _held(item, user)
    action = _reply_of(locked)
    before = outbounds.load(action.workspace_id, action.content)
    assert before.outbound is not None  # noqa: S101 - a reply has one
    after = _changed(before.outbound, text, subject)
    stored, ref = _store(action, conversation, after)
    ruling, row = ruling_again.rule_again(action, conversation, stored, types=facts.types_in(after, conversation))
    if ruling.effect == "deny":
        return _refused(locked, action, ruling, row, ref, digests.of_action("reply", "", after, {}), user)
    old_content = action.content
    _replace(locked, action, row, ref, after, user)
    deciding.check_comment(locked, comment)
    if _belongs_elsewhere(locked, ruling, user):
        return _moved(locked, ruling, user)
    note = deciding.store_comment(locked, comment)
    decided = deciding.decide(
        locked, Decision.Verdict.EDIT, status=Item.Status.EDITED, seen_digest=seen, acting_user=user, note=note, reason_code=reason,
        edited=action.id, proposed=old_content, similarity=similarity(before.outbound.text, text), contents={"after": ref},
    )  # fmt: skip
    return Outcome("waiting", decided, _needs(decided)) if decided.is_open else Outcome("approved", decided)


def _held(item: Item, user: User) -> tuple[Item, Conversation]:
    locked = hold(item, "edit", user)
    conversation = facts.conversation_for(item.conversation_id)
    if locked.seen_digest != item.seen_digest:
        raise StaleView("The item has changed since you looked at it. Look at it again.")
    if conversation.version != locked.conversation_version:
        raise Superseded("The customer has written again, so this draft is outdated and was not sent.")
    return locked, conversation


def _reply_of(item: Item) -> Action:
    found = item.actions.filter(kind=Action.Kind.REPLY, status=Action.Status.HELD).select_related("ruling").first()
    if found is None:
        raise InvalidInput("There is no reply in this item that could be edited.")
    return found


def _changed(outbound: Outbound, text: str, subject: str | None) -> Outbound:
    html = reply_html.html(text) if outbound.html else ""
    return checked(replace(outbound, text=text, html=html, subject=outbound.subject if subject is None else subject))


def checked(outbound: Outbound) -> Outbound:
    """What a person has written, when it may leave as it is."""
    if "\n" in outbound.subject or "\r" in outbound.subject:
        raise InvalidInput("A subject is one line.")
    if placeholders.left_in(outbound, {}):
        raise InvalidInput("The text still holds a placeholder for personal data. Replace it before you send.", code="placeholder")
    return outbound


def _store(action: Action, conversation: Conversation, after: Outbound) -> tuple[outbounds.Stored, ContentRef]:
    proposed = ProposedAction("reply", "", after)
    ref, _ = outbounds.put(action.workspace_id, proposed, conversation=conversation.id, subject=conversation.contact_id)
    return outbounds.Stored("reply", "", after, {}), ref


def _replace(item: Item, action: Action, row: RulingRecord, ref: ContentRef, after: Outbound, user: User) -> None:
    """The edited content takes the draft's place; whatever was agreed before was agreed to something else."""
    before = action.digest
    outcomes.record(action.id, RulingOutcome.Outcome.EDITED, since_claimed(item))
    action.content, action.digest, action.ruling = ref.id, digests.of_action("reply", "", after, {}), row
    action.save(update_fields=["content", "digest", "ruling"])
    rebind(item)
    record(
        "review.action_edited", workspace=item.workspace_id, actor=user.as_actor(), subject=action.id, stream=item.conversation_id,
        data={"digest": action.digest, "digest_before": before, "item": item.id}, content={"after": ref},
    )  # fmt: skip


def rebind(item: Item) -> None:
    """Compute anew what an approval of the item binds to and how many must agree; a new round begins."""
    actions = list(item.actions.exclude(kind=Action.Kind.HAND_OFF).select_related("ruling").order_by("position"))
    rows = [one.ruling for one in actions if one.ruling]
    item.content_digest = digests.of_all(one.digest for one in actions)
    item.ruling_digest = digests.of_all(row.digest for row in rows)
    item.obligations = obligations.union_of(rows)
    item.approvals_needed = obligations.approvals(item.obligations)
    item.approvals_given, item.round = 0, item.round + 1
    item.save(update_fields=["content_digest", "ruling_digest", "obligations", "approvals_needed", "approvals_given", "round"])


def _belongs_elsewhere(item: Item, ruling: Ruling, user: User) -> bool:
    if ruling.effect != "review" or not ruling.queue or ruling.queue == item.queue.slug:
        return False
    return queues.find(item.workspace_id, ruling.queue).id not in decidable_queues(user)


def _moved(item: Item, ruling: Ruling, user: User) -> Outcome:
    """The edited text needs other people than the editor."""
    reason = f"After the edit the policy asks the people of the queue {ruling.queue}: {ruling_again.reasons(ruling)}."
    item.queue = queues.find(item.workspace_id, ruling.queue)
    return returned(item, "edit_needs_other_queue", user, "waiting", reason)


def _refused(item: Item, action: Action, ruling: Ruling, row: RulingRecord, ref: ContentRef, digest: str, user: User) -> Outcome:
    """The draft stays as it was; the edited text is kept on the ledger."""
    record(
        "review.edit_refused", workspace=item.workspace_id, actor=user.as_actor(), subject=action.id, stream=item.conversation_id,
        data={"item": item.id, "ruling": row.id, "digest": digest}, content={"after": ref},
    )  # fmt: skip
    reason = f"The policy denies the edited text: {ruling_again.reasons(ruling)}."
    return returned(item, "edit_denied", user, "refused", reason)


def returned(item: Item, code: str, user: User, status: Literal["waiting", "refused"], reason: str) -> Outcome:
    """Back to waiting, with what is said on it and an entry."""
    item.returned_because = reason[:300]
    item.save(update_fields=["queue", "returned_because", *to_waiting(item)])
    deciding.announce(item, "review.item_returned", user, returned_data(item, code), {})
    return Outcome(status, item, reason)


def returned_data(item: Item, code: str) -> dict[str, object]:
    return {
        "queue": item.queue_id, "reason": code, "round": item.round, "ruling_digest": item.ruling_digest or None,
        "approvals_needed": item.approvals_needed,
    }  # fmt: skip


def _needs(item: Item) -> str:
    return f"{item.approvals_given} of {item.approvals_needed} people have agreed."
