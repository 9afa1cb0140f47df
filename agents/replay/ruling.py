"""Rulings once more: the stored facts of each, by the recorded version, against the row and its entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from agents.replay.differences import Difference, compare, compare_all
from agents.replay.proposing import stored_facts
from agents.replay.records import Records
from audit.models import Entry
from policies import actions as policy_actions
from policies import rulings
from policies.engine import Ruling
from policies.facts import ActionFacts
from policies.models import PolicyVersion, RulingRecord

_ACTIVATIONS = ("policy.activated", "policy.rolled_back")


class Policies:
    """Versions compiled from their rows as they stand now, once for a run: a process's own cache would hide what was altered since."""

    def __init__(self) -> None:
        self.program = lru_cache(maxsize=50)(rulings.compile_version)
        self.altered = lru_cache(maxsize=50)(_altered)

    def by(self, version: UUID | None, facts: ActionFacts) -> Ruling:
        return rulings.rule_by(self.program(version) if version else None, facts)


def _altered(version: UUID) -> tuple[Difference, ...]:
    """Whether the rules of a version are those that its activation put on the ledger."""
    row = PolicyVersion.objects.select_related("policy").get(id=version)
    entry = Entry.objects.filter(workspace=row.workspace_id, subject=version, event__in=_ACTIVATIONS).first()
    recorded = json.loads(entry.body)["data"].get("rules") if entry else None
    now = policy_actions.digest_of(row)
    return tuple(compare(f"policy {row}", "rules", recorded, now)) if recorded else ()


def again(records: Records, policies: Policies) -> tuple[dict[UUID, Ruling], list[Difference]]:
    """Every ruling on the turn's actions, the later ones too; by id of its record."""
    found: dict[UUID, Ruling] = {}
    differences: list[Difference] = []
    for row in records.rulings:
        found[row.id] = policies.by(row.version_id, stored_facts(records, row))
        differences += _compared(records, row, found[row.id])
        differences += policies.altered(row.version_id) if row.version_id else ()
    differences += _without_row(records)
    return found, differences


def name_of(records: Records, row: RulingRecord) -> str:
    of_action = [one.id for one in records.rulings if one.reference == row.reference]
    action = next(one for one in (*records.actions, *records.inline) if one.id == row.reference)
    return f"ruling {of_action.index(row.id) + 1} on {action.kind} {action.id}"


def _compared(records: Records, row: RulingRecord, ruling: Ruling) -> Iterator[Difference]:
    where = name_of(records, row)
    recorded = {name: getattr(row, name) for name in ("effect", "queue", "obligations", "rules", "reasons", "error", "used", "digest")}
    replayed = {**ruling.as_dict(), "error": ruling.error, "used": list(ruling.used), "digest": ruling.digest}
    yield from compare_all(where, recorded, replayed)
    entries = records.about("policy.ruled", [row.id])
    if not entries:
        yield Difference(where, "entry", None, "policy.ruled")
        return
    yield from compare_all(f"entry of {where}", entries[0].data, _entry(row, ruling))
    yield from compare(f"entry of {where}", "facts", entries[0].content["facts"].id, row.facts)


def _entry(row: RulingRecord, ruling: Ruling) -> dict[str, Any]:
    data = {"reference": row.reference, "effect": ruling.effect, "digest": ruling.digest, "failed": bool(ruling.error)}
    data |= {"rules": [rule.id for rule in ruling.rules]}
    return data | ({"version": row.version_id} if row.version_id else {})


def _without_row(records: Records) -> Iterator[Difference]:
    actions, known = {str(one.id) for one in (*records.actions, *records.inline)}, {row.id for row in records.rulings}
    for entry in records.entries:
        if entry.event == "policy.ruled" and entry.data.get("reference") in actions and entry.subject not in known:
            yield Difference(f"ruling {entry.subject}", "record", entry.data.get("effect"), None)
