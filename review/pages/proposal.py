"""What the agent wants to do and what that rests on: the draft, tool calls, sources, signals, as the gate stored them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from connectors.tools import spec
from conversations.models import Conversation
from kit.ids import as_uuid
from review.models import Action, Item
from review.pages import grounds, marks, origins, words
from review.pages.marks import Mark
from review.pages.masking import Mask
from review.pages.origins import Bodies, Origin, Reader, Shown, Sign
from review.pages.shapes import Argument, Looked, Reply, Source, Tool
from review.pages.texts import Part, Span, parts, plain
from review.triage import kinds


@dataclass(frozen=True, slots=True)
class Proposal:
    replies: list[Reply] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    injection: list[str] = field(default_factory=list)
    """A clause for each source that seems to steer the agent: the customer's message asks to ignore instructions."""
    signs: list[Sign] = field(default_factory=list)
    """What the detectors saw, with its words; empty in records of before."""
    confidence: str = ""
    calibrated: bool = False
    tier: str = ""
    model: str = ""
    invented: list[str] = field(default_factory=list)
    looked: list[Looked] = field(default_factory=list)
    misused: list[Mark] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    sorted: list[Tool] = field(default_factory=list)
    """What triage did by itself beside what waits here."""

    @property
    def calls(self) -> list[Tool]:
        return [one for one in self.tools if not one.is_triage]

    @property
    def triage(self) -> list[Tool]:
        return [one for one in self.tools if one.is_triage and one.action.status != Action.Status.REJECTED]

    @property
    def undoable(self) -> Tool | None:
        """The one that a key undoes: the newest that can be."""
        return next((one for one in reversed([*self.sorted, *self.tools]) if one.may_undo), None)

    @property
    def reply(self) -> Reply | None:
        return self.replies[0] if self.replies else None

    @property
    def is_erased(self) -> bool:
        """Whether anything that would leave is gone."""
        return any(one.erased for one in self.replies) or any(one.erased for one in self.tools)

    @property
    def cited(self) -> list[Source]:
        return [one for one in self.sources if one.cited]

    @property
    def uncited(self) -> list[Source]:
        return [one for one in self.sources if not one.cited]


TOOLS: Final = (Action.Kind.TOOL, Action.Kind.TRIAGE)


def read(
    actions: Sequence[Action],
    stored: Mapping[str, bytes],
    conversation: Conversation,
    mask: Mask,
    bodies: Mapping[str, Bodies] | None = None,
    *,
    beside: Sequence[Action] = (),
) -> Proposal:
    """``stored`` holds the contents of ``actions``. One that was erased says so instead of failing. ``bodies`` are the messages beside it."""
    found = parsed([*actions, *beside], stored)
    evidence = _evidence(actions, found)
    language = conversation.language
    reader = _reader(actions, found, evidence, language, mask, bodies or {})
    reader.earlier = lambda message: reverse("said", args=[conversation.workspace.slug, conversation.id, message])
    replies = [_reply(one, found, evidence, reader) for one in actions if one.kind == Action.Kind.REPLY]
    tools = [_tool(one, found, reader) for one in actions if one.kind in TOOLS]
    would_leave = [*(one.text for one in replies), *(each.value for one in tools for each in one.arguments)]
    return Proposal(
        replies=replies,
        tools=tools,
        misused=marks.misused((found.get(one.evidence) or {} for one in actions), would_leave, language, mask),
        sorted=[_tool(one, found, reader) for one in beside],
        sources=_sources(evidence, reader),
        injection=words.signs(evidence.get("injection") or {}),
        signs=_signs(actions, found, reader),
        confidence=words.confidence(next((one.confidence for one in actions if one.confidence is not None), None)),
        calibrated=bool(evidence.get("calibrated")),
        tier=str(evidence.get("tier") or ""),
        model=str(evidence.get("model") or ""),
        invented=[str(one) for one in evidence.get("invented_placeholders") or ()],
        looked=[_looked(one, number, language, mask) for number, one in enumerate(evidence.get("looked") or ())],
        actions=list(actions),
    )


