"""The facts of one action: what the agent told, what we know ourselves, and what time it is. What nobody knows stays absent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils import timezone

from connectors.tools import spec
from connectors.types import Outbound
from conversations import contacts
from conversations.models import Conversation, Participant
from kit.compiled import Compiled
from kit.hosts import hosts_in
from policies import budgets, redaction
from policies.facts import GROUPS, ActionFacts
from policies.provenance.types import TRACED
from review import clock, links, lookups
from review.models import Action
from review.types import ProposedAction

_GROUPS_OF_SIGNALS = ("data", "budget", "arguments")
_READ = ("channel", "contact", "workspace")
_HELD = Compiled(
    lambda conversation, turn: (
        Conversation.objects.select_related(*_READ)
        .select_for_update(of=("self",), no_key=True)
        .filter(id=conversation)
        .annotate(
            was_submitted=Exists(Action.objects.filter(turn=turn, inline=False)),
            partaking=ArraySubquery(Participant.objects.filter(conversation=OuterRef("pk")).values("lookup")),
        )
    )
)
OURS = ("conversation", "time", "history", "rate", "budget")
"""Groups that are gathered anew whenever the action is ruled again."""


def about_conversation(conversation: Conversation, agent: UUID | None = None) -> dict[str, dict[str, Any] | None]:
    """The groups we know ourselves: conversation, time, history, budget. Two queries, two more where something is limited."""
    payer = budgets.Payer(conversation.workspace_id, conversation.id, conversation.contact_id, agent)
    contact = conversation.contact
    return {
        "conversation": {
            "channel": conversation.channel.kind,
            "identity": conversation.identity,
            "turns": conversation.inbound_count,
            "customer_tier": contact.tier if contact else "",
            "reopened": conversation.reopen_count > 0,
        },
        "time": clock.facts(conversation.workspace, timezone.now()),
        "history": _history(conversation),
        "budget": budgets.standing(payer).as_facts(),
    }


def _history(conversation: Conversation) -> dict[str, int] | None:
    if conversation.contact_id is None:
        return None
    week, day = lookups.sent_to(conversation.contact_id, timezone.now())
    return {"sent_7d": week, "sent_24h": day}


def gather(
    proposed: ProposedAction, conversation: Conversation, ours: Mapping[str, Any], *, agent: Mapping[str, Any], signals: Mapping[str, Any]
) -> ActionFacts:
    """``ours`` is ``about_conversation``, and ``rate`` of the action; ``signals`` may carry the groups data and budget beside its
    own facts: that a call was refused for its budget is such a word.
    """
    return _built(proposed, _action(proposed, conversation), ours, agent=agent, signals=signals)


def _built(
    proposed: ProposedAction, action: Mapping[str, Any], ours: Mapping[str, Any], *, agent: Mapping[str, Any], signals: Mapping[str, Any]
) -> ActionFacts:
    evidence = proposed.evidence
    known = {**ours, "budget": {**(ours.get("budget") or {}), **(signals.get("budget") or {})}}
    own = {name: value for name, value in signals.items() if name not in _GROUPS_OF_SIGNALS}
    return ActionFacts.build(
        action=action,
        arguments=_believed(evidence.get("arguments", signals.get("arguments")), ours),
        signals={"confidence": proposed.confidence, **own, **_orders(evidence, own)},
        data=_data(evidence, signals.get("data") or {}),
        agent=agent,
        **known,
    )


def _orders(evidence: Mapping[str, Any], signals: Mapping[str, Any]) -> dict[str, float]:
    """The stronger sign of orders to the agent: in the message, or in what was read for this call."""
    shares = [one for one in ((evidence.get("injection") or {}).get("share"), signals.get("injection")) if one is not None]
    return {"injection": max(shares)} if shares else {}


def types_in(outbound: Outbound, conversation: Conversation) -> list[str]:
    """The types of personal data in what a person has written, found as in what the customer writes: a part of a longer finding is none."""
    text = f"{outbound.subject}\n\n{outbound.text}"
    return redaction.redact(
        text, workspace=conversation.workspace_id, channel=conversation.channel_id, language=conversation.language
    ).types


def again(
    stored: Mapping[str, Any], proposed: ProposedAction, conversation: Conversation, ours: Mapping[str, Any], types: Collection[str] = ()
) -> ActionFacts:
    """The facts of an action that was ruled before: what the agent told as it was, the rest as it is now. ``types`` are in it besides."""
    unknown = [name for name in stored.get("absent", ()) if name.partition(".")[0] not in (*OURS, "action")]
    told = {name: value for name, value in stored.items() if name not in (*OURS, "action", "absent")}
    declared = {
        name: value
        for name, value in stored.get("action", {}).items()
        if name in ("writes", "irreversible", "amount", "currency", "amount_minor", *TRACED)
        and f"action.{name}" not in stored.get("absent", ())
    }
    if "arguments" in proposed.evidence:
        told["arguments"] = proposed.evidence["arguments"]
        unknown = [name for name in unknown if name != "arguments"]
    if types:
        data = told.get("data", {})
        told["data"] = {**data, "types": sorted({*data.get("types", ()), *types})}
        unknown = [name for name in unknown if name != "data.types"]
    told["arguments"] = _believed(told.get("arguments"), ours)
    return ActionFacts.build({**told, **ours, "action": {**declared, **_action(proposed, conversation)}, "absent": unknown})


def _believed(arguments: Any, ours: Mapping[str, Any]) -> Any:
    """The requester's word is trusted only where we know for sure who writes."""
    known = ours.get("conversation") or {}
    if not isinstance(arguments, Mapping) or known.get("identity") == "verified":
        return arguments
    return {
        path: {**one, "trusted": False} if one.get("source") in ("requester", "composed", "chosen") else one
        for path, one in arguments.items()
    }


