"""What somebody sees when a request is refused or breaks: one page, or one notice for htmx, with what to do and a reference for the log."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.api import errors as api
from kit import correlation
from kit.errors import CountersignError

ABSENT = "It may have been moved or erased, or it belongs to a workspace that you are not a member of."
TITLES = {
    400: "That cannot be done like this",
    403: "Your role does not include this",
    404: "There is no such page",
    405: "There is nothing to read here",
    409: "Somebody or something was faster",
    500: "This page broke",
}
CODES = {400: "invalid", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 409: "conflict", 500: "broken"}
"""For the API, where nothing of REST framework has answered."""
BROKEN = (
    "Nothing that was saved before is lost, and nothing was sent by this. Try again; if it stays, give this reference to whoever runs it."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    title: str
    message: str
    reference: str


def of(error: CountersignError) -> Refusal:
    """Absent and foreign read the same, whatever the code below had to say."""
    message = ABSENT if error.status == 404 else error.message
    return Refusal(error.status, TITLES.get(error.status, TITLES[400]), message, correlation.get())


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """JSON for the API, a notice for htmx, a page for everyone else."""
    if _by_a_program(request):
        return JsonResponse(_plain(refusal), status=refusal.status)
    template = "refusals/notice.html" if getattr(request, "htmx", False) else "refusals/page.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)


def _by_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _plain(refusal: Refusal) -> dict[str, str]:
    """The shape of all refusals of the API; an address that means nothing reads as an object that is not there."""
    message = api.ABSENT if refusal.status == 404 else refusal.message
    told = f"{message} Reference: {refusal.reference}" if refusal.status == 500 else message
    return {"code": CODES.get(refusal.status, "error"), "message": told}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Refusal(400, TITLES[400], "The request was not understood. Go back, reload and try again.", correlation.get()))


def no_page(request: HttpRequest) -> HttpResponse:
    message = "This address takes what a form sends. Open the page with the form, and send it from there."
    return answer(request, Refusal(405, TITLES[405], message, correlation.get()))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Refusal(403, TITLES[403], "Ask an owner of the workspace.", correlation.get()))


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, Refusal(404, TITLES[404], ABSENT, correlation.get()))


def broken(request: HttpRequest) -> HttpResponse:
    """Without the frame: it would ask the database, which may be what broke."""
    refusal = Refusal(500, TITLES[500], BROKEN, correlation.get())
    if _by_a_program(request):
        return JsonResponse(_plain(refusal), status=500)
    return HttpResponse(render_to_string("refusals/broken.html", {"refusal": refusal}), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a sign-in or with its cookie gone."""
    message = "This form is from an earlier sign-in. Go back, reload the page and send it again; what you typed is still there."
    return answer(request, Refusal(403, "The form is out of date", message, correlation.get()))