def parsed(actions: Sequence[Action], stored: Mapping[str, bytes]) -> dict[str, Any]:
    return {name: json.loads(stored[name]) for action in actions for name in contents_of(action) if name in stored}


def marked(actions: Sequence[Action], found: Mapping[str, Any]) -> list[Origin]:
    """Words of the thread that something of the proposal comes from; each is led to by its anchor."""
    evidence, calls = _evidence(actions, found), [one for one in actions if one.kind == Action.Kind.TOOL]
    return [
        *(one for action in calls for one in _of_call(action, found).values()),
        *origins.of_sentences(evidence, "said").values(),
        *(one for _, one in _sign_origins(actions, found)),
    ]


def _of_call(action: Action, found: Mapping[str, Any]) -> dict[str, Origin]:
    evidence = found.get(action.evidence) or {}
    label = str((evidence.get("tool") or {}).get("label") or action.tool)
    return origins.of_call(evidence, f"from-{action.position}", label)


def _sign_origins(actions: Sequence[Action], found: Mapping[str, Any]) -> list[tuple[str, Origin]]:
    """Of all actions; what was seen in the message stands with each of them."""
    every = [one for action in actions for one in origins.of_signs(found.get(action.evidence) or {}, f"sign-{action.position}")]
    return list({(label, one.place, one.key, one.text, one.start): (label, one) for label, one in reversed(every)}.values())[::-1]


def _signs(actions: Sequence[Action], found: Mapping[str, Any], reader: Reader) -> list[Sign]:
    return [Sign(label, reader.show(one, _href(one, reader))) for label, one in _sign_origins(actions, found)]


def says(evidence: Mapping[str, Any], stored: Mapping[str, Any]) -> str:
    """What a call does, in one line, as a reply tells it."""
    return spec.sentence({"label": "", **(evidence.get("tool") or {})}, stored.get("arguments") or {})


def _reader(
    actions: Sequence[Action],
    found: Mapping[str, Any],
    evidence: Mapping[str, Any],
    language: str,
    mask: Mask,
    bodies: Mapping[str, Bodies],
) -> Reader:
    passages = {str(one.get("number")): one for one in evidence.get("passages") or ()}
    looked = {str(number): str(one.get("label") or one.get("tool")) for number, one in enumerate(evidence.get("looked") or ())}
    calls = {
        says(found.get(one.evidence) or {}, found[one.content]): f"#call-{one.position}"
        for one in actions
        if one.content in found and one.kind == Action.Kind.TOOL
    }
    return Reader(language, mask, bodies, passages, looked, calls)


def _href(origin: Origin | None, reader: Reader) -> str:
    """Where on the page of the item the words stand, or in the story of its conversation; "" where they do not."""
    if origin is None:
        return ""
    if origin.place == "message" and origin.key not in reader.bodies:
        return reader.earlier(origin.key) if as_uuid(origin.key) else ""
    if origin.place == "message":
        anchor = origins.anchor_in(origin, reader.bodies[origin.key])
        return f"#{anchor or f'message-{origin.key}'}"
    return {"passage": f"#source-{origin.key}", "looked": f"#looked-{origin.key}"}.get(origin.place, "")


def actions_of(item: Item) -> list[Action]:
    """Those of the item with their rulings; of an item about one delivery, that one."""
    return actions_and_beside(item)[0]


def actions_and_beside(item: Item) -> tuple[list[Action], list[Action]]:
    """The same, and what triage did in the same turn without waiting here; one query."""
    joined = Action.objects.select_related("ruling__version__policy", "change__undone_by")
    if item.about_id:
        return list(joined.filter(id=item.about_id)), []
    if item.turn is None:
        return list(joined.filter(item=item).order_by("position")), []
    rows = joined.filter(Q(item=item) | Q(turn=item.turn, inline=False, kind=Action.Kind.TRIAGE)).order_by("position")
    mine, others = list[Action](), list[Action]()
    for row in rows:
        (mine if row.item_id == item.id else others).append(row)
    return mine, others


