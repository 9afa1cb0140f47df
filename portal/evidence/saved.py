"""Saved views: filters under a name. They change nothing but what their person finds again, so they stand on no ledger."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import transaction

from accounts.models import User, Workspace
from audit import erasing, keys, sealed
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid
from portal.evidence import search
from portal.models import SavedView

MOST = 50
LONGEST = 60


def of(user: User, workspace: Workspace) -> list[SavedView]:
    """By name."""
    rows = list(SavedView.objects.filter(user=user, workspace=workspace)[:MOST])
    sealed.open_all(rows, "name")
    return sorted(rows, key=lambda one: one.name.casefold())


def find(workspace: Workspace, identity: str) -> SavedView | None:
    """Anybody's view of this workspace. Raises NotFound for what is no view of it; None where none was named."""
    if not identity:
        return None
    key = as_uuid(identity)
    found = SavedView.objects.select_related("user").filter(workspace=workspace, id=key).first() if key else None
    if found is None:
        raise NotFound("There is no such saved view.")
    return found


def filters(view: SavedView) -> dict[str, str]:
    return dict(parse_qsl(view.query))


def save(user: User, workspace: Workspace, name: str, given: Mapping[str, str]) -> SavedView:
    """Under a name that is there already, the new filters take the place of the old ones. Raises InvalidInput."""
    name, asked = " ".join(name.split()), search.asked(given)
    if not name or len(name) > LONGEST or not name.isprintable():
        raise InvalidInput(f"A view needs a name of at most {LONGEST} characters.")
    if not asked.chosen or asked.problems:
        raise InvalidInput(" ".join(asked.problems) or "Choose at least one filter first; without one it is the whole list.")
    with transaction.atomic():
        User.objects.select_for_update().get(id=user.id)
        mine = SavedView.objects.filter(user=user, workspace=workspace)
        lookup = name_key(workspace.id, name)
        if mine.exclude(name_lookup=lookup).count() >= MOST:
            raise InvalidInput(f"You keep {MOST} views here already. Remove one first.")
        view = mine.select_for_update().filter(name_lookup=lookup).first() or SavedView(
            user=user, workspace=workspace, name=name, name_lookup=lookup
        )
        view.query = asked.query()
        view.save()
    return view


def name_key(workspace: UUID, name: str) -> str:
    """Keyed hash of a name, by which it is found again."""
    return keys.lookup_hash(workspace, f"view:{name}")


@transaction.atomic
def forget(user: User, workspace: Workspace, view: UUID) -> None:
    """Only one's own, with the key of its name. Raises NotFound."""
    if not SavedView.objects.filter(user=user, workspace=workspace, id=view).delete()[0]:
        raise NotFound("There is no such saved view of yours.")
    erasing.destroy_subject(workspace.id, frozenset({view}), actor=user.as_actor(), reason="view_removed")
