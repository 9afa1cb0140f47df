"""The legs of a turn. Each reads rows, works without a transaction, and writes all it found in one that also moves the turn on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from agents import answering, choosing, extractive, filing, preparing, proposing, slots, sorting, tiers, weighing
from agents.drafts import Draft, Prepared
from agents.models import Step, Turn
from agents.preparing import StepDraft
from agents.turns import dispatch, looking, reading, starting, states, steps
from agents.turns.states import Status
from audit.recorder import record
from audit.together import together
from connectors.providers.errors import ProviderError
from conversations import actions as conversation_actions
from conversations.documents import MessageDocument
from conversations.models import HandOff, Message
from kit import correlation
from policies import budgets
from review import gate
from review.errors import Superseded

logger = logging.getLogger(__name__)

MOST_TRIES = 3
BACKOFF = (5, 30, 120)  # seconds


def answer(message_id: UUID, *, again: bool = False) -> Status | None:
    """Begin the turn that answers a message and do its legs at once; None when nobody should draft, or somebody does already.

    Raises ``states.Undone`` where the database has forgotten the begin: the message is still to be answered.
    """
    turn = starting.start(message_id, take=True, again=again)
    if turn is None:
        return None
    status = _bound(turn)
    if turn.went_wrong:
        states.require(turn)
    return status


def run(turn_id: UUID) -> Status | None:
    """Do what is left of a turn if nobody else does; returns where the turn stands afterwards, None when there was nothing to do.

    Safe to call any number of times from anywhere. An error puts the leg off and, after the last try, brings a person in.
    """
    turn = states.claim(turn_id)
    return None if turn is None else _bound(turn)


def _bound(turn: Turn) -> Status | None:
    with correlation.bind(turn.correlation_id), budgets.paying(_payer(turn)):
        return _guarded(turn)


def _payer(turn: Turn) -> budgets.Payer:
    conversation = turn.conversation
    return budgets.Payer(turn.workspace_id, conversation.id, conversation.contact_id, turn.agent_version.agent_id, turn.id)


def _guarded(turn: Turn) -> Status | None:
    turn.went_wrong = True
    try:
        _leg(turn)
        turn.went_wrong = False
    except Superseded:
        _superseded(turn)
    except states.LostLease:
        logger.info("turn.lease_lost")
        return None
    except ProviderError as error:
        _again(turn, error.code, error.permanent, error.retry_after, MOST_TRIES)
    except Exception as error:
        logger.exception("turn.leg_failed")
        _again(turn, type(error).__name__, False, 0.0, states.MOST_CLAIMS)
    return Status(turn.status)


def _leg(turn: Turn) -> None:
    if turn.conversation.version != turn.conversation_version:
        raise Superseded("The conversation has moved on.")
    if turn.attempts > states.MOST_CLAIMS:  # whoever worked on it before was killed each time
        _give_up(turn, "worker_lost")
        return
    {Status.QUEUED: _prepare, Status.PREPARED: _ask_again, Status.ANSWERED: _propose_again}[Status(turn.status)](turn)


def _prepare(turn: Turn) -> None:
    thread, message = reading.thread(turn)
    workspace = turn.conversation.workspace
    spoken = turn.conversation.language or workspace.language
    known = reading.names_so_far(turn) if len(thread) > 1 else {}
    turn.found = found = list[StepDraft]()
    prepared, _ = preparing.prepare(
        workspace.id, thread, fallback_language=spoken, tools=looking.offered(turn), names=known, channel=turn.conversation.channel_id,
        found=found,
    )  # fmt: skip
    usable, signature = tiers.usable(turn.agent_version.tiers), proposing.signature(turn.conversation.channel)
    if not sorting.needs_draft(_rules(turn, prepared, thread[-1].document, message)):
        _submit(turn, prepared, None, found, thread[-1].document, message)
        return
    draft = choosing.without_model(prepared, usable, turn.agent_version, signature)
    if draft:
        draft, looked = slots.extend(prepared, draft, signature, looking.of(turn, prepared, draft.tier))
        found += looked
        _submit(turn, prepared, draft, found, thread[-1].document, message)
        return
    with states.unless_undone(turn), together():
        done = _noted(turn, prepared.triage, found)
        states.move(turn, Status.PREPARED, keep=True, done=done)
    turn.found = ()
    _ask(turn, prepared, (thread[-1].document, message))


def _rules(turn: Turn, prepared: Prepared, document: MessageDocument, message: Message) -> tuple[sorting.Rule, ...]:
    """What the version's rules lead to for what was found; nothing is asked of the database where it has none."""
    rules = sorting.wanted(prepared, turn.agent_version.triage)
    return filing.rules_here(rules, filing.Scene(turn.conversation, document, message)) if rules else ()


