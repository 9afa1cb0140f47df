"""A turn with another policy, prompt or model: what the agent had found stays, what follows from it is done again and led nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from agents import answering, choosing, extractive, slots, weighing
from agents.drafts import Draft, Prepared
from agents.models import AgentVersion
from agents.preparing import StepDraft
from agents.replay import choices, differences, looking, proposing, records, sides, sorting
from agents.replay.choices import Change
from agents.replay.disarmed import asking, read_only, watched
from agents.replay.records import Records
from agents.replay.ruling import Policies
from agents.replay.sides import Outcome, Side
from agents.tiers import Tier
from connectors.types import Address, Outbound
from conversations import documents
from conversations.models import HandOff, Message
from kit.errors import InvalidInput
from policies import budgets, redaction
from policies.models import PolicyVersion
from review import digests, facts, holds
from review.types import ProposedAction, Ruled


@dataclass(frozen=True, slots=True)
class Compared:
    """``same``: the same kinds of actions, each with the same effect, queue and obligations, and the same for a person to do."""

    turn: UUID
    recorded: Side
    replayed: Side
    sockets: int

    @property
    def same(self) -> bool:
        return self.recorded.verdict == self.replayed.verdict and self.recorded.item == self.replayed.item

    @property
    def draft_is_same(self) -> bool:
        return self.recorded.draft == self.replayed.draft

    def as_dict(self) -> dict[str, Any]:
        return {
            "turn": str(self.turn),
            "identical": self.same and self.draft_is_same,
            "same_rulings": self.same,
            "differences": self.differences,
            "sockets_opened": self.sockets,
            "recorded": self.recorded.as_dict(),
            "replayed": self.replayed.as_dict(),
            "draft_diff": sides.draft_diff(self.recorded.draft, self.replayed.draft),
        }

    @property
    def differences(self) -> list[dict[str, Any]]:
        """Of drafts, rulings and costs, named as those of a turn as recorded are."""
        one, other = self.recorded.as_dict(), self.replayed.as_dict()
        names = ("actions", "item", "tier", "model", "cost", "error")
        return [found.as_dict() for name in names for found in differences.compare("turn", name, one[name], other[name])]


def compare(turn_id: UUID, change: Change, policies: Policies | None = None) -> Compared:
    """Raises InvalidInput for a turn that proposed nothing, NotFound, TransitionError and ContentErased as a replay does."""
    policies = policies or Policies()
    with watched() as watch, read_only():
        found = records.load(turn_id)
        recorded, scene = sides.as_recorded(found), _scene(found, change)
    outcome = _Outcome(scene)
    if change.asks_a_model:
        with asking(*_endpoints(scene.wanted)) as asked:
            outcome.ask()
        watch.opened += asked.opened
    with watched() as ruling, read_only():
        replayed = outcome.ruled(policies) if change.asks_a_model else outcome.ruled_as_drafted(policies)
    return Compared(turn_id, recorded, replayed, watch.opened + ruling.opened)


def _endpoints(wanted: list[Tier]) -> set[str]:
    return {tier.endpoint().base_url for tier in wanted if tier.is_model}


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything read before a model is asked. ``facts`` are those of the recorded reply, or of what was proposed in its place."""

    found: Records
    prepared: Prepared | None
    version: AgentVersion
    wanted: list[Tier]
    policy: PolicyVersion | None
    facts: dict[str, Any]
    outbound: Outbound
    before: str


def _scene(found: Records, change: Change) -> _Scene:
    pairs = proposing.pair(found)
    told = next((row for one, _, _ in pairs if (row := found.first_ruling(one.id))), None)
    if told is None:
        raise InvalidInput("This turn was set aside before it proposed anything, so there is nothing to compare with.")
    version = AgentVersion.objects.select_related("agent").get(id=change.agent or found.turn.agent_version_id)
    policy = PolicyVersion.objects.select_related("policy").get(id=change.policy) if change.policy else told.version
    if version.agent.workspace_id != found.turn.workspace_id or (policy and policy.workspace_id != found.turn.workspace_id):
        raise InvalidInput("The version belongs to another workspace.")
    wanted = choices.tiers_of(version, change.model) if change.asks_a_model else []
    outbound, before = _dress(found)
    return _Scene(found, found.prepared, version, wanted, policy, found.value(told.facts), outbound, before)


def _dress(found: Records) -> tuple[Outbound, str]:
    """The recorded reply and the draft in it; a turn that had none gets a bare one to whoever wrote."""
    for row, entry, stored in proposing.pair(found):
        if row.kind == "reply" and stored.outbound is not None and "evidence" in entry.content and found.prepared:
            draft = str(found.value(entry.content["evidence"].id)["draft"])
            return stored.outbound, redaction.restore(draft, found.prepared.names)[0]
    document = documents.load_message(Message.objects.get(id=found.turn.message))
    empty = Outbound(sender=Address("", ""), to=(document.sender,), cc=(), reply_to=None, subject="", text="", html="")
    return empty, ""


