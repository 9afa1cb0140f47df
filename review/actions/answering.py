"""Answering oneself: where a person is needed and no draft may leave, the reviewer writes the reply, and the policy rules on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from accounts.models import User
from audit.content import ContentRef
from audit.errors import ContentErased, ContentMissing
from audit.recorder import record
from connectors.types import Outbound
from conversations import documents, replies
from conversations.models import Conversation, HandOff, Message
from kit.errors import InvalidInput
from kit.ids import uuid7
from policies import outcomes, rulings
from policies.engine import Ruling
from policies.models import RulingOutcome, RulingRecord
from review import deliveries, digests, facts, informing, obligations, outbounds, queues, rates, ruling_again, verdicts
from review.actions import deciding
from review.actions.editing import checked, returned
from review.actions.holding import data_of, decision_of, end, hold
from review.errors import Superseded
from review.models import Action, Decision, Item, Label
from review.permissions import decidable_queues
from review.similarity import similarity
from review.types import Outcome, ProposedAction

MOVED_ON = "A newer message has come since this page was shown, so nothing was sent. Read it, then send your answer again."
_LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Written:
    """The answer as it would leave, with its stored content and what the policy says to it."""

    action: Action
    outbound: Outbound
    content: ContentRef
    ruling: Ruling
    row: RulingRecord

    @property
    def content_digest(self) -> str:
        return digests.of_all([self.action.digest])

    @property
    def ruling_digest(self) -> str:
        return digests.of_all([self.row.digest])


def answer(item: Item, text: str, subject: str | None = None, *, acting_user: User, seen_digest: str, comment: str = "") -> Outcome:
    """Send ``text`` to the customer as a person's own words. Status approved: it leaves; waiting: others must agree; refused: denied.

    Raises Superseded when a newer message has come in, StaleView, LostClaim and TransitionError (all 409), NotFound, NotAllowed, and
    InvalidInput for an empty text, a placeholder, or a reason that the policy asks for and nobody wrote.
    """
    if not text.strip():
        raise InvalidInput("The answer is empty. Write something, or close the item.")
    _check_seen(item, seen_digest)
    deciding.check_written([], comment)
    with transaction.atomic():
        return _answer(item, text, subject, seen_digest, comment, acting_user)


def _answer(item: Item, text: str, subject: str | None, seen: str, comment: str, user: User) -> Outcome:
    locked, conversation = _held(item, seen, user)
    written = _written(locked, conversation, text, subject, user)
    if written.ruling.effect == "deny":
        return _refused(locked, written, user)
    deciding.check_written(written.ruling.obligations, comment)
    note = deciding.store_comment(locked, comment)
    decision = decision_of(
        locked, Decision.Verdict.WRITE, user, comment=note, seen_digest=seen, content_digest=written.content_digest,
        ruling_digest=written.ruling_digest,
    )  # fmt: skip
    _learn(locked, written, decision)
    if _is_enough(locked, written.ruling, user):
        return Outcome("approved", _leaves(locked, written, decision, note, user))
    return _waits(locked, conversation, written, decision, note, user)


def _held(item: Item, seen: str, user: User) -> tuple[Item, Conversation]:
    """Everything the answer rests on, locked until the end: a message that comes now waits, and the release then sees it."""
    locked = hold(item, "answer", user)
    conversation = facts.conversation_for(item.conversation_id)
    if conversation.version != locked.conversation_version:
        raise Superseded(MOVED_ON)
    _check_seen(locked, seen)
    if locked.reason == HandOff.Reason.QUARANTINED:
        raise InvalidInput("The message could not be read, so it cannot be answered from here.")
    return locked, conversation


def _check_seen(item: Item, seen: str) -> None:
    """A page from before a newer message is told so; anything else that differs is told as everywhere."""
    if seen != item.seen_digest and seen in _seen_before(item):
        raise Superseded(MOVED_ON)
    deciding.check_seen(item, seen)


def _seen_before(item: Item) -> set[str]:
    newest = item.conversation_version
    known = {name: getattr(item, name) for name in ("id", "round", "content_digest", "ruling_digest")}
    return {Item(**known, conversation_version=version).seen_digest for version in range(max(0, newest - _LOOK_BACK), newest)}


def newest_message(conversation: Conversation) -> Message:
    """What an answer is to: the newest message that a person wrote to us."""
    theirs = conversation.messages.filter(direction=Message.Direction.INBOUND, machine="").order_by("-seq").first()
    if theirs is None:
        raise InvalidInput("Nobody has written here whom an answer could go to.")
    if theirs.quarantined:
        raise InvalidInput("The newest message could not be read, so it cannot be answered from here.")
    return theirs


def _written(item: Item, conversation: Conversation, text: str, subject: str | None, user: User) -> Written:
    """Built, stored, on the ledger and ruled on; the action's row is for the caller to save."""
    outbound = _outbound(conversation, text, subject)
    proposed = ProposedAction("reply", outbound=outbound, evidence={"data": {"types": facts.types_in(outbound, conversation)}})
    ref, evidence = outbounds.put(item.workspace_id, proposed, conversation=conversation.id, subject=conversation.contact_id)
    action = Action(
        id=uuid7(), workspace_id=item.workspace_id, conversation=conversation, position=item.actions.count(), kind=Action.Kind.REPLY,
        content=ref.id, digest=digests.of_action("reply", "", outbound, {}), evidence=evidence.id if evidence else "",
        conversation_version=conversation.version,
    )  # fmt: skip
    record(
        "review.action_written", workspace=item.workspace_id, actor=user.as_actor(), subject=action.id, stream=conversation.id,
        data={"digest": action.digest, "item": item.id, "version": conversation.version}, content={"action": ref},
    )  # fmt: skip
    ours = facts.about_conversation(conversation) | {"rate": rates.told(proposed, conversation, agent=None, action=action.id)}
    known = facts.gather(proposed, conversation, ours, agent={}, signals={})
    ruling, row = rulings.rule_action(
        item.workspace_id, known, reference=action.id, conversation=conversation.id, subject=conversation.contact_id
    )
    action.ruling = row
    informing.ask(action, row)
    return Written(action, outbound, ref, ruling, row)


