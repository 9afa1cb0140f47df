"""Writes to a workspace's own recognisers. What its samples refute is not kept, so what is kept finds what it should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import recorder
from kit.actor import SYSTEM
from kit.errors import NotFound
from policies.models import Recogniser
from policies.redaction.own import MOST, Definition, Refused, defined

FIELDS = ("name", "entity", "kind", "pattern", "words", "ignores_case", "context", "checksum", "score", "must", "must_not", "is_active")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recogniser as somebody wants it. ``must`` and ``must_not`` are made-up texts in which it finds something, or nothing."""

    name: str
    entity: str
    kind: str = "pattern"
    pattern: str = ""
    words: tuple[str, ...] = ()
    ignores_case: bool = True
    context: tuple[str, ...] = ()
    checksum: str = ""
    score: Decimal = Decimal("0.5")
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    is_active: bool = True

    def definition(self) -> Definition:
        return defined(
            name=self.name, entity=self.entity, kind=self.kind, pattern=self.pattern if self.kind == "pattern" else "",
            words=self.words if self.kind == "words" else (), ignores_case=self.ignores_case, context=self.context, checksum=self.checksum,
            score=float(self.score),
        )  # fmt: skip


def tidy(wanted: Iterable[str]) -> tuple[str, ...]:
    """Lines without blanks around them, empty and repeated ones left out."""
    return tuple(dict.fromkeys(line for one in wanted if (line := " ".join(one.split()))))


def require_good(wanted: Wanted) -> Definition:
    """Raises Refused, which names the part, and of samples what was found."""
    from policies.redaction.own import trying  # loads the detection library: seconds and 100 MB

    definition = wanted.definition()
    trying.require_good(definition, wanted.must, wanted.must_not)
    return definition


def require_free(workspace: UUID, wanted: Wanted, recogniser: UUID | None = None) -> None:
    """There is room for it beside the others, and nobody has its name. Raises Refused."""
    others = Recogniser.objects.filter(workspace=workspace)
    others = others.exclude(id=recogniser) if recogniser else others
    if wanted.is_active and others.filter(is_active=True).count() >= MOST:
        raise Refused("is_active", f"At most {MOST} recognisers of a workspace search at the same time. Switch one off.")
    if others.filter(name=wanted.name).exists():
        raise Refused("name", f"There is a recogniser called {wanted.name}.")


def save(workspace: UUID, wanted: Wanted, *, acting_user: User | None, recogniser: UUID | None = None) -> Recogniser:
    """Make one, or change the one called ``recogniser``; it holds for the next text. Raises Refused, NotFound, NotAllowed."""
    _require(acting_user, workspace)
    return keep(workspace, wanted, require_good(wanted), acting_user=acting_user, recogniser=recogniser)


def keep(
    workspace: UUID, wanted: Wanted, definition: Definition, *, acting_user: User | None, recogniser: UUID | None = None
) -> Recogniser:
    """``save`` for a caller that has tried its samples already, before it locked anything."""
    _require(acting_user, workspace)
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(id=workspace)
        require_free(workspace, wanted, recogniser)
        row = Recogniser(workspace_id=workspace) if recogniser is None else _found(workspace, recogniser)
        for name in FIELDS:
            value = getattr(wanted, name)
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
        row.pattern, row.words, row.digest = definition.pattern, list(definition.words), definition.digest
        row.save()
        _record("recogniser.saved", row, acting_user, active=row.is_active)
    return row


def remove(recogniser: Recogniser, *, acting_user: User | None) -> None:
    """Rules for its type stay; placeholders that it gave are put back as before. Raises NotFound where somebody else was sooner, NotAllowed."""
    _require(acting_user, recogniser.workspace_id)
    with transaction.atomic():
        row = _found(recogniser.workspace_id, recogniser.id)
        _record("recogniser.removed", row, acting_user)
        row.delete()


def entities(workspace: UUID) -> tuple[str, ...]:
    """Types that only this workspace has, whether their recognisers search now or not."""
    return tuple(Recogniser.objects.filter(workspace=workspace).order_by("entity").values_list("entity", flat=True).distinct())


def _found(workspace: UUID, identity: UUID) -> Recogniser:
    row = Recogniser.objects.select_for_update().filter(workspace=workspace, id=identity).first()
    if row is None:
        raise NotFound("There is no such recogniser.")
    return row


def _record(event: str, row: Recogniser, acting_user: User | None, **more: object) -> None:
    data = {"entity": row.entity, "kind": row.kind, "recogniser": row.digest, **more}
    actor = SYSTEM if acting_user is None else acting_user.as_actor()
    recorder.record(event, workspace=row.workspace_id, actor=actor, subject=row.id, data=data)


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_policy")