@dataclass
class _Outcome:
    """The work of one comparison."""

    scene: _Scene
    draft: Draft | None = None
    calls: list[StepDraft] | None = None
    failed: str = ""

    @cached_property
    def triage(self) -> list[ProposedAction]:
        scene = self.scene
        return sorting.again(scene.found, scene.prepared, scene.version) if scene.prepared else []

    def ask(self) -> None:
        """Tier by tier as a turn does, with today's endpoints."""
        scene, prepared = self.scene, self.scene.prepared
        self.calls = []
        if prepared is None:
            self.failed = "not_prepared"
            return
        if sorting.stands_for_a_reply(self.triage):
            return
        signature, look_up = scene.outbound.sender.name, looking.by_arguments(scene.found, prepared)
        self.draft = choosing.without_model(prepared, scene.wanted, scene.version, signature)
        if self.draft is not None:
            self.draft, _ = slots.extend(prepared, self.draft, signature, look_up)
        wanted = [tier for tier in scene.wanted if tier.is_model] if self.draft is None else []
        for tier in wanted:
            workspace = scene.found.turn.conversation.workspace
            with budgets.paying(budgets.Payer(workspace.id, agent=scene.version.agent_id)):
                asked = answering.ask(tier, scene.version.prompt, prepared, workspace.name, look_up=look_up)
            self.calls += asked.steps
            self.failed = asked.error.code if asked.error else ""
            if asked.draft and (tier is wanted[-1] or choosing.sure(asked.draft, scene.version)):
                self.draft = asked.draft
                return

    def ruled(self, policies: Policies) -> Side:
        scene = self.scene
        if scene.prepared is not None and sorting.stands_for_a_reply(self.triage):
            return self._side(policies, self.triage, weighing.signals(scene.prepared), extractive.TIER)
        if self.draft is None or scene.prepared is None:
            return self._side(
                policies,
                [weighing.hand_off(HandOff.Reason.MODEL_FAILED)],
                weighing.signals_so_far(scene.found.so_far),
                "person",
            )
        weighed = weighing.weigh(scene.prepared, self.draft)
        outbound = proposing.redress(scene.outbound, scene.before, weighed.text)
        if outbound is None:
            raise InvalidInput("The recorded reply does not begin with its draft; replay the turn as recorded to see why.")
        reply = ProposedAction("reply", outbound=outbound, confidence=weighed.confidence, evidence=weighed.evidence)
        more = [weighing.hand_off(self.draft.hand_off)] if self.draft.hand_off else []
        return self._side(policies, [*weighed.calls, reply, *more, *self.triage], dict(weighed.signals), self.draft.tier)

    def _side(self, policies: Policies, proposed: list[ProposedAction], signals: dict[str, Any], tier: str) -> Side:
        scene = self.scene
        agent = weighing.agent_facts(scene.version, tier)
        version = scene.policy.id if scene.policy else None
        rulings = [policies.by(version, facts.as_recorded(scene.facts, one, agent=agent, signals=signals)) for one in proposed]
        outcome = Outcome(
            tier, self.draft.model if self.draft else "", proposed, rulings, self.calls or [], "" if self.draft else self.failed
        )
        return sides.as_replayed(str(scene.version), sides.policy_name(scene.policy), outcome, self._ruled(proposed, rulings))

    def _ruled(self, proposed: list[ProposedAction], rulings: list[Any]) -> list[Ruled]:
        """An action that was never proposed has no id by which a sample could be drawn: the turn's stands in."""
        found = self.scene.found
        pairs = proposing.pair(found)
        ids = [row.id for row, _, _ in pairs] + [found.turn.id] * len(proposed)
        return [
            Ruled(place, one, digests.of_action(one.kind, one.tool, one.outbound, one.arguments), ruling,
                  holds.because(identity, one, ruling, taken_over=found.was_taken_over, foreign=facts.foreign_then(self.scene.facts, one),
                              rate=self.scene.facts.get("rate")))
            for place, (one, ruling, identity) in enumerate(zip(proposed, rulings, ids, strict=False))
        ]  # fmt: skip

    def ruled_as_drafted(self, policies: Policies) -> Side:
        """Only the policy is another: drafts, facts and costs are the recorded ones."""
        scene, found = self.scene, self.scene.found
        version = scene.policy.id if scene.policy else None
        proposed, rulings = [], []
        for row, entry, stored in proposing.pair(found):
            first = found.first_ruling(row.id)
            if first is None:
                continue
            evidence = found.value(entry.content["evidence"].id) if "evidence" in entry.content else {}
            confidence = None if row.confidence is None else float(row.confidence)
            proposed.append(ProposedAction(row.kind, row.tool, stored.outbound, stored.arguments, confidence, evidence))  # type: ignore[arg-type]  # the column holds only these kinds
            rulings.append(policies.by(version, proposing.stored_facts(found, first)))
        recorded = sides.as_recorded(found)
        outcome = Outcome(recorded.tier, recorded.model, proposed, rulings, found.model_steps, recorded.error)
        return sides.as_replayed(recorded.agent, sides.policy_name(scene.policy), outcome, self._ruled(proposed, rulings))
