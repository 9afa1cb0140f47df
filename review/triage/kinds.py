"""The six things triage can want: their arguments, what the policy is told of them, and how they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from conversations.sorting import PRIORITIES
from kit.errors import InvalidInput
from kit.ids import as_uuid
from review.types import ProposedAction

TAG: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
_SLUG: Final = re.compile(r"[a-z0-9_-]{1,80}")
_ADDRESS: Final = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}")
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """``fields`` are the arguments with what each must be; ``says`` is the sentence; ``leaves`` the house, so nothing brings it back."""

    label: str
    fields: Mapping[str, tuple[Callable[[Any], bool], str]]
    says: Callable[[Arguments], str]
    leaves: bool = False


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_ID = (lambda value: isinstance(value, str) and as_uuid(value) is not None, "an id")
KINDS: Final[Mapping[str, Kind]] = {
    "tag": Kind("Tag", {"tag": (_matches(TAG), "letters a to z, digits, - and _, at most 40")}, lambda told: f"Tag it “{told['tag']}”"),
    "priority": Kind(
        "Priority",
        {"priority": (lambda value: value in PRIORITIES, "high, normal or low")},
        lambda told: f"Set the priority to {told['priority']}",
    ),
    "route": Kind("Route", {"queue": (_matches(_SLUG), "the short name of a queue")}, lambda told: f"Move it to the queue {told['queue']}"),
    "forward": Kind("Forward", {"to": (_matches(_ADDRESS), "an address")}, lambda told: f"Forward it to {told['to']}", leaves=True),
    "merge": Kind("Merge", {"into": _ID}, lambda told: "Merge it into the customer's other open conversation"),
    "close_spam": Kind("Close as spam", {}, lambda told: "Close as spam"),
}
_TO_AGENT: Final = Kind(
    "Route",
    {"agent": _ID, "name": (lambda value: isinstance(value, str) and 0 < len(value) <= 80, "the name of an agent")},
    lambda told: f"Let the agent {told['name']} answer it",
)


def kind_of(tool: str, arguments: Arguments) -> Kind:
    """Raises InvalidInput for what triage cannot do."""
    if tool not in KINDS:
        raise InvalidInput(f"Triage cannot {tool or 'do nothing'}. It can {', '.join(KINDS)}.")
    return _TO_AGENT if tool == "route" and "agent" in arguments else KINDS[tool]


def check(tool: str, arguments: Arguments) -> None:
    """Raises InvalidInput that names the argument."""
    kind = kind_of(tool, arguments)
    if set(arguments) != set(kind.fields):
        raise InvalidInput(f"{tool} takes {', '.join(kind.fields) or 'no argument'}.")
    for name, (fits, wanted) in kind.fields.items():
        if not fits(arguments[name]):
            raise InvalidInput(f"{name}: must be {wanted}.", code="arguments")


def sentence(tool: str, arguments: Arguments) -> str:
    """What it does, in words; of what cannot be read any more its name."""
    if tool not in KINDS:
        return tool
    try:
        return kind_of(tool, arguments).says(arguments)
    except KeyError:
        return KINDS[tool].label


def as_declared(proposed: ProposedAction) -> ProposedAction:
    """Checked, and with what we know of it in the place of what the caller said: it changes something, and only what leaves is for good."""
    check(proposed.tool, proposed.arguments)
    if (proposed.outbound is not None) != KINDS[proposed.tool].leaves:
        raise InvalidInput("Only what is forwarded has a mail.")
    return replace(proposed, evidence={**proposed.evidence, "action": declared(proposed.tool)})


def declared(tool: str) -> dict[str, bool]:
    return {"writes": True, "irreversible": KINDS[tool].leaves}


def instead_of_reply(tool: str, arguments: Arguments) -> bool:
    """Whether a turn that wants this proposes no reply: nobody answers spam, and the next agent drafts its own."""
    return tool == "close_spam" or (tool == "route" and "agent" in arguments)
