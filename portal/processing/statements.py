"""Stating what only people know, and taking it back. Each change is an entry; the words are content under a key of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import content
from audit.recorder import record
from kit.errors import InvalidInput, NotFound
from portal.processing.models import Statement

Kind = Statement.Kind
BASES: Final = {
    "": "not stated", "consent": "consent (6.1 a)", "contract": "a contract (6.1 b)", "duty": "a legal duty (6.1 c)",
    "vital": "vital interests (6.1 d)", "public": "a public task (6.1 e)", "interests": "legitimate interests (6.1 f)",
}  # fmt: skip
ROLES: Final = {"": "not stated", "processor": "processor", "controller": "controller of their own", "own": "our own system"}
WHO: Final = ("name", "contact")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.CONTROLLER: WHO, Kind.JOINT: WHO, Kind.REPRESENTATIVE: WHO, Kind.OFFICER: WHO,
    Kind.PURPOSE: ("why", "basis", "people"), Kind.RECIPIENT: ("region", "role", "safeguard"),
}  # fmt: skip
CHOICES: Final = {"basis": BASES, "role": ROLES}
MANY: Final = (Kind.PURPOSE, Kind.RECIPIENT)
LONGEST: Final = 2_000
MOST: Final = 200


@transaction.atomic
def state(workspace: Workspace, kind: str, key: str, values: Mapping[str, str], *, acting_user: User) -> Statement:
    """Say it, or say it anew; fields that are left out are empty. Raises InvalidInput."""
    require(acting_user, workspace.id, "erase")
    key, told = _checked(kind, key, values)
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    row = Statement.objects.filter(workspace=workspace, kind=kind, key=key).first() or Statement(workspace=workspace, kind=kind, key=key)
    if row._state.adding and Statement.objects.filter(workspace=workspace).count() >= MOST:
        raise InvalidInput(f"A record has at most {MOST} statements.")
    row.values, row.changed_by = told, acting_user
    row.save()
    stored = content.put(workspace.id, {"kind": kind, "key": key, "values": told}, conversation=None, subject=None)
    record(
        "processing.stated", workspace=workspace.id, actor=acting_user.as_actor(), subject=row.id, data={"kind": kind},
        content={"statement": stored},
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw(workspace: Workspace, kind: str, key: str, *, acting_user: User) -> None:
    """It holds no longer; what was said stays readable from its entry. Raises NotFound."""
    require(acting_user, workspace.id, "erase")
    row = Statement.objects.select_for_update().filter(workspace=workspace, kind=kind, key=key).first()
    if row is None:
        raise NotFound("Nothing of the sort was stated.")
    record("processing.withdrawn", workspace=workspace.id, actor=acting_user.as_actor(), subject=row.id, data={"kind": kind})
    row.delete()


def _checked(kind: str, key: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if kind not in FIELDS:
        raise InvalidInput(f"{kind[:40] or 'Nothing'} cannot be stated. Known: {', '.join(FIELDS)}.", code="kind")
    key = key.strip()
    if bool(key) != (kind in MANY) or len(key) > MOST:
        raise InvalidInput(f"Say which {kind}, in at most {MOST} characters." if kind in MANY else f"There is one {kind} only.", code="key")
    unknown = sorted(set(values) - set(FIELDS[kind]))
    if unknown:
        raise InvalidInput(f"A {kind} has {', '.join(FIELDS[kind])}; not {', '.join(unknown)[:80]}.", code="values")
    told = {name: str(values.get(name) or "").strip() for name in FIELDS[kind]}
    for name, value in told.items():
        _check(name, value)
    if not any(told.values()):
        raise InvalidInput("Nothing is said. Fill in a field, or withdraw the statement.", code="values")
    return key, told


def _check(name: str, value: str) -> None:
    if len(value) > LONGEST:
        raise InvalidInput(f"{name} has at most {LONGEST:,} characters.", code=name)
    if name in CHOICES and value not in CHOICES[name]:
        raise InvalidInput(f"{name} is one of {', '.join(one for one in CHOICES[name] if one)}, or empty.", code=name)
