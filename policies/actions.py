"""Every write to policies: drafts, their rules, activation and rollback. Admin, API, sample data and commands only call these.

``acting_user`` None is the system itself (sample data, a fresh install). Every verb records on the ledger in its transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit import recorder
from kit.actor import SYSTEM, Actor
from kit.errors import NotAllowed, TransitionError
from policies import activation, second_person
from policies.engine import RuleSource
from policies.models import Policy, PolicyRule, PolicyVersion, Shadow
from policies.validation import check_rules, require_some

Status = PolicyVersion.Status
TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    Status.DRAFT: frozenset({Status.ACTIVE, Status.SHADOW}),
    Status.SHADOW: frozenset({Status.ACTIVE, Status.DRAFT}),
    Status.ACTIVE: frozenset({Status.RETIRED}),
    Status.RETIRED: frozenset(),
}
"""A retired version comes back as a new version with the same rules, so what was active when stays readable."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The request that a second person has agreed to: who asked, and for which rules."""

    request: UUID
    asked_by: UUID
    rules: str


def create_policy(workspace: UUID, name: str, *, acting_user: User | None, description: str = "") -> Policy:
    _require(acting_user, workspace)
    with transaction.atomic():
        policy = Policy.objects.create(workspace_id=workspace, name=name, description=description)
        recorder.record("policy.created", workspace=workspace, actor=_actor(acting_user), subject=policy.id, data={"policy": policy.id})
    return policy


def describe_policy(policy: Policy, description: str, *, acting_user: User | None) -> None:
    _require(acting_user, policy.workspace_id)
    with transaction.atomic():
        policy.description = description
        policy.save(update_fields=["description"])
        data = {"policy": policy.id}
        recorder.record("policy.described", workspace=policy.workspace_id, actor=_actor(acting_user), subject=policy.id, data=data)


def create_draft(policy: Policy, *, acting_user: User | None, rules: Sequence[RuleSource] = (), note: str = "") -> PolicyVersion:
    """A new draft with ``rules`` (ids in them are ignored). Raises ConditionError or InvalidInput for a wrong rule."""
    _require(acting_user, policy.workspace_id)
    with transaction.atomic():
        return _draft(policy, acting_user, rules, note, source=None)


def new_version_from(version: PolicyVersion, *, acting_user: User | None, note: str = "") -> PolicyVersion:
    """A draft with the same rules as ``version``, whatever its status."""
    _require(acting_user, version.workspace_id)
    with transaction.atomic():
        return _draft(version.policy, acting_user, sources_of(version), note or f"From version {version.number}", source=version)


def set_rules(version: PolicyVersion, rules: Sequence[RuleSource], *, acting_user: User | None) -> None:
    """Replace all rules of a draft. Nothing is changed when one of them is wrong."""
    _require(acting_user, version.workspace_id)
    checked = check_rules(version.workspace_id, rules)
    with transaction.atomic():
        _lock_draft(version)
        PolicyRule.objects.filter(version=version).delete()
        _insert(version, checked)
        _record("policy.draft_edited", version, acting_user)


def save_rules(version: PolicyVersion, *, changed: Iterable[PolicyRule], deleted: Iterable[PolicyRule], acting_user: User | None) -> None:
    """Save and delete single rules of a draft (the admin's inlines)."""
    _require(acting_user, version.workspace_id)
    changed = list(changed)
    check_rules(version.workspace_id, [source_of(rule) for rule in changed])
    with transaction.atomic():
        _lock_draft(version)
        for rule in deleted:
            rule.delete()
        for rule in changed:
            rule.version = version
            rule.save()
        _record("policy.draft_edited", version, acting_user)


def describe(version: PolicyVersion, note: str, *, acting_user: User | None) -> None:
    _require(acting_user, version.workspace_id)
    with transaction.atomic():
        _lock_draft(version)
        version.note = note
        version.save(update_fields=["note"])
        _record("policy.draft_edited", version, acting_user)


