"""Editing a reply or the arguments of a tool call: what is new is ruled again before it may leave, and counts as the editor's agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit import content
from audit.content import ContentRef
from audit.recorder import record
from connectors.types import Address, Outbound
from conversations import reply_html
from conversations.models import Conversation
from kit.errors import InvalidInput
from policies import outcomes
from policies.engine import Ruling
from policies.models import RulingOutcome, RulingRecord
from policies.rates import subjects
from policies.rates.models import RateLimit
from review import digests, facts, obligations, outbounds, placeholders, queues, ruling_again
from review.actions import arguments as arguments_
from review.actions import deciding
from review.actions.holding import hold, since_claimed, to_waiting
from review.errors import StaleView, Superseded
from review.models import Action, Decision, Item
from review.permissions import decidable_queues
from review.similarity import similarity
from review.triage import applying, kinds
from review.types import Outcome, ProposedAction

Typed = Mapping[UUID, Mapping[str, str]]
"""By the id of a tool call, what was typed for the paths of its arguments."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One action as it was and as it is to be; ``proposed`` is the content id from before. ``sources`` says of a tool call where each argument comes from now."""

    action: Action
    before: outbounds.Stored
    after: outbounds.Stored
    proposed: str
    types: list[str] = field(default_factory=list)
    sources: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        return digests.of_action(self.after.kind, self.after.tool, self.after.outbound, self.after.arguments)

    @property
    def similarity(self) -> Decimal | None:
        if self.before.outbound is None or self.after.outbound is None or self.action.kind != Action.Kind.REPLY:
            return None
        return similarity(self.before.outbound.text, self.after.outbound.text)


def edit_and_approve(
    item: Item, text: str | None, seen_digest: str, *, acting_user: User, subject: str | None = None, arguments: Typed | None = None,
    reason_code: str = "", comment: str = "",
) -> Outcome:  # fmt: skip
    """Send ``text`` in place of the draft, call tools with ``arguments`` in place of theirs; each is ruled on again, all leaves or nothing.

    ``text`` None leaves the reply as it is. Status approved: it leaves; waiting: others must agree too; refused: the policy denies it.
    Raises as ``approve`` does, and InvalidInput for an empty text, a value that does not fit, or one that still holds a placeholder.
    """
    if text is not None and not text.strip():
        raise InvalidInput("The reply is empty. Write something, or reject the draft.")
    deciding.check_seen(item, seen_digest)
    if reason_code:
        deciding.check_reason(reason_code)
    deciding.check_comment(item, comment)
    with transaction.atomic():
        return _edit(item, text, subject, arguments or {}, seen_digest, reason_code, comment, acting_user)


def _edit(item: Item, text: str | None, subject: str | None, typed: Typed, seen: str, reason: str, comment: str, user: User) -> Outcome:
    locked, conversation = _held(item, user)
    edits = list(_calls(locked, typed))
    written = None if text is None else _text(locked, conversation, text, subject)
    if written and not (
        edits and written.digest == written.action.digest
    ):  # beside an edited call, a reply that stayed the same is no edit
        edits.append(written)
    if not edits:
        raise InvalidInput("Nothing was changed. Change something, or approve it as it is.")
    ruled = [_ruled(one, conversation) for one in edits]
    denied = next((one for one in ruled if one[1].effect == "deny"), None)
    if denied:
        return _refused(locked, *denied, user)
    seconds = since_claimed(locked)
    for place, (one, _, row, ref) in enumerate(ruled):
        outcomes.record(one.action.id, RulingOutcome.Outcome.EDITED, seconds if place == 0 else 0)
        _replace(locked, one, row, ref, user)
    rebind(locked)
    deciding.check_comment(locked, comment)
    elsewhere = next((ruling for _, ruling, _, _ in ruled if _belongs_elsewhere(locked, ruling, user)), None)
    if elsewhere:
        return _moved(locked, elsewhere, user)
    note = deciding.store_comment(locked, comment)
    last, _, _, ref = ruled[-1]
    decided = deciding.decide(
        locked, Decision.Verdict.EDIT, status=Item.Status.EDITED, seen_digest=seen, acting_user=user, note=note, reason_code=reason,
        edited=last.action.id, proposed=last.proposed, similarity=last.similarity, contents={"after": ref},
    )  # fmt: skip
    return Outcome("waiting", decided, _needs(decided)) if decided.is_open else Outcome("approved", decided)


def _text(item: Item, conversation: Conversation, text: str, subject: str | None) -> Edit:
    action = _reply_of(item)
    before = outbounds.load(action.workspace_id, action.content)
    assert before.outbound is not None  # noqa: S101 - a reply has one
    after = _changed(before.outbound, text, subject)
    return Edit(action, before, outbounds.Stored("reply", "", after, {}), action.content, facts.types_in(after, conversation))


