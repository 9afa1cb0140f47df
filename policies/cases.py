"""Test cases of a policy: facts with the effect they must have. All must hold before a version becomes active."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import require
from audit import content
from audit.erasers import Counts, Redaction, Subject
from audit.recorder import record
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput, NotFound
from policies.activation import Word
from policies.backtests import past
from policies.engine import evaluate
from policies.facts import ActionFacts
from policies.models import Effect, Policy, PolicyCase, PolicyVersion, RulingRecord
from policies.rulings import compile_version

MOST: Final = 500
TABLE: Final = "policies_policycase"


@dataclass(frozen=True, slots=True)
class Tried:
    """``effect`` is what the version says; empty where the facts were erased."""

    case: PolicyCase
    effect: str

    @property
    def holds(self) -> bool:
        return self.effect == self.case.effect


def save(
    policy: Policy, name: str, effect: str, *, acting_user: User, facts: ActionFacts | None = None, ruling: RulingRecord | None = None
) -> PolicyCase:
    """Keep a case: of a stored ruling, else ``facts`` that somebody wrote. Raises InvalidInput for a name that is taken."""
    require(acting_user, policy.workspace_id, "edit_policy")
    name = name.strip()
    if not name or len(name) > 120 or effect not in Effect.values:
        raise InvalidInput("A test case needs a name of at most 120 characters and an effect: allow, review or deny.")
    if ruling is not None and ruling.workspace_id != policy.workspace_id:
        raise NotFound("There is no such ruling in this workspace.")
    if policy.cases.count() >= MOST:
        raise InvalidInput(f"A policy has at most {MOST} test cases.")
    try:
        with transaction.atomic():
            return _saved(policy, name, effect, acting_user, facts or ActionFacts.build(), ruling)
    except IntegrityError:
        raise InvalidInput(f"There is a test case {name} already. Choose another name.") from None


def _saved(policy: Policy, name: str, effect: str, user: User, facts: ActionFacts, ruling: RulingRecord | None) -> PolicyCase:
    ref = None if ruling else content.put(policy.workspace_id, facts.as_dict(), conversation=None, subject=None)
    case = PolicyCase.objects.create(
        workspace_id=policy.workspace_id, policy=policy, name=name, effect=effect, created_by=user, record=ruling,
        facts=ref.id if ref else ruling.facts if ruling else "",
    )  # fmt: skip
    data = {"policy": policy.id, "effect": effect} | ({"record": ruling.id} if ruling else {})
    contents = {"facts": ref} if ref else {}
    record("policy.case_saved", workspace=case.workspace_id, actor=user.as_actor(), subject=case.id, data=data, content=contents)
    return case


def remove(case: PolicyCase, *, acting_user: User) -> None:
    require(acting_user, case.workspace_id, "edit_policy")
    _remove(case, acting_user.as_actor(), erased=False)


@transaction.atomic
def _remove(case: PolicyCase, actor: Actor, *, erased: bool) -> None:
    """With what somebody had written into it; the facts of a ruling are not the case's to take away."""
    data = {"policy": case.policy_id, "erased": erased}
    record("policy.case_removed", workspace=case.workspace_id, actor=actor, subject=case.id, data=data)
    used = PolicyCase.objects.filter(workspace=case.workspace_id, facts=case.facts).exclude(pk=case.pk).exists()
    if case.record_id is None and not used:
        content.purge(case.workspace_id, [case.facts])
    case.delete()


def tried(version: PolicyVersion) -> list[Tried]:
    """Every case of its policy, by name."""
    every = list(PolicyCase.objects.filter(policy=version.policy_id).order_by("name"))
    facts = past.facts_of(version.workspace_id, {case.facts for case in every}) if every else {}
    program = compile_version(version.id)
    return [Tried(case, evaluate(program, facts[case.facts]).effect if case.facts in facts else "") for case in every]


def before_activation(version: PolicyVersion) -> list[Word]:
    """For ``policies.activation``: each case that fails stands in the way; one that was erased only says so."""
    found = tried(version)
    wrong = [
        Word(f"The test case {one.case} must give {one.case.effect}; this version gives {one.effect}.", refuses=True)
        for one in found
        if one.effect and not one.holds
    ]
    gone = [
        Word(f"The test case {one.case} cannot be tried any more: its facts were erased. Remove it.") for one in found if not one.effect
    ]
    held = sum(one.holds for one in found)
    return [*wrong, *gone, *([Word(f"{held} of {len(found)} test cases hold.")] if held else [])]


class CaseEraser:
    """Cases that somebody wrote with a person's address in them. Those of rulings go unreadable with their conversation."""

    covers = (TABLE,)

    def locate(self, subject: Subject) -> Counts:
        return {TABLE: len(_naming(subject.workspace, subject.addresses))}

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        return {}

    def redact(self, redaction: Redaction) -> Counts:
        return {}

    def finish(self, subject: Subject) -> Counts:
        found = _naming(subject.workspace, subject.addresses)
        for case in found:
            _remove(case, SYSTEM, erased=True)
        return {TABLE: len(found)}


def _naming(workspace: UUID, addresses: Collection[str]) -> list[PolicyCase]:
    wanted = [address.lower() for address in addresses if address]
    every = list(PolicyCase.objects.filter(workspace=workspace, record=None)) if wanted else []
    told = content.get_readable(workspace, {case.facts for case in every})
    return [
        case
        for case in every
        if any(one in told.get(case.facts, b"").decode(errors="replace").lower() or one in case.name.lower() for one in wanted)
    ]