def activate(version: PolicyVersion, *, acting_user: User | None) -> PolicyVersion:
    """Make a draft the one active version of its workspace; the one before is retired in the same transaction.

    Raises NotAllowed where a second person has to agree (``policies.requests``), TransitionError when it is no draft any more or a check
    of ``policies.activation`` stands in the way, InvalidInput when it has no rules, ConditionError when one no longer compiles.
    """
    _require_alone(acting_user, version.workspace_id)
    with transaction.atomic():
        return make_active(version, acting_user)


def rollback(version: PolicyVersion, *, acting_user: User | None) -> PolicyVersion:
    """Activate a copy of a retired ``version``; the copy is returned. No check stands in the way: these rules were active before.

    Raises as ``activate`` does.
    """
    _require_alone(acting_user, version.workspace_id)
    with transaction.atomic():
        return make_active_again(version, acting_user)


def make_active(version: PolicyVersion, acting_user: User | None, agreed: Agreed | None = None) -> PolicyVersion:
    """``activate`` inside the transaction of a caller that has seen to the second person."""
    return _activate(version, acting_user, event="policy.activated", agreed=agreed)


def make_active_again(version: PolicyVersion, acting_user: User | None, agreed: Agreed | None = None) -> PolicyVersion:
    """``rollback`` inside the transaction of a caller that has seen to the second person."""
    version.refresh_from_db(fields=["status"])
    if version.status != Status.RETIRED:
        raise TransitionError("Only a version that was active before can be rolled back to.")
    copy = _draft(version.policy, acting_user, sources_of(version), f"Rollback to version {version.number}", source=version)
    return _activate(copy, acting_user, event="policy.rolled_back", source=version, agreed=agreed)


def delete_draft(version: PolicyVersion, *, acting_user: User | None) -> None:
    _require(acting_user, version.workspace_id)
    with transaction.atomic():
        _lock_draft(version)
        _record("policy.draft_deleted", version, acting_user)
        version.delete()


def into_shadow(version: PolicyVersion, acting_user: User | None) -> None:
    """``policies.shadows`` begins or ends one, inside its transaction."""
    _move(version, Status.DRAFT, Status.SHADOW, "policy.shadow_started", acting_user)


def out_of_shadow(version: PolicyVersion, acting_user: User | None) -> None:
    _move(version, Status.SHADOW, Status.DRAFT, "policy.shadow_ended", acting_user)


def end_shadow(version: PolicyVersion) -> None:
    """What it disagreed with, and where a rule of it failed, stays to be read; the rest was kept only so as not to be compared twice."""
    shadow = Shadow.objects.select_for_update().get(version=version, ended_at=None)
    shadow.ended_at = timezone.now()
    shadow.save(update_fields=["ended_at"])
    shadow.rulings.filter(differs=False, error="").delete()


def _move(version: PolicyVersion, before: str, after: str, event: str, acting_user: User | None) -> None:
    _require(acting_user, version.workspace_id)
    fresh = PolicyVersion.objects.select_for_update().filter(pk=version.pk).values_list("status", flat=True).first()
    if fresh != before:
        raise TransitionError(f"This version is not a {before} any more.")
    version.status = after
    version.save(update_fields=["status"])
    _record(event, version, acting_user)


def sources_of(version: PolicyVersion) -> list[RuleSource]:
    return [source_of(rule) for rule in PolicyRule.objects.filter(version=version).order_by("order", "id")]


def source_of(rule: PolicyRule) -> RuleSource:
    return RuleSource(str(rule.id), rule.name, rule.when, rule.effect, rule.queue, rule.reason_code, rule.obligations, rule.order)


def _draft(
    policy: Policy, acting_user: User | None, rules: Sequence[RuleSource], note: str, *, source: PolicyVersion | None
) -> PolicyVersion:
    checked = check_rules(policy.workspace_id, rules, stored=source is not None)
    Policy.objects.select_for_update().get(pk=policy.pk)  # numbers are given out one at a time
    last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        workspace_id=policy.workspace_id, policy=policy, number=last + 1, note=note[:200], created_by=acting_user
    )
    _insert(version, checked)
    _record("policy.draft_created", version, acting_user, **({"from_version": source.id} if source else {}))
    return version