def _outbound(conversation: Conversation, text: str, subject: str | None) -> Outbound:
    message = newest_message(conversation)
    document = documents.load_message(message)
    outbound = replies.reply(
        conversation.channel, document, message.external_id, text, conversation.id, by_person=True, language=conversation.language
    )
    if subject is not None and outbound.subject:
        outbound = replace(outbound, subject=subject.strip() or outbound.subject)
    return checked(outbound)


def _is_enough(item: Item, ruling: Ruling, user: User) -> bool:
    """Whether the writer's own agreement is all that the policy asks for."""
    return ruling.effect == "allow" or (obligations.approvals(ruling.obligations) == 1 and _may_agree(item, ruling, user))


def _may_agree(item: Item, ruling: Ruling, user: User) -> bool:
    return not ruling.queue or queues.find(item.workspace_id, ruling.queue).id in decidable_queues(user)


def _leaves(item: Item, written: Written, decision: Decision, note: ContentRef | None, user: User) -> Item:
    action = written.action
    action.item, action.status = item, Action.Status.ALLOWED
    action.save()
    outcomes.record(action.id, RulingOutcome.Outcome.APPROVED, decision.seconds)
    item.approvals_given = 1
    item.save(update_fields=["approvals_given"])
    deliveries.open_for([action], action.conversation.channel_id)
    return end(item, decision, "review.item_answered", user, comment=note, more=_bound(decision, item))


def _waits(item: Item, conversation: Conversation, written: Written, decision: Decision, note: ContentRef | None, user: User) -> Outcome:
    """The hand-off is done; an approval takes its place, with the writer's agreement on it where they may decide there."""
    ruling = written.ruling
    opened = verdicts.open_item(
        conversation, Item.Kind.APPROVAL, queue=ruling.queue or item.queue.slug, rules=ruling.obligations,
        urgency=conversation.urgency or "normal", turn=None, actor=user.as_actor(), reason=HandOff.Reason.POLICY_REVIEW,
        content_digest=written.content_digest, ruling_digest=written.ruling_digest, because=f"{user} has written this answer.",
    )  # fmt: skip
    written.action.item, written.action.status = opened, Action.Status.HELD
    written.action.save()
    end(item, decision, "review.item_answered", user, comment=note, more=_bound(decision, opened))
    if _may_agree(item, ruling, user):
        _agree(opened, note, user)
    reason = f"{opened.approvals_given} of {opened.approvals_needed} people have agreed: {ruling_again.reasons(ruling)}."
    return Outcome("waiting", opened, reason)


def _bound(decision: Decision, item: Item) -> dict[str, object]:
    return {
        "content_digest": decision.content_digest, "ruling_digest": decision.ruling_digest, "seen_digest": decision.seen_digest,
        "version": item.conversation_version, "approvals_given": item.approvals_given, "approvals_needed": item.approvals_needed,
    }  # fmt: skip


def _agree(opened: Item, note: ContentRef | None, user: User) -> None:
    """Who wrote it has agreed to it; the four-eyes rule then refuses the same human a second time."""
    decision = decision_of(opened, Decision.Verdict.APPROVE, user, comment=note)
    opened.approvals_given = 1
    opened.save(update_fields=["approvals_given"])
    data = {**data_of(opened, decision), **_bound(decision, opened)}
    deciding.announce(opened, "review.item_approved", user, data, {"comment": note} if note else {})


def _refused(item: Item, written: Written, user: User) -> Outcome:
    """The answer is kept as a denied action and on the ledger; the item waits again."""
    written.action.status, written.action.finished_at = Action.Status.DENIED, written.row.created_at
    written.action.save()
    record(
        "review.answer_refused", workspace=item.workspace_id, actor=user.as_actor(), subject=written.action.id, stream=item.conversation_id,
        data={"item": item.id, "ruling": written.row.id, "digest": written.action.digest},
    )  # fmt: skip
    reason = f"The policy denies the answer: {ruling_again.reasons(written.ruling)}."
    return returned(item, "answer_denied", user, "refused", reason)


def _learn(item: Item, written: Written, decision: Decision) -> None:
    """Where the agent's own draft could not leave, what a person wrote instead teaches something."""
    draft = item.actions.filter(kind=Action.Kind.REPLY).exclude(agent=None).order_by("position").first()
    if draft is None:
        return
    try:
        before = outbounds.load(draft.workspace_id, draft.content).outbound
    except (ContentErased, ContentMissing):
        return
    Label.objects.create(
        workspace_id=item.workspace_id, decision=decision, action=draft, verdict=decision.verdict, proposed=draft.content,
        sent=written.content.id, similarity=similarity(before.text if before else "", written.outbound.text),
    )  # fmt: skip
