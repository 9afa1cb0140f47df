"""Who asks, and about which workspace. A token is bound to one; a session may name one of the user's with ``?workspace=``.

A workspace is named by its id, as answers do, or by the short name that stands in the addresses of its pages.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User, Workspace
from accounts.permissions import workspaces_of
from kit.errors import InvalidInput, NotAllowed, NotFound
from kit.ids import as_uuid


class HasScope(BasePermission):
    """``view.scope_of(action)`` names the scope. A session is the person: roles decide alone."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.user, User):
            return False
        if isinstance(request.auth, ApiToken) and (needed := view.scope_of(view.action)) and needed not in request.auth.scopes:
            raise NotAllowed(f"The token has no scope {needed}.", code="missing_scope")
        return True


def workspaces(request: Request) -> list[UUID]:
    """Those whose rows the request may list. Raises NotFound for a foreign ``?workspace=``."""
    named = request.query_params.get("workspace", "")
    if isinstance(request.auth, ApiToken):
        own = request.auth.workspace
        if named not in ("", own.slug) and as_uuid(named) != own.id:
            raise NotFound("The token belongs to another workspace.")
        return [own.id]
    mine = workspaces_of(request.user)
    if not named:
        return [one.id for one in mine]
    found = [one.id for one in mine if one.slug == named] or [one.id for one in mine if one.id == as_uuid(named)]
    if not found:
        raise NotFound("There is no such workspace, or you are not a member of it.")
    return found


def workspace(request: Request) -> Workspace:
    """The one that a write without an object is about."""
    found = Workspace.objects.filter(id__in=workspaces(request))[:2]
    if len(found) != 1:
        raise InvalidInput("Say which workspace: ?workspace=ID, or its short name.")
    return found[0]