def _noted(turn: Turn, triage: tuple[str, str, str], drafts: Sequence[StepDraft]) -> list[Step]:
    """The steps, and for lists what ``triage`` found: language, urgency, intent; the conversation's row before the others, as everywhere."""
    row, (language, urgency, intent) = turn.conversation, triage
    if (row.language, row.urgency, row.intent) != triage:
        conversation_actions.set_triage(row.id, language=language, urgency=urgency, intent=intent)
        row.language, row.urgency, row.intent = triage
    return steps.noted(turn, drafts)


def _ask_again(turn: Turn) -> None:
    """Whoever prepared it was killed before an answer came, or the model could not be had then."""
    _ask(turn, reading.prepared(turn))


Read = tuple[MessageDocument, Message]
"""The message that is answered, for the leg of the same worker that proposes: nothing about it changes meanwhile."""


def _ask(turn: Turn, prepared: Prepared, read: Read | None = None) -> None:
    """Tier by tier, from the cheapest: the next one is asked where the draft is unsure or the model failed for good."""
    wanted = [tier for tier in tiers.usable(turn.agent_version.tiers) if tier.is_model]
    if not wanted:
        raise ProviderError("No model is configured any more.", code="not_configured", permanent=True)
    because = budgets.standing(budgets.payer()).passes_over()
    kept: Draft | None = None
    for tier in wanted:
        last = tier is wanted[-1]
        asked = _asked(turn, prepared, tier, because if last else "")
        if asked.draft and (last or choosing.sure(asked.draft, turn.agent_version)):
            _answered(turn, prepared, asked.steps, asked.draft, read)
            return
        if asked.error and asked.error.code == answering.STEPPED_DOWN:
            _stepped_down(turn, prepared, asked.steps, kept)
            return
        kept = asked.draft or kept
        with transaction.atomic():
            steps.save(turn, asked.steps)
            budgets.settle()
        if asked.error and (last or not (asked.error.permanent or turn.attempts >= MOST_TRIES)):
            raise asked.error


def _asked(turn: Turn, prepared: Prepared, tier: tiers.Tier, passed_over: str) -> answering.Asked:
    version, name = turn.agent_version, turn.conversation.workspace.name
    look_up = looking.of(turn, prepared, tier.name)
    return answering.ask(tier, version.prompt, prepared, name, look_up=look_up, passed_over=passed_over)


def _answered(turn: Turn, prepared: Prepared, drafts: Sequence[StepDraft], draft: Draft, read: Read | None = None) -> None:
    """With what the answer cost, at the end: whoever waits for the lock on the budgets may hold the stream that the entries go to."""
    with states.unless_undone(turn), together(then=budgets.settle):
        states.move(turn, Status.ANSWERED, keep=True, done=steps.noted(turn, drafts))
    _propose(turn, prepared, draft, read)


def _stepped_down(turn: Turn, prepared: Prepared, drafts: Sequence[StepDraft], kept: Draft | None) -> None:
    """The dearest tier is passed over: what the cheaper one wrote stands, sure or not, and where none did, what can be quoted.

    Where the cheaper one was refused, too, there is no room at all: a person.
    """
    if kept is not None:
        _answered(turn, prepared, drafts, kept)
        return
    refused = next((one.error for one in steps.written(turn) if one.error in answering.OVER_BUDGET), "")
    if refused:
        with transaction.atomic():
            steps.save(turn, drafts)
        raise ProviderError("The budget leaves no room for any tier.", code=refused, permanent=True, attempts=0)
    signature = proposing.signature(turn.conversation.channel)
    draft, looked = slots.extend(prepared, extractive.draft(prepared, signature), signature, looking.of(turn, prepared, extractive.TIER))
    document, message = reading.answered_message(turn)
    _submit(turn, prepared, draft, [*drafts, *looked], document, message)


def _propose_again(turn: Turn) -> None:
    """Whoever asked the model was killed before it had proposed what came back."""
    prepared = reading.prepared(turn)
    _propose(turn, prepared, reading.drafted(turn, prepared))


def _propose(turn: Turn, prepared: Prepared, draft: Draft, read: Read | None = None) -> None:
    document, message = read or reading.answered_message(turn)
    _submit(turn, prepared, draft, [], document, message)


