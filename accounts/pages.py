"""Pages below ``/w/<slug>/``: signed in, a member, with the duty the page asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.models import User, Workspace
from accounts.permissions import require, workspace_for

View = Callable[..., HttpResponse]


class WorkspaceRequest(HttpRequest):
    """What a view behind ``workspace_page`` is given."""

    user: User
    workspace: Workspace
    htmx: HtmxDetails


def workspace_page(duty: str = "view") -> Callable[[View], View]:
    """Decorator: takes ``slug`` from the address and gives the view ``request.workspace``.

    A visitor is sent to sign in; a stranger gets NotFound; a member without ``duty`` NotAllowed. ``portal.middleware`` makes pages of both.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponse:
            request.workspace = workspace_for(request.user, slug)
            require(request.user, request.workspace.id, duty)
            return view(request, **kwargs)

        return login_required(guarded)

    return decorate
