"""Where the arguments of a call came from: the thread, passages and answers that the agent had before its eyes, as the judge reads them.

What the newest message says by itself is the requester's word, which the policy believes where their identity is verified; what it forwards, and what
was said before it, by anybody, is quoted, passages are pages, and answers are their tools'. Placeholders are put back first, since a call carries real values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from agents import excerpts
from agents.drafts import Looked, Prepared
from agents.preparing import SUBJECT
from policies import injection, redaction
from policies.provenance import Call, Judged, Said, Tool, judge

MOST_FOUND = 50
_ANSWERS: Final = re.compile(rf"{SUBJECT}\s*(?:[^\W\d_]{{1,4}}|doorst)(?:\[\d+\])?\s*:", re.IGNORECASE)
"""A subject that was somebody else's before: Re, AW, Fwd, WG, TR, RV, Antw and so on."""


def judged(
    prepared: Prepared, looked: Sequence[Looked], tool: Mapping[str, Any], arguments: Mapping[str, Any], names: Mapping[str, str]
) -> Judged:
    """``tool`` is its spec, ``arguments`` are final."""
    kind = str(tool["kind"])
    asked = Tool(str(tool["name"]), str(tool.get("description") or ""), tool["parameters"], kind != "read", kind == "irreversible")
    return judge(asked, Call(asked.name, arguments), list(trace(prepared, looked, names)), verified=True, today=timezone.localdate())


def trace(prepared: Prepared, looked: Sequence[Looked], names: Mapping[str, str]) -> Iterator[Said]:
    return (said for said, _ in texts(prepared, looked, names))


def texts(prepared: Prepared, looked: Sequence[Looked], names: Mapping[str, str]) -> Iterator[tuple[Said, excerpts.Place]]:
    """Each text of the trace with the place that it is."""
    *earlier, newest = prepared.thread or ({"role": "us", "text": ""},)
    for index, one in enumerate(earlier):
        yield Said("quoted", redaction.restore(one["text"], names)[0]), excerpts.message(prepared.thread, index)
    place = excerpts.message(prepared.thread, -1) if prepared.thread else {}
    yield from ((said, place) for said in _newest(newest, names))
    for passage in prepared.passages:
        yield Said("page", f"{passage.title}\n{passage.heading}\n{passage.text}"), {"passage": passage.number}
    for index, answer in enumerate(looked):
        text = answer.shown if answer.answer is None else json.dumps(answer.answer, ensure_ascii=False, sort_keys=True)
        yield Said(f"tool:{answer.tool}", redaction.restore(text, names)[0]), {"looked": index}


def _newest(newest: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Said]:
    """The customer's own new words; a message that only forwards holds none, and neither does the subject of an answer."""
    text = redaction.restore(newest["text"], names)[0]
    own = newest["role"] == "customer" and newest.get("whose") != "others"
    if own and _ANSWERS.match(text):
        subject, _, text = text.partition("\n\n")
        yield Said("quoted", subject)
    yield Said("requester" if own else "quoted", text)


def evidence(found: Judged, read: Sequence[tuple[Said, excerpts.Place]]) -> dict[str, Any]:
    """What the gate and the desk are told: facts of the action, and for each argument the words it came from and where they stand."""
    return {
        "arguments": found.origins(),
        "action": found.traced(),
        "injection": _orders(read),
        "spans": {one.path: _excerpt(one.spans[0], read) for one in found.arguments if one.spans},
        "why": {one.path: one.why for one in found.arguments if one.why and not one.trusted},
    }


def _orders(read: Sequence[tuple[Said, excerpts.Place]], labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What detectors see in pages, quotes and answers, each with its source and words; the customer's own message was looked at before."""
    seen = [(said, injection.detect(said.text), place) for said, place in read if said.source != "requester"]
    found = {(said.source, _name(said, labels or {}), code): None for said, suspicion, _ in seen for code in suspicion.seen}
    return {
        "share": max((suspicion.share for _, suspicion, _ in seen), default=0.0),
        "seen": sorted({code for _, _, code in found}),
        "found": [{"source": source, "name": name, "code": code} for source, name, code in list(found)[:MOST_FOUND]],
        "signs": [sign for said, suspicion, place in seen for sign in excerpts.signs(suspicion, said.text, "", place)][
            : excerpts.MOST_SIGNS
        ],
    }


def _name(one: Said, labels: Mapping[str, str]) -> str:
    """What people call the source: a page by its title, an answer by its tool."""
    return one.text.partition("\n")[0][:200] if one.source == "page" else labels.get(one.source, "")


def read_in_turn(prepared: Prepared, looked: Sequence[Looked], names: Mapping[str, str]) -> dict[str, Any]:
    """Signs of orders to the agent in all it read for this answer: the message, the passages, the answers of tools."""
    read = [one for one in texts(prepared, looked, names) if one[0].source == "page" or one[0].source.startswith("tool:")]
    return with_message(prepared, _orders(read, {f"tool:{one.tool}": one.label for one in looked}))


def with_message(prepared: Prepared, others: Mapping[str, Any]) -> dict[str, Any]:
    own = [{"source": "requester", "name": "", "code": one} for one in prepared.seen]
    return {
        "share": max(prepared.injection, others["share"]),
        "seen": sorted({*prepared.seen, *others["seen"]}),
        "found": [*own, *others["found"]][:MOST_FOUND],
        "signs": [*prepared.signs, *others["signs"]],
    }


def _excerpt(span: Any, read: Sequence[tuple[Said, excerpts.Place]]) -> dict[str, Any]:
    said, place = read[span.trace]
    return {"source": span.source, **excerpts.of(said.text, span.start, span.end, place)}
