"""What all admins share: rows of the workspaces in which one's role brings a duty; nobody sees more by being staff or superuser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Membership, User, Workspace
from accounts.permissions import DUTIES


def person(request: HttpRequest) -> User:
    """The signed-in person; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type
    return request.user


def workspaces_with(request: HttpRequest, *duties: str) -> frozenset[UUID]:
    """Workspaces in which the signed-in person has one of ``duties``; their roles are read once a request, as each page asks about all models."""
    known: dict[tuple[str, ...], frozenset[UUID]] = request.__dict__.setdefault("_workspaces_with", {})
    if duties not in known:
        wanted = frozenset[str]().union(*(DUTIES[duty] for duty in duties))
        known[duties] = frozenset(workspace for workspace, role in _roles(request) if role in wanted)
    return known[duties]


def _roles(request: HttpRequest) -> list[tuple[UUID, str]]:
    """Workspace and role of each active membership of the signed-in person."""
    if not isinstance(request.user, User) or not request.user.is_active:
        return []
    held: list[tuple[UUID, str]] | None = request.__dict__.get("_roles")
    if held is None:
        held = list(Membership.objects.filter(user=request.user, is_active=True).values_list("workspace_id", "role"))
        request.__dict__["_roles"] = held
    return held


class OfWorkspace(ModelAdmin):
    """Rows of the workspaces in which one has one of ``duties``, to see and to change; nothing is deleted.

    ``readers`` are the duties that let a row be seen where that is more; ``workspace_path`` leads from a row to its workspace's id.
    """

    duties: tuple[str, ...]
    readers: tuple[str, ...] = ()
    workspace_path = "workspace_id"

    def allowed(self, request: HttpRequest) -> frozenset[UUID]:
        return workspaces_with(request, *self.duties)

    def readable(self, request: HttpRequest) -> frozenset[UUID]:
        return workspaces_with(request, *(self.readers or self.duties))

    def workspace_of(self, obj: Any) -> UUID:
        for part in self.workspace_path.split("__"):
            obj = getattr(obj, part)
        found: UUID = obj
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(**{f"{self.workspace_path}__in": self.readable(request)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.allowed(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.readable(request)) if obj is None else self.workspace_of(obj) in self.readable(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.allowed(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.allowed(request)) if obj is None else self.workspace_of(obj) in self.allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "workspace":
            kwargs["queryset"] = Workspace.objects.filter(id__in=self.allowed(request))
            if len(self.allowed(request)) == 1:
                kwargs["initial"] = next(iter(self.allowed(request)))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
