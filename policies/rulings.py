"""Rulings as evidence: the active version's program on an action's facts, stored with what it saw."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Final
from uuid import UUID

from audit import content, recorder
from kit import rows, statements
from kit.actor import SYSTEM
from policies.engine import Program, RuleSource, Ruling, compile_rules, evaluate, failed
from policies.facts import ActionFacts
from policies.models import PolicyRule, RulingRecord

NO_POLICY: Final = "no_active_policy"
_KEPT: Final = 200
_programs: OrderedDict[UUID, Program] = OrderedDict()
_lock: Final = Lock()


def rule_action(
    workspace: UUID, facts: ActionFacts, *, reference: UUID, conversation: UUID | None, subject: UUID | None
) -> tuple[Ruling, RulingRecord]:
    """Rule on ``facts`` by the version active in the caller's transaction; store facts, record and ledger entry.

    ``reference`` is the action's id; ``conversation`` and ``subject`` choose the data key of the stored facts.
    Raises NotInTransaction outside of ``transaction.atomic()``.
    """
    ruling = rule_facts(workspace, facts)
    stored = content.put(workspace, facts.as_dict(), conversation=conversation, subject=subject)
    row = RulingRecord(
        workspace_id=workspace, version_id=ruling.version_id, reference=reference, facts=stored.id, digest=ruling.digest,
        error=ruling.error, used=list(ruling.used), **ruling.as_dict(),
    )  # fmt: skip
    data = {"reference": reference, "effect": ruling.effect, "digest": ruling.digest, "failed": bool(ruling.error)}
    data |= {"rules": [rule.id for rule in ruling.rules]} | ({"version": ruling.version_id} if ruling.version_id else {})
    recorder.record(
        "policy.ruled", workspace=workspace, actor=SYSTEM, subject=row.id, stream=conversation, data=data, content={"facts": stored}
    )
    rows.insert(row)
    return ruling, row


def rule_facts(workspace: UUID, facts: ActionFacts) -> Ruling:
    """The ruling alone: nothing is written (previews, try-outs)."""
    version = active_version_id(workspace)
    return rule_by(program_of(version) if version else None, facts)


def rule_by(program: Program | None, facts: ActionFacts) -> Ruling:
    """The ruling of this program, None where no version is active: for the gate as for a replay."""
    if program is None:
        return Ruling("review", reasons=(NO_POLICY,))
    try:
        return evaluate(program, facts)
    except RecursionError:
        return failed("engine: RecursionError", program.version_id)


def active_version_id(workspace: UUID) -> UUID | None:
    """Read from the database each time: a pointer kept in memory would outlive an activation elsewhere."""
    found = statements.ask("SELECT id FROM policies_policyversion WHERE workspace_id = %s AND status = 'active'", [workspace])
    return found[0][0] if found else None


def program_of(version: UUID) -> Program:
    """The compiled rules of a version that can no longer change; compiled once per process."""
    with _lock:
        if version in _programs:
            _programs.move_to_end(version)
            return _programs[version]
    program = compile_version(version)
    with _lock:
        _programs[version] = program
        while len(_programs) > _KEPT:
            _programs.popitem(last=False)
    return program


def compile_version(version: UUID) -> Program:
    """Compile the stored rules of any version, drafts too, without keeping the result. Broken rules stay in and fail."""
    return compile_rules(sources(PolicyRule.objects.filter(version=version).order_by("order", "id")), version_id=version, strict=False)


def sources(rules: Iterable[PolicyRule]) -> list[RuleSource]:
    """Rows as the engine wants them."""
    return [
        RuleSource(str(r.id), r.name, r.when, r.effect, r.queue, r.reason_code, r.obligations, r.order) for r in rules
    ]  # fmt: skip
