"""report.html of a bundle: what happened, in order, to read without a network, without scripts and without this software."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.staticfiles import finders as static
from django.template.loader import render_to_string

from audit import events, signing
from audit.bundle import contents, finders, parts

if TYPE_CHECKING:
    from audit.bundle.exporting import Plan

MOST = 2000
"""Entries that the report shows; the files hold all."""
LONGEST = 20_000
"""Characters of a content."""
SHEETS = ("css/tokens.css", "css/report.css")
KINDS = {"conversation": "Conversation", "decision": "Decision", "period": "Period", "subject": "Data subject"}
ACTORS = {"system": "the system", "contact": "a customer", "agent": "an agent", "user": "a former member"}
OPEN = ("document", "action", "after", "note", "reason", "comment")
"""Contents of which the words are shown at once; others, such as what a model was sent, open on demand."""
_TECHNICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40,}")
_UNREADABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One content. ``text`` is None where the file has to be looked at by other means; ``words`` are what somebody wrote in it."""

    name: str
    media_type: str
    size: int
    commitment: str
    text: str | None
    erased: bool
    cut: bool
    subject: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    at: str
    label: str
    event: str
    who: str
    facts: list[tuple[str, str]]
    technical: list[tuple[str, str]]
    pieces: list[Piece]
    leaf: str
    decides: bool


def pages(plan: Plan) -> Iterator[str]:
    lines, entry = list(_lines(plan)), json.loads(plan.entry.body)
    exported = entry["data"]
    context = {
        "plan": plan,
        "kind": KINDS[plan.about.kind],
        "root": bytes(plan.checkpoint.root).hex(),
        "ledger": plan.checkpoint.note.split("\n")[0],
        "keys": signing.verifier_keys(),
        "lines": lines,
        "decisions": [line for line in lines if line.decides],
        "people": Counter(line.who for line in lines).most_common(20),
        "made": _when(entry["at"]),
        "period": [_when(exported[name]) for name in ("since", "until") if exported[name]],
        "shown": min(len(plan.places), MOST),
        "erased": len(plan.chosen.refs) - len(plan.readable),
        "styles": "\n".join(_sheet(name) for name in SHEETS),
    }
    yield render_to_string("audit/bundle/report.html", context)


def _sheet(name: str) -> str:
    found = static.find(name)
    return Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""


def _lines(plan: Plan) -> Iterator[Line]:
    names = finders.named(frozenset(plan.chosen.actors))
    for batch in contents.batches(parts.bodies(plan.places[:MOST]), 100):
        entries = [(place, json.loads(body)) for place, body in batch]
        wanted = {ref["id"] for _, entry in entries for ref in entry["content"].values()} & plan.readable
        found = {one.id: one for one in contents.disclosed(plan.about.workspace, sorted(wanted))}
        for place, entry in entries:
            pieces = [_piece(name, ref, found.get(ref["id"])) for name, ref in sorted(entry["content"].items())]
            facts, technical = _facts(entry["data"])
            yield Line(
                place.seq, _when(entry["at"]), events.label(entry["event"]), entry["event"], _who(entry, names), facts, technical, pieces,
                place.leaf.hex(), bool(entry["data"].get("decision")),
            )  # fmt: skip


def _piece(name: str, ref: Mapping[str, Any], found: contents.Disclosed | None) -> Piece:
    text = _text(found.data) if found else None
    media_type = found.media_type if found else ""
    shown = visible(text[:LONGEST]) if text is not None else None
    subject, words = _said_in(text) if text is not None and name in OPEN else ("", "")
    cut = text is not None and len(text) > LONGEST
    return Piece(
        _words(name), media_type, ref["size"], ref["commitment"], shown, found is None, cut, visible(subject), visible(words[:LONGEST])
    )


def _said_in(text: str) -> tuple[str, str]:
    """Subject and text of a message or draft, whatever else stands beside them; plain text is its own words."""
    try:
        told = json.loads(text)
    except ValueError:
        return "", text
    told = told.get("outbound") or told if isinstance(told, dict) else {}
    told = told if isinstance(told, dict) else {}
    words = told.get("full_text") or told.get("text")
    return (str(told.get("subject") or ""), words) if isinstance(words, str) else ("", "")


def _text(data: bytes) -> str | None:
    """JSON indented, other text as it is, None for what is none."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return None if "\0" in text else text


def visible(text: str) -> str:
    """Hidden and direction-changing characters by their numbers, so that what is read is what is there."""
    return re.sub(r"[^\n\t -~]", lambda found: _shown(found[0]), text)


def _shown(one: str) -> str:
    return f"[U+{ord(one):04X}]" if unicodedata.category(one) in _UNREADABLE and one != "\r" else one


def _who(entry: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    known = names.get(UUID(entry["actor"])) if entry["actor"] else None
    return visible(known) if known else ACTORS.get(entry["actor_kind"], entry["actor_kind"])


def _facts(data: Mapping[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Those that say something to a reader, and ids and digests."""
    told = [(_words(name), _said(value)) for name, value in data.items() if value not in (None, "", [])]
    technical = [fact for fact in told if _TECHNICAL.match(fact[1])]
    return [fact for fact in told if fact not in technical], technical


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _when(at: str) -> str:
    """2 November 2026, 14:03:21.123 UTC"""
    moment = datetime.fromisoformat(at)
    return f"{moment.day} {moment:%B %Y, %H:%M:%S}.{moment.microsecond // 1000:03} UTC"
