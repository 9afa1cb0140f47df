"""What the agent wants to do and what that rests on: the draft, tool calls, sources, signals, as the gate stored them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from conversations.models import Conversation
from kit.ids import as_uuid
from review.models import Action, Item
from review.pages import words
from review.pages.masking import Mask
from review.pages.texts import Part, Span, parts, plain

_OWN_MARK = re.compile(r"\s?\[\d+\]")
"""A draft that names its sources itself needs no mark of ours beside it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Exactly what would leave. ``text`` is the raw text for the editor, ``parts`` the same with its marks."""

    action: Action
    subject: str
    to: str
    to_detail: str
    text: str
    parts: list[Part]
    files: list[str]
    unsupported: int
    masked: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    path: str
    value: str
    source: str
    trusted: bool | None


@dataclass(frozen=True, slots=True)
class Tool:
    action: Action
    name: str
    arguments: list[Argument]
    irreversible: bool
    writes: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A passage the draft was given. ``cited`` ones come first."""

    number: int
    title: str
    heading: str
    text: str
    document: UUID | None
    chunk: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    replies: list[Reply] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    injection: list[str] = field(default_factory=list)
    confidence: str = ""
    calibrated: bool = False
    tier: str = ""
    model: str = ""
    invented: list[str] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    @property
    def reply(self) -> Reply | None:
        return self.replies[0] if self.replies else None

    @property
    def cited(self) -> list[Source]:
        return [one for one in self.sources if one.cited]

    @property
    def uncited(self) -> list[Source]:
        return [one for one in self.sources if not one.cited]


def read(actions: Sequence[Action], stored: Mapping[str, bytes], conversation: Conversation, mask: Mask) -> Proposal:
    """``stored`` holds the contents of ``actions``. One that was erased says so instead of failing."""
    found = {name: json.loads(stored[name]) for action in actions for name in (action.content, action.evidence) if name in stored}
    evidence = _evidence(actions, found)
    language = conversation.language
    return Proposal(
        replies=[_reply(one, found.get(one.content), evidence, language, mask) for one in actions if one.kind == Action.Kind.REPLY],
        tools=[_tool(one, found.get(one.content) or {}, found.get(one.evidence) or {}) for one in actions if one.kind == Action.Kind.TOOL],
        sources=_sources(evidence),
        injection=[words.INJECTION.get(code, words.plain(code)) for code in (evidence.get("injection") or {}).get("seen", ())],
        confidence=words.confidence(next((one.confidence for one in actions if one.confidence is not None), None)),
        calibrated=bool(evidence.get("calibrated")),
        tier=str(evidence.get("tier") or ""),
        model=str(evidence.get("model") or ""),
        invented=[str(one) for one in evidence.get("invented_placeholders") or ()],
        actions=list(actions),
    )


def actions_of(item: Item) -> list[Action]:
    """Those of the item with their rulings; of an item about one delivery, that one."""
    joined = Action.objects.select_related("ruling__version__policy")
    rows = joined.filter(id=item.about_id) if item.about_id else joined.filter(item=item)
    return list(rows.order_by("position"))


def _evidence(actions: Sequence[Action], found: Mapping[str, Any]) -> Mapping[str, Any]:
    replies = [one for one in actions if one.kind == Action.Kind.REPLY] or list(actions)
    return next((found[one.evidence] for one in replies if one.evidence in found), {})


def _reply(action: Action, stored: Mapping[str, Any] | None, evidence: Mapping[str, Any], language: str, mask: Mask) -> Reply:
    outbound = (stored or {}).get("outbound") or {}
    text = str(outbound.get("text", ""))
    private = mask.spans(action.content, text, language, count=False)
    marks = _grounding(text, evidence)
    to = [(str(one[0]), str(one[1])) for one in (*outbound.get("to", ()), *outbound.get("cc", ()))]
    return Reply(
        action=action,
        subject=str(outbound.get("subject", "")),
        to=plain(words.joined([words.address(one) for one in to])) or "nobody",
        to_detail=plain(", ".join(one[0] for one in to)),
        text=text,
        parts=parts(text, [*private, *(one for one in marks if not any(_overlap(one, other) for other in private))]),
        files=[str(one.get("name")) for one in outbound.get("attachments", ())],
        unsupported=sum(one.kind == "unsupported" for one in marks),
        masked=bool(private),
        erased=stored is None,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _grounding(text: str, evidence: Mapping[str, Any]) -> list[Span]:
    """The check of each sentence against its sources, found again in the text that would leave (an edit may have dropped some)."""
    draft, spans, at = str(evidence.get("draft") or ""), [], 0
    numbers = {index: one.get("number") for index, one in enumerate(evidence.get("passages") or ())}
    for one in (evidence.get("grounding") or {}).get("sentences", ()):
        sentence = draft[one["start"] : one["end"]].strip()
        start = text.find(sentence, at) if sentence else -1
        if start < 0:
            continue
        at = start + len(sentence)
        number = numbers.get(one.get("passage"))
        if not one["supported"]:
            spans.append(Span(start, at, "unsupported", f"No source says this: {one.get('why') or 'nothing fits'}"))
        elif number is not None and not _OWN_MARK.match(text, at) and not text[:at].endswith(f"[{number}]"):
            spans.append(Span(at, at, "cite", f"Rests on source {number}", str(number)))
    return spans


def _tool(action: Action, stored: Mapping[str, Any], evidence: Mapping[str, Any]) -> Tool:
    declared, told = evidence.get("action") or {}, evidence.get("arguments") or {}
    return Tool(
        action=action,
        name=action.tool,
        arguments=[_argument(path, value, told.get(path) or {}) for path, value in _flat(stored.get("arguments") or {})],
        irreversible=bool(declared.get("irreversible")),
        writes=bool(declared.get("writes")),
    )


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Nested arguments as (path, text) lines."""
    if isinstance(value, Mapping) and value:
        return [line for name, one in value.items() for line in _flat(one, f"{path}.{name}" if path else str(name))]
    if isinstance(value, list) and value:
        return [line for index, one in enumerate(value) for line in _flat(one, f"{path}[{index}]")]
    return [(path, plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))]


def _argument(path: str, value: str, told: Mapping[str, Any]) -> Argument:
    trusted = told.get("trusted")
    return Argument(path, value, words.source(told.get("source")), trusted if isinstance(trusted, bool) else None)


def _sources(evidence: Mapping[str, Any]) -> list[Source]:
    rows = [
        Source(
            number=int(one.get("number") or 0),
            title=plain(str(one.get("title") or one.get("source") or "")),
            heading=plain(str(one.get("heading") or "")),
            text=plain(str(one.get("text") or "")),
            document=as_uuid(str(one.get("document") or "")),
            chunk=str(one.get("chunk") or ""),
            cited=bool(one.get("cited")),
        )
        for one in evidence.get("passages") or ()
    ]
    return sorted(rows, key=lambda one: (not one.cited, one.number))
