"""Who may show the chat and who may talk to it: the page is framed by listed sites only, and talks to its own site only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from connectors.channels.chat.adapter import site
from connectors.models import Channel


def allowed(channel: Channel) -> list[str]:
    """Sites that may embed the page, beside this portal itself. They stand in a policy header, so they are looked at once more."""
    return [one for one in channel.parameters.get("origins", []) if _is_site(one)]


def _is_site(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(site(value))
    except ValueError:
        return False


def is_own(origin: str, host: str) -> bool:
    """Whether a page of this very site asks. The scheme is left to the proxy in front, which alone knows it."""
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def socket_is_own(scope: dict[str, Any]) -> bool:
    headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope.get("headers", [])}
    return is_own(headers.get("origin", ""), headers.get("host", ""))


def request_is_own(request: HttpRequest) -> bool:
    """Browsers say where a request comes from; what is no browser has no visitor's token to abuse."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or is_own(origin, request.get_host())


def network_of_request(request: HttpRequest) -> str:
    return _network(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def network_of_socket(scope: dict[str, Any]) -> str:
    forwarded = next((value.decode("latin1") for name, value in scope.get("headers", []) if name == b"x-forwarded-for"), "")
    return _network((scope.get("client") or [""])[0], forwarded)


def _network(peer: str, forwarded: str) -> str:
    """The caller's address; behind a proxy that is trusted, the last one it has added. Only ever used hashed."""
    trusted = getattr(settings, "SECURE_PROXY_SSL_HEADER", None) is not None
    return forwarded.rpartition(",")[2].strip() if trusted and forwarded else str(peer or "")
