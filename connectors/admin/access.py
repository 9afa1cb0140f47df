"""Who sees and edits channels in the admin: members by their role, rows by their workspace, nobody by being staff alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import User
from accounts.permissions import may, workspaces_of


def person(request: HttpRequest) -> User:
    """The signed-in person; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type
    return request.user


def workspaces_with(request: HttpRequest, *duties: str) -> frozenset[UUID]:
    """Workspaces in which the signed-in person has one of ``duties``; asked once a request."""
    known: dict[tuple[str, ...], frozenset[UUID]] = request.__dict__.setdefault("_channel_workspaces", {})
    if duties not in known:
        mine = workspaces_of(request.user)
        known[duties] = frozenset(one.id for one in mine if any(may(request.user, one.id, duty) for duty in duties))
    return known[duties]


class OfWorkspace(ModelAdmin):
    """Rows of the workspaces in which one has one of ``duties``."""

    duties: tuple[str, ...] = ("edit_channel",)
    workspace_path = "workspace"

    def allowed(self, request: HttpRequest) -> frozenset[UUID]:
        return workspaces_with(request, *self.duties)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(**{f"{self.workspace_path}__in": self.allowed(request)})

    def workspace_of(self, obj: Any) -> UUID:
        found: UUID = obj.workspace_id
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.allowed(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.allowed(request)) if obj is None else self.workspace_of(obj) in self.allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.allowed(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
