"""What follows from what triage finds: the rules of an agent's version, and the actions they lead to.

A rule is {"do", "value", "when"}. ``do`` is a kind of ``review.triage.kinds``; ``value`` what it takes: a tag, a priority, ``queue:<short
name>`` or ``agent:<name>``, an address, nothing for merge and close_spam. ``when`` are conditions that must all hold; none means always.
They propose; whether it happens is for the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agents.drafts import Prepared
from agents.triage import INTENTS, URGENCIES
from connectors.types import Outbound
from conversations.sorting import PRIORITIES
from kit.errors import InvalidInput
from review.triage.kinds import KINDS, TAG
from review.types import ProposedAction

MOST: Final = 30
_WORDS: Final[Mapping[str, Sequence[str]]] = {"intent": INTENTS, "urgency": URGENCIES}
_SHARES: Final = ("spam", "injection")
OURS: Final = {"source": "system", "trusted": True}
"""Where every argument comes from: the rules of the version and our own rows, never the letter."""
_NO_VALUE: Final = ("merge", "close_spam")


@dataclass(frozen=True, slots=True)
class Rule:
    do: str
    value: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)

    @property
    def instead_of_reply(self) -> bool:
        return self.do == "close_spam" or (self.do == "route" and self.value.startswith("agent:"))


def read(rows: Any) -> tuple[Rule, ...]:
    """Raises InvalidInput that says which rule is wrong and how."""
    if not isinstance(rows, list) or len(rows) > MOST:
        raise InvalidInput(f"What follows from triage is a list of at most {MOST} rules.")
    return tuple(_rule(number, row) for number, row in enumerate(rows, start=1))


def _rule(number: int, row: Any) -> Rule:
    if not isinstance(row, dict) or not {"do"} <= set(row) <= {"do", "value", "when"}:
        raise InvalidInput(f"Triage rule {number} has do, value and when, and nothing else.")
    do, value, when = row["do"], row.get("value", ""), row.get("when", {})
    if do not in KINDS:
        raise InvalidInput(f"Triage rule {number}: do is one of {', '.join(KINDS)}.")
    fault = _VALUES[do](value) if isinstance(value, str) else "value is a text"
    fault = fault or _fault_of(when)
    if fault:
        raise InvalidInput(f"Triage rule {number}: {fault}.")
    return Rule(do, value, when)


def _route(value: str) -> str:
    kind, _, name = value.partition(":")
    return "" if kind in ("queue", "agent") and name.strip() else "value is queue:<short name> or agent:<name>"


_VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "tag": lambda value: "" if TAG.fullmatch(value) else "a tag has letters a to z, digits, - and _, at most 40",
    "priority": lambda value: "" if value in PRIORITIES else "a priority is high, normal or low",
    "route": _route,
    "forward": lambda value: "" if "@" in value else "value is the address that it is forwarded to",
    **dict.fromkeys(_NO_VALUE, lambda value: "it takes no value" if value else ""),
}


def _fault_of(when: Any) -> str:
    if not isinstance(when, dict):
        return 'when is an object such as {"intent": ["billing"]}'
    return next((fault for name, wanted in when.items() if (fault := _condition(name, wanted))), "")


def _condition(name: str, wanted: Any) -> str:
    if name in _SHARES:
        fits = isinstance(wanted, int | float) and not isinstance(wanted, bool) and 0 < wanted <= 1
        return "" if fits else f"{name} is the least share, above 0.0 and up to 1.0"
    if name == "wants_person":
        return "" if isinstance(wanted, bool) else "wants_person is true or false"
    if name not in (*_WORDS, "language"):
        return f"{name} is not known; there are intent, urgency, language, spam, injection and wants_person"
    known = _WORDS.get(name)
    if not isinstance(wanted, list) or not all(isinstance(one, str) and (known is None or one in known) for one in wanted) or not wanted:
        return f"{name} is a list of {', '.join(known) if known else 'codes such as en'}"
    return ""


def wanted(prepared: Prepared, rows: Any) -> tuple[Rule, ...]:
    """The rules that hold for what was found, each deed once, the first word on each wins; what stands in the place of a reply comes alone
    of its kind. Pure, so that a replay finds the same."""
    kept: dict[str, Rule] = {}
    for rule in read(rows) if rows else ():
        if holds(rule, prepared):
            kept.setdefault(f"tag {rule.value}" if rule.do == "tag" else rule.do, rule)
    if "close_spam" in kept:  # what is spam is not passed on
        return tuple(rule for name, rule in kept.items() if name == "close_spam" or rule.do == "tag")
    return tuple(kept.values())


def holds(rule: Rule, prepared: Prepared) -> bool:
    return all(_holds(name, wanted, getattr(prepared, name)) for name, wanted in rule.when.items())


def _holds(name: str, wanted: Any, found: Any) -> bool:
    if name in _SHARES:
        return bool(found >= wanted)
    return bool(found == wanted) if name == "wants_person" else found in wanted


def because(rule: Rule, prepared: Prepared) -> dict[str, Any]:
    """What was found of what the rule asks for, for the desk."""
    return {name: getattr(prepared, name) for name in rule.when}


def action(prepared: Prepared, rule: Rule, arguments: dict[str, Any], outbound: Outbound | None = None) -> ProposedAction:
    evidence: dict[str, Any] = {
        "because": because(rule, prepared),
        "arguments": dict.fromkeys(arguments, OURS),
        "injection": {"share": prepared.injection, "seen": list(prepared.seen)},
        "data": {"types": list(prepared.types), "classes": []},
    }
    evidence |= {"spam": {"share": prepared.spam, "seen": list(prepared.spam_seen)}} if rule.do == "close_spam" else {}
    confidence = prepared.spam if rule.do == "close_spam" else None
    return ProposedAction("triage", rule.do, outbound, arguments, confidence, evidence)


def needs_draft(rules: Iterable[Rule]) -> bool:
    return not any(one.instead_of_reply for one in rules)