def _evidence(actions: Sequence[Action], found: Mapping[str, Any]) -> Mapping[str, Any]:
    replies = [one for one in actions if one.kind == Action.Kind.REPLY] or list(actions)
    return next((found[one.evidence] for one in replies if one.evidence in found), {})


def _reply(action: Action, found: Mapping[str, Any], evidence: Mapping[str, Any], reader: Reader) -> Reply:
    language, mask, stored = reader.language, reader.mask, found.get(action.content)
    outbound = (stored or {}).get("outbound") or {}
    text, subject = str(outbound.get("text", "")), str(outbound.get("subject", ""))
    private = mask.spans(action.content, text, language, count=False, place=f"a.{action.id}.text")
    heading = mask.parts(subject, language, f"a.{action.id}.subject")
    beside = origins.of_sentences(evidence, "said")
    rests = grounds.spans(
        text,
        evidence,
        beside,
        sentence=lambda number: _href(beside.get(number), reader),
        passage=lambda number: f"#source-{number}",
        calls=reader.calls,
    )
    to = [(str(one[0]), str(one[1])) for one in (*outbound.get("to", ()), *outbound.get("cc", ()))]
    return Reply(
        action=action,
        subject=mask.plain(subject, language),
        heading=heading,
        to=words.joined([mask.person(address, name) for address, name in to]) or "nobody",
        to_detail=plain(", ".join(mask.address(one[0]) for one in to)),
        text=text,
        parts=parts(text, [*private, *(one for one in rests if not any(_overlap(one, other) for other in private))]),
        files=[mask.plain(str(one.get("name")), language) for one in outbound.get("attachments", ())],
        unsupported=sum(one.kind == "unsupported" for one in rests),
        masked=bool(private) or any(one.kind in ("private", "revealed") for one in heading),
        erased=stored is None,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def contents_of(action: Action) -> list[str]:
    """Everything stored that is shown of an action; of a tool call also what its newest ruling was told."""
    facts = action.ruling.facts if action.kind in TOOLS and action.ruling else ""
    return [name for name in (action.content, action.evidence, action.result, facts) if name]


def _tool(action: Action, found: Mapping[str, Any], reader: Reader) -> Tool:
    language, mask = reader.language, reader.mask
    stored, evidence = found.get(action.content) or {}, found.get(action.evidence) or {}
    facts = found.get(action.ruling.facts if action.ruling else "") or {}
    declared = facts.get("action") or evidence.get("action") or {}
    told = (facts.get("arguments") or {}) if "arguments" not in facts.get("absent", ()) else evidence.get("arguments") or {}
    lines = flat(stored["arguments"]) if stored.get("arguments") else []
    shown = [mask.field_parts(path, value, language, f"a.{action.id}.{number}") for number, (path, value) in enumerate(lines)]
    came = _of_call(action, found)
    arguments = [
        _argument(path, raw, part, _doubted(_told(told, path), path, evidence), _came(came.get(path), _told(told, path), reader))
        for (path, raw), part in zip(lines, shown, strict=True)
    ]
    named = evidence.get("tool") or {}
    plain_values = {one.path: one.value for one in arguments}
    is_triage = action.kind == Action.Kind.TRIAGE
    says = (
        kinds.sentence(action.tool, plain_values)
        if is_triage
        else spec.sentence({**named, "label": named.get("label") or action.tool}, plain_values)
    )
    return Tool(
        action=action,
        name=action.tool,
        arguments=arguments,
        irreversible=bool(declared.get("irreversible")),
        writes=bool(declared.get("writes")),
        label=kinds.KINDS[action.tool].label if is_triage and action.tool in kinds.KINDS else str(named.get("label") or action.tool),
        says=says,
        answer=_lines((found.get(action.result) or {}).get("answer"), language, mask),
        erased=action.content not in found,
        because=words.because(evidence) if is_triage else [],
    )


def _told(told: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Where a value came from: by its own path, else by that of the argument it is part of."""
    found = told.get(path) or told.get(re.split(r"[.\[]", path)[0]) or {}
    return found if isinstance(found, Mapping) else {}


def _doubted(told: Mapping[str, Any], path: str, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the code of what is wrong with it, while it is not trusted."""
    why = (evidence.get("why") or {}).get(path) if told.get("trusted") is False and told.get("source") != "reviewer" else None
    return {**told, "why": why} if why else told


def _looked(one: Mapping[str, Any], number: int, language: str, mask: Mask) -> Looked:
    done = one.get("status") == "done"
    return Looked(
        label=str(one.get("label") or one.get("tool") or ""),
        status=str(one.get("status") or ""),
        lines=_lines(one.get("answer"), language, mask) if done else [],
        said="" if done else mask.plain(str(one.get("shown") or ""), language),
        anchor=f"looked-{number}",
    )


def _lines(answer: Any, language: str, mask: Mask) -> list[Argument]:
    """An answer as lines to read; at most thirty."""
    lines = flat(answer)[:30] if answer is not None else []
    return [Argument(path, text, mask.field_parts(path, text, language), "", None) for path, text in lines]


def flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Nested arguments as (path, text) lines."""
    if isinstance(value, Mapping) and value:
        return [line for name, one in value.items() for line in flat(one, f"{path}.{name}" if path else str(name))]
    if isinstance(value, list) and value:
        return [line for index, one in enumerate(value) for line in flat(one, f"{path}[{index}]")]
    return [(path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))]


def _came(origin: Origin | None, told: Mapping[str, Any], reader: Reader) -> Shown | None:
    """The words a value came from; nothing once a reviewer has typed another value."""
    return None if origin is None or told.get("source") == "reviewer" else reader.show(origin, _href(origin, reader))


def _argument(path: str, raw: str, shown: list[Part], told: Mapping[str, Any], origin: Shown | None = None) -> Argument:
    trusted = told.get("trusted")
    masked = any(one.kind in ("private", "revealed") for one in shown)
    text = "".join(one.text for one in shown)
    known = trusted if isinstance(trusted, bool) else None
    return Argument(path, text, shown, words.source(told.get("source"), told.get("why")), known, "" if masked else raw, masked, origin)


def _sources(evidence: Mapping[str, Any], reader: Reader) -> list[Source]:
    said = list(origins.of_sentences(evidence, "said").values())
    found = (
        _source(one, reader.mask, [words for words in said if words.key == str(one.get("number"))])
        for one in evidence.get("passages") or ()
    )
    return sorted(found, key=lambda one: (not one.cited, one.number))


def _source(one: Mapping[str, Any], mask: Mask, said: Sequence[Origin]) -> Source:
    """What our own documents of class public say is read by everybody, our own telephone number as well."""
    language, is_public = str(one.get("language") or ""), one.get("data_class") == "public"
    title, heading, text = (str(one.get(name) or "") for name in ("title", "heading", "text"))
    hidden = [] if is_public else mask.spans("", text, language, count=False)
    shown = parts(text, origins.marks([one for one in said if one.place == "passage"], text, hidden))
    return Source(
        number=int(one.get("number") or 0),
        title=plain(title or str(one.get("source") or "")) if is_public else mask.plain(title or str(one.get("source") or ""), language),
        heading=plain(heading) if is_public else mask.plain(heading, language),
        text="".join(part.text for part in shown),
        parts=shown,
        document=as_uuid(str(one.get("document") or "")),
        chunk=str(one.get("chunk") or ""),
        cited=bool(one.get("cited")),
    )
