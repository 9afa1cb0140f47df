"""Policies in the admin: for those whose role edits them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import admin_base
from accounts.admin_base import person, workspaces_with

__all__ = ["FromNowOn", "OfWorkspace", "editable", "person"]


def editable(request: HttpRequest) -> frozenset[UUID]:
    """Workspaces whose policies the signed-in person may edit."""
    return workspaces_with(request, *OfWorkspace.duties)


class OfWorkspace(admin_base.OfWorkspace):
    """Rows that an editor of policies may delete, too. ``frozen(obj)`` says which can be read but not changed."""

    duties = ("edit_policy",)

    class Media:
        css = {"all": ("policies/admin.css",)}

    def frozen(self, obj: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and self.frozen(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "policy":
            kwargs["queryset"] = db_field.related_model.objects.filter(workspace__in=editable(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class FromNowOn:
    """Stands before a form of rows that hold from a moment on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if valid_from := self.fields.get("valid_from"):  # type: ignore[attr-defined]  # of the form behind it
            valid_from.required, valid_from.help_text = False, _("Empty: from now on.")
