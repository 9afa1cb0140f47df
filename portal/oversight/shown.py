"""A report as a person reads it: names in the place of ids, words in the place of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from accounts.models import User
from agents.models import Agent
from audit import events
from conversations.models import HandOff
from policies.models import Effect, Policy
from portal.models import OversightReport
from portal.story.moments import took
from review.models import Action, Decision, Queue
from review.pages import words

Json = dict[str, Any]
Named = list[tuple[str, int]]

COVERED = {
    "actions_ruled": "Actions with a ruling", "actions": "Actions with their entry", "rulings": "Rulings with their entry",
    "decisions": "Decisions with their entry", "deliveries": "Deliveries with their intent", "turns": "Turns with their entry",
    "steps": "Steps with their entry",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What one person decided in one queue, or all together."""

    person: str
    queue: str
    row: Json

    @property
    def verdicts(self) -> str:
        return ", ".join(f"{label.lower()} {count}" for label, count in _named(self.row["verdicts"], dict(Decision.Verdict.choices)))

    @property
    def median(self) -> str:
        return _seconds(self.row["median_seconds"])

    @property
    def p90(self) -> str:
        return _seconds(self.row["p90_seconds"])


class Shown:
    """``body`` of a report that is made."""

    def __init__(self, report: OversightReport) -> None:
        body: Json = report.body or {}
        self.report, self.body = report, body
        self.names = names(report.workspace_id, body)

    def name(self, identity: str | None, without: str = "somebody gone") -> str:
        return self.names.get(identity or "", without)

    @property
    def people(self) -> list[PersonLine]:
        return [
            PersonLine(self.name(row["user"]), self.name(row["queue"], "a queue that is gone"), row)
            for row in self.body["decisions"]["people"]
        ]

    @property
    def everybody(self) -> PersonLine:
        return PersonLine("All", "", self.body["decisions"]["total"])

    @property
    def kinds(self) -> Named:
        return _named(self.body["actions"]["by_kind"], dict(Action.Kind.choices))

    @property
    def effects(self) -> Named:
        return _named(self.body["actions"]["by_effect"], {**dict(Effect.choices), "none": "Without a ruling"})

    @property
    def states(self) -> Named:
        return _named(self.body["actions"]["by_status"], dict(Action.Status.choices))

    @property
    def reasons(self) -> Named:
        return [(words.capital(words.reason(code)), count) for code, count in _ordered(self.body["overrides"]["reasons"])]

    @property
    def hand_offs(self) -> Named:
        return _named(self.body["hand_offs"]["reasons"], dict(HandOff.Reason.choices))

    @property
    def changes(self) -> Named:
        return [(events.label(name), count) for name, count in _ordered(self.body["changes"])]

    @property
    def fast(self) -> list[tuple[str, Json]]:
        return [(self.name(row["user"]), row) for row in self.body["attention"]["fast"]]

    @property
    def unseen(self) -> list[tuple[str, Json]]:
        return [(self.name(row["user"]), row) for row in self.body["attention"]["unseen"]]

    @property
    def stops(self) -> list[Json]:
        return [
            {"by": self.name(row["user"]), "at": _moment(row["declared_at"]), "lifted": _moment(row["lifted_at"]),
             "lifted_by": self.name(row["lifted_by"], ""), "lasted": _seconds(row["seconds"])}
            for row in self.body["stops"]
        ]  # fmt: skip

    @property
    def policies(self) -> list[Json]:
        return [
            {"name": f"{self.name(row['policy'], 'A policy that is gone')} v{row['number']}" if row["number"] else "No active policy",
             "from": _moment(row["activated_at"]), "until": _moment(row["until"]), "by": self.name(row["activated_by"], "a command"),
             "rulings": _named(row["rulings"], dict(Effect.choices)), "failed": row["failed"]}
            for row in self.body["policies"]
        ]  # fmt: skip

    @property
    def agents(self) -> list[Json]:
        return [
            {"name": f"{self.name(row['agent'])} v{row['number']}", "turns": row["turns"], "failed": row["failed"]}
            for row in self.body["agents"]
        ]

    @property
    def runs(self) -> list[Json]:
        return [{**row, "at": _moment(row["finished_at"])} for row in self.body["verifications"]["runs"]]

    @property
    def coverage(self) -> list[Json]:
        return [{**row, "label": COVERED.get(row["what"], row["what"])} for row in self.body["coverage"]]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing on the ledger."""
        return not any(row["missing"] for row in self.body["coverage"]) and not self.body["seals"]["gaps"]

    @property
    def share(self) -> str:
        return _percent(self.body["overrides"]["share"])

    @property
    def kept(self) -> str:
        return _percent(self.body["overrides"]["kept"])


def names(workspace: UUID, body: Json) -> dict[str, str]:
    """Of the people, queues, policies and agents that a report names by id, as of today. Four queries."""
    wanted = {row[who] for row in body["stops"] for who in ("user", "lifted_by")}
    wanted |= {row["user"] for row in (*body["decisions"]["people"], *body["attention"]["fast"], *body["attention"]["unseen"])}
    wanted |= {row["activated_by"] for row in body["policies"]}
    rows: list[Any] = list(User.objects.filter(id__in=wanted - {None}))
    for model in (Queue, Policy, Agent):
        rows += model.objects.filter(workspace=workspace)
    return {str(row.id): str(row) for row in rows}


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Most first: the database keeps objects in an order of its own."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _named(counts: Mapping[str, int], labels: Mapping[Any, Any]) -> Named:
    return [(str(labels.get(code, code)), count) for code, count in _ordered(counts)]


def _percent(text: str | None) -> str:
    return "" if text is None else f"{float(text) * 100:.1f} %"


def _seconds(value: int | None) -> str:
    return "" if value is None else took(value)


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
