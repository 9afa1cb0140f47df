"""Who asks, and about which workspace. A token is bound to one; a session may name one of the user's with ``?workspace=``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User, Workspace
from accounts.permissions import workspace_for, workspaces_of
from kit.errors import InvalidInput, NotAllowed, NotFound


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
        if named not in ("", request.auth.workspace.slug):
            raise NotFound("The token belongs to another workspace.")
        return [request.auth.workspace_id]
    if named:
        return [workspace_for(request.user, named).id]
    return [one.id for one in workspaces_of(request.user)]


def workspace(request: Request) -> Workspace:
    """The one that a write without an object is about."""
    found = Workspace.objects.filter(id__in=workspaces(request))[:2]
    if len(found) != 1:
        raise InvalidInput("Say which workspace: ?workspace=<short name>.")
    return found[0]
