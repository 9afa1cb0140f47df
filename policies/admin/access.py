"""Who sees and edits what in the admin: members by their role, rows by their workspace, nobody by being staff alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Membership, User, Workspace
from accounts.permissions import DUTIES


def editable(request: HttpRequest) -> frozenset[UUID]:
    """Workspaces whose policies the signed-in person may edit; asked once a request."""
    known: frozenset[UUID] | None = getattr(request, "_editable_policies", None)
    if known is None:
        known = _asked(request.user)
        request._editable_policies = known  # type: ignore[attr-defined]  # remembered for this request
    return known


def _asked(user: Any) -> frozenset[UUID]:
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    rows = Membership.objects.filter(user=user, is_active=True, role__in=DUTIES["edit_policy"])
    return frozenset(rows.values_list("workspace_id", flat=True))


def person(request: HttpRequest) -> User:
    """The signed-in person; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type
    return request.user


class OfWorkspace(ModelAdmin):
    """Rows of one's own workspaces only. ``frozen(obj)`` says which can be read but not changed."""

    class Media:
        css = {"all": ("policies/admin.css",)}

    def frozen(self, obj: Any) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(workspace__in=editable(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(editable(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(editable(request)) if obj is None else obj.workspace_id in editable(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(editable(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj) and not (obj is not None and self.frozen(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        own = {"workspace": (Workspace, "id__in"), "policy": (db_field.related_model, "workspace__in")}
        if db_field.name in own:
            model, lookup = own[db_field.name]
            kwargs["queryset"] = model.objects.filter(**{lookup: editable(request)})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnly(OfWorkspace):
    """Evidence: to read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
