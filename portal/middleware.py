"""What every response of the portal carries."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from asgiref.sync import iscoroutinefunction
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware

from accounts import signins
from accounts.models import User
from kit.errors import CountersignError
from portal import refusals as responses

Answer = Callable[[HttpRequest], HttpResponse]

# The admin theme bundles Alpine, which evaluates expressions and sets style attributes; nothing outside /admin/ may.
ADMIN_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


def relax_for_admin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.path_info.startswith("/admin/"):
        response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]  # django-csp reads it
    return response


@sync_and_async_middleware
def admin_content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], object]:
    """Stands right below CSPMiddleware, which turns the mark into the header."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponse:
            return relax_for_admin(request, await get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponse:
        return relax_for_admin(request, get_response(request))

    return answer


def refusals(get_response: Answer) -> Answer:
    """A CountersignError of a view becomes a page or a notice with its status. What the view had begun is rolled back by its own atomic block.

    Whoever opens the address of a form, from the history of a browser or a link, is told so: Django answers that with an empty page.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        told = responses.no_page(request)
        told["Allow"] = response["Allow"]
        return told

    def refuse(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return responses.answer(request, responses.of(exception)) if isinstance(exception, CountersignError) else None

    answer.process_exception = refuse  # type: ignore[attr-defined]  # Django asks for it by name
    return answer


def at_home(get_response: Answer) -> Answer:
    """Times in the zone of whoever is signed in, and how they did, for the ledger; the workspace last visited is where ``/`` leads."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        if isinstance(request.user, User):
            request.user.authenticated_by = signins.of(request, request.user).word()
        with timezone.override(zone_of(request.user)):
            response = get_response(request)
        workspace = getattr(request, "workspace", None)
        if workspace is not None and request.session.get("workspace") != workspace.slug:
            request.session["workspace"] = workspace.slug
        return response

    return answer


def zone_of(user: User | AnonymousUser) -> ZoneInfo | None:
    try:
        return ZoneInfo(user.timezone) if isinstance(user, User) else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
