"""The actions of a turn once more: the draft in its recorded dress, told to the policy as it was told then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agents.replay import additions
from agents.replay.differences import Difference, compare, compare_all
from agents.replay.records import Records
from agents.weighing import Weighed
from audit.story import Told
from connectors.types import Outbound
from conversations.reply_html import html
from policies.facts import ActionFacts
from policies.models import RulingRecord
from review import digests, facts
from review.models import Action
from review.outbounds import Stored
from review.types import ProposedAction


def redress(recorded: Outbound, before: str, after: str) -> Outbound | None:
    """``recorded`` with the text ``before`` replaced: what the channel put around it stays as it was. None when it is not there."""
    if not recorded.text.startswith(before.strip()):
        return None
    whole = f"{after.strip()}{recorded.text[len(before.strip()) :]}"
    return replace(recorded, text=whole, html=html(whole) if recorded.html else "")


def pair(records: Records) -> list[tuple[Action, Told, Stored]]:
    """The rows with their entries and what exactly they were about, in the order of proposing."""
    rows = {row.id: row for row in records.actions}
    return [
        (rows[entry.subject], entry, records.stored(entry.content["action"].id))
        for entry in records.proposed
        if entry.subject is not None and entry.subject in rows
    ]


def name_of(row: Action) -> str:
    return f"{row.kind} {row.id}"


def rows_and_entries(records: Records) -> Iterator[Difference]:
    """Each action is on the ledger, each entry has its action, and the digest is of exactly what is stored."""
    entries = {entry.subject: entry for entry in records.proposed}
    rows = {row.id: row for row in records.actions}
    for missing in sorted(set(rows) - set(entries), key=str):
        yield Difference(name_of(rows[missing]), "entry", None, "review.action_proposed")
    for gone in sorted(set(entries) - set(rows), key=str):
        yield Difference(f"action {gone}", "row", entries[gone].data.get("kind"), None)
    for row, entry, stored in pair(records):
        yield from _row(records, row, entry, stored)


def _row(records: Records, row: Action, entry: Told, stored: Stored) -> Iterator[Difference]:
    where = name_of(row)
    again = digests.of_action(stored.kind, stored.tool, stored.outbound, stored.arguments)
    told = {"kind": stored.kind, "tool": stored.tool, "digest": again, "version": row.conversation_version}
    confidence = None if row.confidence is None else str(row.confidence)
    yield from compare_all(
        f"entry of {where}", {name: entry.data.get(name) for name in (*told, "confidence")}, told | {"confidence": confidence}
    )
    yield from compare(where, "evidence", entry.content["evidence"].id if "evidence" in entry.content else "", row.evidence)
    newest, content = _newest(records, row, entry)
    if newest is not entry:
        now = records.stored(content)
        again = digests.of_action(now.kind, now.tool, now.outbound, now.arguments)
        yield from compare(f"entry of {where}, edited", "digest", newest.data.get("digest"), again)
    yield from compare_all(where, {"content": content, "digest": again}, {"content": row.content, "digest": row.digest})


def _newest(records: Records, row: Action, entry: Told) -> tuple[Told, str]:
    """The entry that says what the action is about now, and its content."""
    edited = records.about("review.action_edited", [row.id])
    return (edited[-1], edited[-1].content["after"].id) if edited else (entry, entry.content["action"].id)


def reply_again(records: Records, row: Action, stored: Stored, weighed: Weighed) -> tuple[ProposedAction | None, list[Difference]]:
    """The recorded reply from the replayed draft; a text that would read otherwise is a difference."""
    assert stored.outbound is not None  # noqa: S101 - a reply has one
    entry = next(one for one in records.proposed if one.subject == row.id)
    recorded = records.value(entry.content["evidence"].id) if "evidence" in entry.content else {}
    differences = list(compare(name_of(row), "evidence", recorded, additions.evidence(recorded, weighed.evidence)))
    outbound = redress(stored.outbound, weighed.text, weighed.text)
    if outbound is None:
        return None, [*differences, Difference(name_of(row), "text", stored.outbound.text, weighed.text)]
    differences += compare(name_of(row), "outbound", stored.outbound.as_approved(), outbound.as_approved())
    differences += compare(name_of(row), "confidence", None if row.confidence is None else float(row.confidence), weighed.confidence)
    return ProposedAction("reply", outbound=outbound, confidence=weighed.confidence, evidence=weighed.evidence), differences


def stored_facts(records: Records, row: RulingRecord) -> ActionFacts:
    return ActionFacts.build(records.value(row.facts))


def facts_again(
    records: Records, row: Action, proposed: ProposedAction, agent: dict[str, Any], signals: dict[str, Any]
) -> tuple[ActionFacts | None, list[Difference]]:
    """What the policy would be told, against what it was told."""
    first = records.first_ruling(row.id)
    if first is None:
        return None, [Difference(name_of(row), "ruling", "a ruling", None)]
    stored = records.value(first.facts)
    known = facts.as_recorded(stored, proposed, agent=agent, signals=signals)
    return known, list(compare(f"facts of {name_of(row)}", "", stored, facts.known_then(stored, known)))
