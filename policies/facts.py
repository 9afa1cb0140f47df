"""What rules may read: one table of declared, typed facts, and ``ActionFacts``, a total assignment of values to them.

The same table feeds the compiler of conditions, the help and completion in the admin, and docs/policies.md.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kit.errors import InvalidInput
from policies.values import ARGUMENTS, BOOL, COUNT, DOUBLE, HOUR, INT, LIST, PART, SHARE, STRING, WEEKDAY, Kind, convert


@dataclass(frozen=True, slots=True)
class Fact:
    """One declared fact. ``guarded``: a rule that depends on it while it is absent gives review. ``words``: all that it ever is, if they are few."""

    name: str
    kind: Kind
    about: str
    guarded: bool = False
    words: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]

    @property
    def default(self) -> Any:
        return self.kind.default


_GIVEN: Final = (
    Fact("action.kind", STRING, "What is wanted: reply, tool, triage or hand_off.", words=("reply", "tool", "triage", "hand_off")),
    Fact("action.tool", STRING, "Name of the tool; of triage tag, priority, route, forward, merge or close_spam; empty for a reply."),
    Fact("action.writes", BOOL, "The tool changes something."),
    Fact("action.irreversible", BOOL, "The change cannot be taken back."),
    Fact("action.amount", DOUBLE, "Money moved, in the workspace's currency. Absent when no rate is known."),
    Fact("action.currency", STRING, "Currency of the original amount, ISO 4217."),
    Fact("action.amount_minor", INT, "Original amount in minor units of its currency, such as cents."),
    Fact("action.recipients", LIST, "Addresses that would receive something, lower case."),
    Fact("action.new_recipient", BOOL, "At least one recipient has not taken part in this conversation."),
    Fact("action.hosts", LIST, "Hosts of every link, image and request in the rendered action."),
    Fact("action.foreign_hosts", LIST, "Those of them that the channel of a reply does not allow links to."),
    Fact("action.asked", BOOL, "A trusted text asks for this call: its deed is wished for, and of the right thing."),
    Fact(
        "action.presumed",
        BOOL,
        "No words we know ask for this change, but no text of others can have steered it, all it holds is the requester's, and nothing they say speaks against it.",
    ),
    Fact("action.alone", BOOL, "The agent has read nothing but what a verified requester, a reviewer and the system have said."),
    Fact("action.leaks", LIST, "Paths of the arguments that would carry out of the house what no trusted text told to send."),
    Fact(
        "action.steered", BOOL, "Only sentences of others name what the call is about, or one that gives orders names its tool or a value."
    ),
    Fact("arguments", ARGUMENTS, "Per argument path: source (where its value came from) and trusted.", guarded=True),
    Fact("signals.confidence", SHARE, "How sure the agent is, 0.0 to 1.0; see signals.calibrated."),
    Fact("signals.calibrated", BOOL, "The confidence has been measured against decisions of people."),
    Fact("signals.grounded", SHARE, "Share of sentences supported by the cited passages, 0.0 to 1.0."),
    Fact("signals.injection", SHARE, "How much the input looks like instructions to the agent, 0.0 to 1.0.", guarded=True),
    Fact("signals.language", STRING, "Language of the customer's message, ISO 639-1."),
    Fact("signals.urgency", STRING, "low, normal or high.", words=("low", "normal", "high")),
    Fact("signals.intent", STRING, "What the customer wants, in the words of the triage."),
    Fact("signals.spam", SHARE, "How much the message looks like spam, 0.0 to 1.0."),
    Fact("data.types", LIST, "Types of personal data found, in Presidio's names."),
    Fact("data.classes", LIST, "Classes of the documents used, such as public or internal."),
    Fact("conversation.channel", STRING, "Kind of the channel: email, chat and so on."),
    Fact(
        "conversation.identity",
        STRING,
        "How sure we are who writes: verified, soft or none.",
        guarded=True,
        words=("verified", "soft", "none"),
    ),
    Fact("conversation.turns", COUNT, "Messages received from the customer so far."),
    Fact("conversation.customer_tier", STRING, "The customer's tier, as your records name it."),
    Fact("conversation.open_promises", COUNT, "Promises made in this conversation and not yet kept."),
    Fact("conversation.reopened", BOOL, "The conversation was resolved before and came back."),
    Fact("agent.name", STRING, "Name of the agent."),
    Fact("agent.version", COUNT, "Number of the agent's version."),
    Fact("agent.tier", STRING, "Tier that answered: extractive, small, large or person.", words=("extractive", "small", "large", "person")),
    Fact("time.business_hours", BOOL, "Now is within the workspace's business hours."),
    Fact("time.weekday", WEEKDAY, "Day of the week in the workspace's time zone, 1 is Monday, 7 is Sunday."),
    Fact("time.hour", HOUR, "Hour of the day in the workspace's time zone."),
    Fact("budget.state", STRING, "ok, soft (stepped down) or hard (used up).", words=("ok", "soft", "hard")),
    Fact("budget.share", PART, "Used part of the tightest budget, 1.0 is all of it."),
    Fact(
        "rate.state",
        STRING,
        "ok, full (a limit that holds has no room for this action) or unknown (it could not be read).",
        words=("ok", "full", "unknown"),
    ),
    Fact("rate.full", LIST, "Names of the limits that hold and have no room for it, or could not be read."),
    Fact("rate.share", PART, "Used part of the tightest rate limit, with this action in it: above 1.0 there is no room.", guarded=True),
    Fact("rate.agent", PART, "The same of the limits per agent only, 0.0 where there is none.", guarded=True),
    Fact("rate.channel", PART, "The same of the limits per channel.", guarded=True),
    Fact("rate.recipient", PART, "The same of the limits per recipient, of whoever has received most.", guarded=True),
    Fact("rate.tool", PART, "The same of the limits per tool.", guarded=True),
    Fact("rate.workspace", PART, "The same of the limits of the workspace.", guarded=True),
    Fact("history.sent_24h", COUNT, "Messages sent to this customer in the last 24 hours."),
    Fact("history.sent_7d", COUNT, "Messages sent to this customer in the last 7 days."),
)
_ABSENT: Final = Fact("absent", LIST, "Names of the facts that were not known.", words=tuple(fact.name for fact in _GIVEN))
_TABLE: Final = (*_GIVEN, _ABSENT)
FACTS: Final[Mapping[str, Fact]] = MappingProxyType({fact.name: fact for fact in _TABLE})
GROUPS: Final = frozenset(fact.group for fact in _TABLE if "." in fact.name)
GUARDED: Final = frozenset(fact.name for fact in _TABLE if fact.guarded)
_DEFAULTS: Final[Mapping[str, Any]] = {fact.name: fact.default for fact in _TABLE}
_PLACES: Final = tuple((fact.name, fact.group, fact.name.partition(".")[2]) for fact in _TABLE)
_TYPES: Final = tuple(type(fact.default) for fact in _TABLE)
_WORDED: Final = tuple(fact for fact in _GIVEN if fact.words)
_MONEY: Final = ("action.currency", "action.amount_minor")


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """Every declared fact with a typed value, by dotted name. Build it with ``build``; treat ``values`` as frozen.

    ``absent`` names what was not given (its value is the type's default); ``guarded`` those of them no rule may lean on.
    """

    values: Mapping[str, Any]
    absent: tuple[str, ...]
    guarded: frozenset[str]

    @classmethod
    def build(cls, given: Mapping[str, Any] | None = None, /, **groups: Mapping[str, Any] | list[str] | None) -> ActionFacts:
        """From nested groups, as ``build(action={"kind": "reply"})`` or as one mapping; None counts as not given.

        A list under ``absent`` names facts that are unknown even if a value stands there (stored facts look so).
        Raises InvalidInput for an unknown name or a value of the wrong type, naming it.
        """
        nested = {**(given or {}), **groups}
        unknown = _names(nested.pop("absent", None))
        known = {name: convert(name, _fact(name).kind, value) for name, value in _flat(nested) if value is not None and name not in unknown}
        return cls._complete(known)

    @classmethod
    def written(cls, nested: Mapping[str, Any]) -> ActionFacts:
        """What somebody writes down (a line of ``rule``, try-it, a test case): as ``build``, but what is one of a few words takes no other.

        Its empty text counts as not known. What was stored is read by ``build``: the table may have had other words then.
        """
        facts = cls.build(nested)
        known = [fact for fact in _WORDED if fact.name not in facts.absent]
        for fact in known:
            _require_word(fact, facts[fact.name])
        empty = [fact.name for fact in known if not facts[fact.name]]
        return cls.build(nested, absent=[*facts.absent, *empty]) if empty else facts

    @classmethod
    def stored(cls, nested: Mapping[str, Any]) -> ActionFacts:
        """What ``as_dict`` gave, read back; as ``build`` does, but without a look at each value where everything is of its type."""
        values = _as_written(nested)
        if values is None:
            return cls.build(nested)
        absent = tuple(values["absent"])
        return cls(MappingProxyType(values), absent, _guarded(absent, values))

    @classmethod
    def _complete(cls, known: dict[str, Any]) -> ActionFacts:
        absent = tuple(name for name in FACTS if name not in known and name != "absent")
        return cls(MappingProxyType({**_DEFAULTS, **known, "absent": list(absent)}), absent, _guarded(absent, known))

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def as_dict(self) -> dict[str, Any]:
        """Nested, JSON-ready, complete; ``build`` reads it back to an equal value."""
        nested: dict[str, Any] = {}
        for name, value in self.values.items():
            group, _, leaf = name.partition(".")
            if leaf:
                nested.setdefault(group, {})[leaf] = value
            else:
                nested[name] = value
        return nested


def _guarded(absent: tuple[str, ...], known: Mapping[str, Any]) -> frozenset[str]:
    guarded = GUARDED.intersection(absent)
    if "action.amount" in absent and any(known.get(name) for name in _MONEY):
        guarded |= {"action.amount"}  # money moves, but nobody knows how much in our currency
    return guarded


def _as_written(nested: Mapping[str, Any]) -> dict[str, Any] | None:
    """Values by name where all facts of today's table stand there with their types, and nothing else; else None."""
    try:
        values = {name: nested[group][leaf] if leaf else nested[name] for name, group, leaf in _PLACES}
        count = sum(len(nested[group]) if group in GROUPS else 1 for group in nested)
    except (KeyError, TypeError):
        return None
    return values if count == len(values) and tuple(map(type, values.values())) == _TYPES else None


def _flat(nested: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for group, value in nested.items():
        if group not in GROUPS:
            yield group, value
        elif isinstance(value, Mapping):
            yield from ((f"{group}.{leaf}", item) for leaf, item in value.items())
        elif value is not None:
            raise InvalidInput(f"{group} must be an object, such as {_example(group)}.")


def _example(group: str) -> str:
    names = [name.partition(".")[2] for name in FACTS if name.startswith(f"{group}.")]
    return "{" + ", ".join(f'"{name}": ...' for name in names[:3]) + "}"


def _names(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list | tuple | set | frozenset):
        raise InvalidInput("absent must be a list of names of facts.")
    return frozenset(_fact(name).name for name in value)


def _fact(name: object) -> Fact:
    fact = FACTS.get(name) if isinstance(name, str) else None
    if fact is None:
        raise InvalidInput(f"{name} is not a declared fact.{suggestion(str(name))}")
    return fact


def _require_word(fact: Fact, word: str) -> None:
    if word and word not in fact.words:
        raise InvalidInput(f"{fact.name} must be one of: {', '.join(fact.words)}.{suggestion(word.lower(), fact.words)}")


def suggestion(name: str, among: Iterable[str] = FACTS) -> str:
    """`` Did you mean action.amount?`` or an empty string."""
    near = difflib.get_close_matches(name, list(among), n=1, cutoff=0.7)
    return f" Did you mean {near[0]}?" if near else ""