def _calls(item: Item, typed: Typed) -> Iterator[Edit]:
    """Only calls in which something really differs."""
    rows = {
        one.id: one
        for one in item.actions.filter(kind__in=(Action.Kind.TOOL, Action.Kind.TRIAGE), status=Action.Status.HELD).select_related("ruling")
    }
    for identity, values in typed.items():
        if identity not in rows:
            raise InvalidInput("There is no such tool call in this item that could be edited.")
        action = rows[identity]
        before = outbounds.load(action.workspace_id, action.content)
        if action.kind == Action.Kind.TRIAGE:
            yield from _triage(action, before, values)
            continue
        after = arguments_.changed(action.workspace_id, action.tool, before.arguments, values)
        names = arguments_.paths_changed(before.arguments, after)
        if names:
            yield Edit(action, before, outbounds.Stored("tool", action.tool, None, after), action.content, sources=_sources(action, names))


def _triage(action: Action, before: outbounds.Stored, values: Mapping[str, str]) -> Iterator[Edit]:
    """What triage would do, otherwise: another tag, queue or address, of which only those exist that its rules could name."""
    after = {**before.arguments, **{path: text.strip() for path, text in values.items()}}
    kinds.check(action.tool, after)
    conversation = facts.conversation_for(action.conversation_id)
    reason = applying.fault(conversation, action.tool, after) or _no_such_agent(action, after)
    if reason:
        raise InvalidInput(reason)
    names = arguments_.paths_changed(before.arguments, after)
    if names:
        outbound = replace(before.outbound, to=(Address(after["to"]),)) if before.outbound else None
        yield Edit(
            action, before, outbounds.Stored("triage", action.tool, outbound, after), action.content, sources=_sources(action, names)
        )


def _no_such_agent(action: Action, after: Mapping[str, Any]) -> str:
    """The name is what people read and agree to, the id what is done: they must be of one agent of the workspace."""
    if "agent" not in after or subjects.Subject(after["agent"], after["name"]) in subjects.known(action.workspace_id, RateLimit.Per.AGENT):
        return ""
    return "agent: there is no agent of this id and name in this workspace."


def _sources(action: Action, changed: list[str]) -> dict[str, Any]:
    """What a reviewer has typed is theirs; the rest comes from where it came from."""
    told = content.get_json(action.workspace_id, action.ruling.facts) if action.ruling else {}
    known = {} if "arguments" in told.get("absent", ()) else dict(told.get("arguments") or {})
    kept = {path: one for path, one in known.items() if re.split(r"[.\[]", path)[0] not in changed}
    return kept | {name: {"source": "reviewer", "trusted": True} for name in changed}


Ruled = tuple[Edit, Ruling, RulingRecord, ContentRef]


def _ruled(edit: Edit, conversation: Conversation) -> Ruled:
    proposed = ProposedAction(edit.after.kind, edit.after.tool, edit.after.outbound, edit.after.arguments)  # type: ignore[arg-type]  # the column holds only these kinds
    ref, _ = outbounds.put(edit.action.workspace_id, proposed, conversation=conversation.id, subject=conversation.contact_id)
    ruling, row = ruling_again.rule_again(edit.action, conversation, edit.after, types=edit.types, sources=edit.sources)
    return edit, ruling, row, ref


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


def _replace(item: Item, edit: Edit, row: RulingRecord, ref: ContentRef, user: User) -> None:
    """The edited content takes the place of what was proposed; whatever was agreed before was agreed to something else."""
    action, before = edit.action, edit.action.digest
    action.content, action.digest, action.ruling = ref.id, edit.digest, row
    action.save(update_fields=["content", "digest", "ruling"])
    record(
        "review.action_edited", workspace=item.workspace_id, actor=user.as_actor(), subject=action.id, stream=item.conversation_id,
        data={"digest": action.digest, "digest_before": before, "item": item.id}, content={"after": ref},
    )  # fmt: skip


def rebind(item: Item) -> None:
    """Compute anew what an approval of the item binds to and how many must agree; a new round begins."""
    wanted = item.actions.exclude(kind=Action.Kind.HAND_OFF).exclude(kind=Action.Kind.TRIAGE, status=Action.Status.REJECTED)
    actions = list(wanted.select_related("ruling").order_by("position"))
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


def _refused(item: Item, edit: Edit, ruling: Ruling, row: RulingRecord, ref: ContentRef, user: User) -> Outcome:
    """Everything stays as it was; what was typed is kept on the ledger."""
    record(
        "review.edit_refused", workspace=item.workspace_id, actor=user.as_actor(), subject=edit.action.id, stream=item.conversation_id,
        data={"item": item.id, "ruling": row.id, "digest": edit.digest}, content={"after": ref},
    )  # fmt: skip
    what = "text" if edit.after.outbound else "call"
    return returned(item, "edit_denied", user, "refused", f"The policy denies the edited {what}: {ruling_again.reasons(ruling)}.")


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
