"""What a turn looked up, from the record: no tool is asked again. Every look-up has its row, its entry, and the ruling that let it through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from agents import calls
from agents.drafts import Prepared
from agents.models import Step
from agents.preparing import StepDraft
from agents.replay.differences import Difference, compare, compare_all
from agents.replay.proposing import name_of
from agents.replay.records import Records
from review import digests
from review.models import Action
from review.types import ProposedAction

Status = Literal["done", "failed", "refused"]


@dataclass
class Recorded:
    """Answers look-ups from the steps of a turn, in order."""

    records: Records
    at: int = 0
    differences: list[Difference] = field(default_factory=list)

    def look_up(self, proposed: ProposedAction, names: Mapping[str, str]) -> calls.Result:
        asked = [step for step in self.records.tool_steps if "action" in step.summary]
        if self.at >= len(asked):
            self.differences.append(Difference("turn", "look-up", None, proposed.tool))
            return calls.Result("refused", "This was not looked up when the turn ran.")
        step = asked[self.at]
        self.at += 1
        row = next((one for one in self.records.inline if str(one.id) == step.summary["action"]), None)
        if row is not None:
            again = digests.of_action("tool", proposed.tool, None, proposed.arguments)
            self.differences += compare(f"look-up {row.id}", "digest", row.digest, again)
        return result_of(self.records, step)


def result_of(records: Records, step: Step) -> calls.Result:
    told = records.value(step.response)
    return calls.Result(
        cast(Status, told["status"]), told["shown"], told["names"], told["answer"], str(step.summary.get("action", "")),
        step.milliseconds, step.cost, step.currency,
    )  # fmt: skip


def by_arguments(records: Records, prepared: Prepared) -> calls.LookUp:
    """For another prompt or model: what was looked up then answers where the same is asked; anything else is not."""
    known: list[tuple[str, Any, Step]] = []
    names = dict(prepared.names)
    for step in records.tool_steps:
        names |= records.value(step.response)["names"]
        if "action" in step.summary:
            request = records.value(step.request)
            known.append((request["tool"], calls.restored(request["arguments"], names), step))

    def look_up(proposed: ProposedAction, names: Mapping[str, str]) -> calls.Result:
        found = next((step for tool, given, step in known if (tool, given) == (proposed.tool, dict(proposed.arguments))), None)
        return result_of(records, found) if found else calls.Result("refused", "This was not looked up when the turn ran.")

    return look_up


def steps_again(records: Records, made: Sequence[StepDraft]) -> Iterator[Difference]:
    """Each recorded step of a tool, against the replayed one."""
    yield from compare("turn", "look-ups", len(records.tool_steps), len(made))
    for step, again in zip(records.tool_steps, made, strict=False):
        where = f"step {step.number} ({step.kind})"
        yield from compare(where, "request", records.value(step.request), again.request)
        yield from compare(where, "response", records.value(step.response), again.response)
        yield from compare(where, "summary", step.summary, dict(again.summary))


def rows_and_rulings(records: Records) -> Iterator[Difference]:
    """A look-up was made only under a ruling that allows it, and is on the ledger with exactly what was asked."""
    for row in records.inline:
        where, entries = name_of(row), records.about("review.action_proposed", [row.id])
        if not entries:
            yield Difference(where, "entry", None, "review.action_proposed")
            continue
        stored = records.stored(row.content)
        digest = digests.of_action(stored.kind, stored.tool, stored.outbound, stored.arguments)
        yield from compare_all(
            where, {"digest": entries[0].data.get("digest"), "stored": digest}, {"digest": row.digest, "stored": row.digest}
        )
        ruling = records.first_ruling(row.id)
        if row.status == Action.Status.DONE:
            yield from compare(where, "ruling", ruling and ruling.effect, "allow")