def _insert(version: PolicyVersion, rules: Iterable[RuleSource]) -> None:
    for rule in rules:
        PolicyRule.objects.create(
            version=version, order=rule.order, name=rule.name, when=rule.when, effect=rule.effect, queue=rule.queue,
            reason_code=rule.reason_code, obligations=list(rule.obligations),
        )  # fmt: skip


def _activate(
    version: PolicyVersion, acting_user: User | None, *, event: str, source: PolicyVersion | None = None, agreed: Agreed | None = None
) -> PolicyVersion:
    rows = {row.pk: row for row in lock_versions(version.workspace_id)}
    fresh = rows.get(version.pk)
    if fresh is None or Status.ACTIVE not in TRANSITIONS[fresh.status]:
        raise TransitionError("This version is not a draft any more; make a new version from it.")
    _check(fresh, source, agreed)
    before = next((row for row in rows.values() if row.status == Status.ACTIVE), None)
    if before is not None:
        before.status = Status.RETIRED
        before.save(update_fields=["status"])
    if fresh.status == Status.SHADOW:
        end_shadow(fresh)
    _set_active(version, acting_user)
    named: dict[str, UUID | bool | None] = {"retired": before.id if before else None, "from_version": source.id if source else None}
    named |= {"request": agreed.request, "asked_by": agreed.asked_by} if agreed else {}
    named |= {} if agreed or acting_user is None else {"alone": True}
    _record(event, version, acting_user, **{name: value for name, value in named.items() if value is not None})
    return version


def lock_versions(workspace: UUID) -> list[PolicyVersion]:
    """All versions of the workspace in one order, so that two activations queue up instead of meeting at the unique index."""
    return list(PolicyVersion.objects.select_for_update().filter(workspace_id=workspace).order_by("id"))


def _check(version: PolicyVersion, source: PolicyVersion | None, agreed: Agreed | None) -> None:
    """What must hold of the rules, now that nobody can change them any more."""
    rules = sources_of(version)
    require_some(rules)
    if agreed and digest_of(version) != agreed.rules:
        raise TransitionError("The rules were changed after this was asked for. Look at them and ask again.", code="changed")
    check_rules(version.workspace_id, rules, stored=source is not None)
    if source is None:
        activation.require(version)


def _set_active(version: PolicyVersion, acting_user: User | None) -> None:
    version.status, version.activated_at, version.activated_by = Status.ACTIVE, timezone.now(), acting_user
    version.save(update_fields=["status", "activated_at", "activated_by"])


def _lock_draft(version: PolicyVersion) -> None:
    fresh = PolicyVersion.objects.select_for_update().filter(pk=version.pk).values_list("status", flat=True).first()
    if fresh != Status.DRAFT:
        raise TransitionError("Only a draft can be edited; make a new version from this one.")


def _record(event: str, version: PolicyVersion, acting_user: User | None, **more: UUID | bool) -> None:
    data = {"policy": version.policy_id, "version": version.id, "number": version.number, "rules": digest_of(version), **more}
    recorder.record(event, workspace=version.workspace_id, actor=_actor(acting_user), subject=version.id, data=data)


def digest_of(version: PolicyVersion) -> str:
    """SHA-256 over all rules as written: what exactly was activated stands on the ledger."""
    rows = [[r.order, r.name, r.when, r.effect, r.queue, r.reason_code, list(r.obligations)] for r in sources_of(version)]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_policy")


def _require_alone(acting_user: User | None, workspace: UUID) -> None:
    _require(acting_user, workspace)
    if acting_user is None:
        return
    if second_person.is_needed(workspace):
        raise NotAllowed("A second person must agree to this. Ask for it; another owner or policy admin then agrees.", code="second_person")
    if until := second_person.not_alone_until(workspace, acting_user):
        raise NotAllowed(
            "You have lately taken the right to edit policies from somebody here, so you cannot use it alone before "
            f"{until:%Y-%m-%d %H:%M} UTC. Give it back, or give it to another person, who then agrees.",
            code="second_person",
        )


def _actor(acting_user: User | None) -> Actor:
    return SYSTEM if acting_user is None else acting_user.as_actor()