def as_recorded(
    stored: Mapping[str, Any], proposed: ProposedAction, *, agent: Mapping[str, Any], signals: Mapping[str, Any]
) -> ActionFacts:
    """The facts for a replay: what the agent tells anew, the world as it was when ``stored`` was gathered. Asks no table."""
    unknown = {name for name in stored.get("absent", ()) if name.partition(".")[0] in OURS or name == "action.new_recipient"}
    ours = {group: {name: value for name, value in stored.get(group, {}).items() if f"{group}.{name}" not in unknown} for group in OURS}
    stranger = None if "action.new_recipient" in unknown else stored["action"]["new_recipient"]
    action = {**_said(proposed, _hosts(proposed)), "new_recipient": stranger, "foreign_hosts": foreign_then(stored, proposed)}
    return _built(proposed, action, ours, agent=agent, signals=signals)


def known_then(stored: Mapping[str, Any], known: ActionFacts) -> dict[str, Any]:
    """For a replay: ``known`` in the facts that there were when ``stored`` was gathered. The table has grown since, and nobody had asked."""
    told = known.as_dict()
    new = {name for name in known.values if name not in ("absent", "arguments") and not _stands(stored, name)}
    cut = {
        group: {leaf: one for leaf, one in value.items() if f"{group}.{leaf}" not in new} if group in GROUPS else value
        for group, value in told.items()
        if group in stored or group not in GROUPS
    }
    return cut | {"absent": [name for name in told["absent"] if name not in new]}


def _stands(stored: Mapping[str, Any], name: str) -> bool:
    group, _, leaf = name.partition(".")
    return leaf in stored.get(group, {})


def foreign_then(stored: Mapping[str, Any], proposed: ProposedAction) -> list[str] | None:
    """For a replay: hosts that the channel did not allow then, or that ``stored`` does not know. None where nobody asked."""
    then = stored["action"]
    if proposed.outbound is None or "foreign_hosts" not in then or "action.foreign_hosts" in stored.get("absent", ()):
        return None
    return links.foreign(_said(proposed, _hosts(proposed))["hosts"], frozenset(then["hosts"]).difference(then["foreign_hosts"]))


def _action(proposed: ProposedAction, conversation: Conversation) -> dict[str, Any]:
    hosts = _hosts(proposed)
    said = _said(proposed, hosts)
    abroad = links.foreign(hosts, links.allowed_by(conversation.channel)) if proposed.outbound else None
    return {**said, "new_recipient": _has_stranger(said["recipients"], conversation), "foreign_hosts": abroad}


def _hosts(proposed: ProposedAction) -> list[str]:
    """In what would leave, however long it is: read once for the hosts and for those among them that the channel does not allow."""
    if proposed.outbound:
        return links.hosts_of(proposed.outbound)
    return hosts_in(spec.texts(proposed.arguments)) if proposed.kind == "tool" else []


def _said(proposed: ProposedAction, hosts: Sequence[str]) -> dict[str, Any]:
    """What the action itself tells, without a look at its conversation."""
    declared = proposed.evidence.get("action", {})
    return {
        **declared,
        "kind": proposed.kind,
        "tool": proposed.tool,
        "recipients": spec.addresses_in(proposed.arguments) if proposed.kind == "tool" else recipients_of(proposed.outbound),
        "hosts": sorted({*hosts, *declared.get("hosts", ())}),
    }


def recipients_of(outbound: Outbound | None) -> list[str]:
    return sorted({one.address.lower() for one in (*outbound.to, *outbound.cc)}) if outbound else []


def _has_stranger(recipients: Iterable[str], conversation: Conversation) -> bool:
    wanted = {contacts.lookup(conversation.workspace_id, conversation.channel.kind, address) for address in recipients}
    if not wanted:
        return False
    read = vars(conversation).get("partaking")  # by ``hold``, as long as nobody else can add an address
    return not wanted <= set(lookups.partaking(conversation.id) if read is None else read)


def _data(evidence: Mapping[str, Any], signals: Mapping[str, Any]) -> dict[str, Any]:
    stated = {**signals, **evidence.get("data", {})}
    types = {*stated.get("types", ()), *(finding["type"] for finding in evidence.get("findings", ()))}
    known = "types" in stated or "findings" in evidence
    return {"types": sorted(types) if known else None, "classes": stated.get("classes")}


def conversation_for(conversation_id: UUID) -> Conversation:
    """With everything the facts read, in one query."""
    return Conversation.objects.select_related(*_READ).get(id=conversation_id)


def hold(conversation_id: UUID, turn: UUID) -> tuple[Conversation | None, bool]:
    """The same, alone until the end of the transaction, None when it is gone; and whether ``turn`` has submitted something already."""
    held = _HELD.first(conversation_id, turn)
    return held, held is not None and vars(held)["was_submitted"]
