"""Pages below ``/w/<slug>/``: signed in, a member, with the duty the page asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.models import User, Workspace
from accounts.permissions import may, require, workspace_for
from kit.errors import NotFound

View = Callable[..., HttpResponseBase]


class WorkspaceRequest(HttpRequest):
    """What a view behind ``workspace_page`` is given."""

    user: User
    workspace: Workspace
    htmx: HtmxDetails


def workspace_page(duty: str = "view", *, hidden: bool = False) -> Callable[[View], View]:
    """Decorator: takes ``slug`` from the address and gives the view ``request.workspace``.

    A visitor is sent to sign in; a stranger gets NotFound; a member without ``duty`` NotAllowed, or with ``hidden`` the same NotFound.
    ``portal.middleware`` makes pages of both.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            request.workspace = workspace_for(request.user, slug)
            if hidden and not may(request.user, request.workspace.id, duty):
                raise NotFound("There is no such page.")
            require(request.user, request.workspace.id, duty)
            return view(request, **kwargs)

        return login_required(guarded)

    return decorate
