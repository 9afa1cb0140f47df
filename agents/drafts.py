"""What an answer is before it becomes an action, and the passages it may rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrieved passage as it was shown; ``number`` counts from 1 and is what a draft cites."""

    number: int
    chunk: str
    document: str
    title: str
    source: str
    version: int
    heading: str
    text: str
    language: str
    data_class: str
    score: float
    similarity: float
    coverage: float
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Its fields as they are: texts and numbers, of which ``asdict`` would make a deep copy each."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and its arguments as they were written: with placeholders for personal data."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked up on the way to a draft; ``shown`` is what a model saw of it, ``answer`` what came back."""

    tool: str
    label: str
    arguments: Mapping[str, Any]
    status: str
    shown: str
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Draft:
    """``text`` is the reply to the customer. ``fixed`` are sentences of ours in it. ``hand_off`` a reason code, or "".

    ``calls`` change something and are wanted beside the reply; ``names`` are placeholders that came with what was looked up.
    """

    text: str
    tier: str
    confidence: float
    citations: tuple[int, ...] = ()
    hand_off: str = ""
    fixed: tuple[str, ...] = ()
    model: str = ""
    calls: tuple[Call, ...] = ()
    looked: tuple[Looked, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything known before an answer is written. ``names`` maps placeholders to what they stand for; never sent to a model.

    ``signs`` are what the detectors saw in the message, with their words (see ``agents.excerpts``).
    ``tools`` are those that the version may use, as they were then (see ``connectors.tools.offering``); ``currency`` is the workspace's.
    """

    language: str
    urgency: str
    intent: str
    wants_person: bool
    injection: float
    seen: tuple[str, ...]
    thread: tuple[dict[str, str], ...]
    question: str
    names: dict[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    sender_name: str = ""
    tools: tuple[dict[str, Any], ...] = ()
    currency: str = ""
    signs: tuple[dict[str, Any], ...] = ()
    spam: float = 0.0
    spam_seen: tuple[str, ...] = ()

    @property
    def triage(self) -> tuple[str, str, str]:
        return self.language, self.urgency, self.intent

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def prepared_from(value: dict[str, Any]) -> Prepared:
    passages = tuple(Passage(**one) for one in value["passages"])
    lists: dict[str, Any] = {
        name: tuple(value[name]) for name in ("seen", "signs", "thread", "types", "tools", "spam_seen") if name in value
    }
    return Prepared(**{**value, **lists, "passages": passages})


def shown(passages: Sequence[Passage]) -> list[str]:
    """Texts for the check against sources: with title and heading, since both are part of what a passage says."""
    return [f"# {one.title}\n\n## {one.heading}\n\n{one.text}" for one in passages]
