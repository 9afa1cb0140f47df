"""What every response of the portal carries."""

from __future__ import annotations

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

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
