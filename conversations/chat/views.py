"""The embeddable page, the visitor's session, and the same reading and writing as the socket's for networks that allow none."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors.models import Channel
from conversations.chat import history, identity, limits, origins, receiving, texts, tokens, wire
from conversations.chat.tokens import Visitor
from conversations.chat.wire import FrameError
from kit.errors import CountersignError, InvalidInput, NotAllowed, NotFound

TOKEN_HEADER = "X-Chat-Token"  # noqa: S105 - the name of a header
View = Callable[..., HttpResponse]


def answers_json(view: View) -> View:
    """Errors as JSON; only pages of this site; no cookie says anything here, so there is nothing a forged request could use."""

    @wraps(view)
    def answered(request: HttpRequest, channel: UUID) -> HttpResponse:
        try:
            if not origins.request_is_own(request):
                raise NotAllowed("Only the chat page itself may ask this.")
            return view(request, history.channel_for(channel))
        except CountersignError as problem:
            return _refusal(problem)

    return csrf_exempt(never_cache(answered))


def _refusal(problem: CountersignError) -> HttpResponse:
    wait = getattr(problem, "wait", None)
    error = {"code": problem.code, "message": problem.message} | ({"wait": wait} if wait else {})
    return JsonResponse({"error": error}, status=problem.status, headers={"Retry-After": str(wait)} if wait else None)


@never_cache
@xframe_options_exempt
@require_GET
def page(request: HttpRequest, channel: UUID) -> HttpResponse:
    """The conversation's page, made to stand in a frame on the sites that the channel lists."""
    found = _channel_or_none(channel)
    if found is None:
        return _gone(request)
    response = render(request, "chat/page.html", _context(request, found))
    response._csp_replace = {  # type: ignore[attr-defined]  # django-csp reads it
        "frame-ancestors": [SELF, *origins.allowed(found)],
        "connect-src": [SELF, f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"],
        "form-action": ["'none'"],
    }
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    locale = _locale(request, None)
    return render(request, "chat/gone.html", {"locale": locale, "words": texts.WORDS[locale]}, status=404)


def _channel_or_none(channel: UUID) -> Channel | None:
    try:
        return history.channel_for(channel)
    except NotFound:
        return None


def _context(request: HttpRequest, channel: Channel) -> dict[str, Any]:
    own, locale = channel.parameters, _locale(request, channel)
    words = texts.WORDS[locale]
    theme = request.GET.get("theme", "")
    return {
        "locale": locale,
        "words": words,
        "title": own.get("title") or channel.name,
        "greeting": own.get("greeting", ""),
        "disclosure": own.get("disclosure_line") or words["disclosure"],
        "theme": theme if theme in ("light", "dark") else "system",
        "colour": own.get("colour", ""),
        "settings": {
            "words": words,
            "origins": origins.allowed(channel),
            "linkHosts": _link_hosts(request, channel),
            "longest": wire.LONGEST_TEXT,
            "channel": str(channel.id),
        },
    }


def _locale(request: HttpRequest, channel: Channel | None) -> str:
    own = str(channel.parameters.get("locale", "")) if channel else ""
    accepted = [part.partition(";")[0] for part in request.headers.get("Accept-Language", "").split(",")[:10]]
    return texts.chosen(request.GET.get("locale", ""), own, *accepted)


def _link_hosts(request: HttpRequest, channel: Channel) -> list[str]:
    """Hosts whose addresses in an answer become links: ours, the embedding sites', and those the channel names."""
    sites = [urlsplit(one).netloc for one in origins.allowed(channel)]
    return sorted({request.get_host(), *sites, *channel.parameters.get("link_hosts", [])})


@require_POST
@answers_json
def session(request: HttpRequest, channel: Channel) -> HttpResponse:
    """A token for whoever asks: a stranger, the same visitor as before (``token``), or one the host vouches for (``identity``)."""
    limits.require((origins.network_of_request(request), limits.SESSIONS_BY_ADDRESS))
    visitor = _visitor(channel, _body(request))
    return JsonResponse({"token": tokens.issue(visitor), "expires": visitor.expires, "verified": visitor.verified})


def _visitor(channel: Channel, asked: dict[str, Any]) -> Visitor:
    if asked.get("identity") is not None:
        return identity.vouched(channel, asked["identity"])
    token = asked.get("token")
    return tokens.renewed(channel.id, token) if isinstance(token, str) and token else tokens.stranger(channel)


@require_http_methods(["GET", "POST"])
@answers_json
def messages(request: HttpRequest, channel: Channel) -> HttpResponse:
    """GET: what came after ``?after=``. POST: one message. The token stands in a header, never in the address."""
    visitor = tokens.read(channel.id, request.headers.get(TOKEN_HEADER, ""))
    try:
        if request.method == "POST":
            written = wire.written(_body(request))
            return JsonResponse(receiving.receive(channel, visitor, written, network=origins.network_of_request(request)).as_frame())
        after = wire.position(_number(request.GET.get("after", "0")))
    except FrameError as problem:
        raise InvalidInput(problem.message, problem.code) from None
    return JsonResponse(history.since(channel, visitor, after, request.GET.get("conversation", "")[:36]).as_frame())


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > 4 * wire.LONGEST_FRAME:
        raise InvalidInput("This request is too large.", "too_large")
    try:
        value = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise InvalidInput("The body must be a JSON object.", "not_json") from None
    if not isinstance(value, dict):
        raise InvalidInput("The body must be a JSON object.", "not_json")
    return value


@never_cache
@require_GET
def demo(request: HttpRequest, channel: UUID) -> HttpResponse:
    """A shop's page with the launcher in it, to try; on one machine only."""
    found = _channel_or_none(channel)
    if found is None or settings.MODE == "production":
        return _gone(request)
    return render(request, "chat/demo.html", {"channel": found, "locale": _locale(request, found)})