def _proposal(turn: Turn, prepared: Prepared, draft: Draft | None, document: MessageDocument, message: Message) -> proposing.Proposal:
    conversation, rules = turn.conversation, _rules(turn, prepared, document, message)
    triage = filing.propose(prepared, rules, filing.Scene(conversation, document, message)) if rules else ()
    if draft is None:
        return proposing.without_reply(prepared, triage)
    return proposing.propose(prepared, draft, conversation.channel, document, message.external_id, conversation.id, triage)


def _submit(
    turn: Turn, prepared: Prepared, draft: Draft | None, found: Sequence[StepDraft], document: MessageDocument, message: Message
) -> None:
    """``draft`` is None where triage stands in the place of a reply."""
    proposal, tier = _proposal(turn, prepared, draft, document, message), draft.tier if draft else extractive.TIER
    summary = {"actions": [one.kind for one in proposal.actions], "confidence": str(proposal.actions[0].confidence)}
    checked = [proposal.step] if proposal.step else []
    drafts = [*found, *checked, StepDraft("propose", 0, summary=summary, tier=tier)]
    done: list[Step] = []
    with states.unless_undone(turn), together():
        facts = weighing.agent_facts(turn.agent_version, tier)
        gate.submit(
            conversation_id=turn.conversation_id,
            conversation_version=turn.conversation_version,
            turn=turn.id,
            agent=steps.actor_of(turn),
            agent_facts=facts,
            signals=proposal.signals,
            actions=proposal.actions,
            first=lambda: done.extend(_noted(turn, prepared.triage, drafts)),
        )
        states.move(turn, Status.PROPOSED, done=done)
        _finished(turn, "proposed")


def _again(turn: Turn, code: str, permanent: bool, retry_after: float, most: int) -> None:
    if permanent or turn.attempts >= most:
        _give_up_safely(turn, code)
        return
    wait = max(retry_after, BACKOFF[min(turn.attempts, len(BACKOFF)) - 1])
    states.postpone(turn, timedelta(seconds=min(wait, 900)), code)


def _give_up_safely(turn: Turn, code: str) -> None:
    try:
        _give_up(turn, code)
    except Superseded:
        _superseded(turn)
    except states.LostLease:
        logger.info("turn.lease_lost")
    except Exception:
        logger.exception("turn.give_up_failed")
        states.postpone(turn, timedelta(seconds=BACKOFF[-1]), code)


def _give_up(turn: Turn, code: str) -> None:
    """Never silence: a person gets the conversation, with the reason. It is ruled on with what was found until then."""
    reason, done = weighing.reason_for(code), list[Step]()
    prepared = [step.response for step in turn.found if step.kind in reading.PREPARING]
    found = reading.so_far(turn) | {name: value for response in prepared for name, value in response.items()}
    signals = weighing.signals_so_far(found) | ({"budget": {"state": "hard"}} if reason == HandOff.Reason.BUDGET else {})
    with states.unless_undone(turn), together():
        gate.submit(
            conversation_id=turn.conversation_id,
            conversation_version=turn.conversation_version,
            turn=turn.id,
            agent=steps.actor_of(turn),
            agent_facts=weighing.agent_facts(turn.agent_version, "person"),
            signals=signals,
            actions=[weighing.hand_off(reason, weighing.signs_so_far(found))],
            first=lambda: done.extend(_broken_off(turn, found)),
        )
        states.move(turn, Status.FAILED, error=code[:300], done=done)
        _finished(turn, "failed", code)


def _broken_off(turn: Turn, found: Mapping[str, Any]) -> list[Step]:
    """The steps of a leg that did not come to its end: what the ruling rests on is on record."""
    return _noted(turn, (found["language"], found["urgency"], found["intent"]), turn.found) if turn.found else []


def _superseded(turn: Turn) -> None:
    """A newer message has a turn of its own. Where only the conversation moved on (an earlier reply left, an address was added), the same
    message is answered again from where things stand now; both in one transaction, so that no message is left without a turn."""
    try:
        with transaction.atomic():
            states.move(turn, Status.SUPERSEDED)
            _finished(turn, str(Status.SUPERSEDED.value))
            following = starting.start(turn.message)
    except states.LostLease:
        logger.info("turn.lease_lost")
        return
    if following is not None:
        dispatch.wake(following)


def _finished(turn: Turn, outcome: str, error: str = "") -> None:
    data = {"outcome": outcome} | ({"error": error} if error else {})
    record(
        "agent.turn_finished",
        workspace=turn.workspace_id,
        actor=steps.actor_of(turn),
        subject=turn.id,
        stream=turn.conversation_id,
        data=data,
    )
