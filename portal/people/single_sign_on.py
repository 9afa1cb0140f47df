"""Signing in by the installation's identity provider: allauth's two views, and a plain page for whatever goes wrong between the two sites."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leads to the provider by a page, not by a redirect: ``form-action`` of our content policy would hold a redirected form on this site."""
    response = _asked(openid_connect.login, request, provider_id)
    target = response.headers.get("Location", "")
    if not urlsplit(target).netloc:
        return response
    return render(request, "socialaccount/leaving.html", {"target": target, "provider": _name(request, provider_id)})


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _asked(openid_connect.callback, request, provider_id)


def _asked(view: View, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (requests.RequestException, KeyError, ValueError) as error:  # no answer, or not one of an OpenID Connect provider
        return failed(request, _name(request, provider_id), error)


def _name(request: HttpRequest, provider_id: str) -> str:
    try:
        return str(get_adapter(request).get_provider(request, provider_id).name)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def failed(request: HttpRequest, provider: str, error: Exception | None) -> HttpResponse:
    logger.warning("single sign-on failed", exc_info=error)
    if isinstance(error, requests.RequestException | KeyError | ValueError):
        told = f"{provider} did not answer as it should. Try again in a moment, or sign in another way; whoever runs this site finds the cause in its log."
        return _page(request, f"{provider} cannot be reached", told, 503)
    told = f"{provider} did not confirm who you are, or this attempt is too old. Nothing was changed; start again."
    return _page(request, "You are not signed in", told, 401)


def stranger(request: HttpRequest, provider: str, address: str) -> HttpResponse:
    told = f"{provider} knows you as {address or 'somebody without an address'}, and nobody has added that person here. Ask an owner of the workspace to add you."
    return _page(request, "Nobody has added you here", told, 403)


def nameless(request: HttpRequest, provider: str) -> HttpResponse:
    told = f"{provider} did not tell your e-mail address, and accounts here have one. Ask whoever runs {provider} to pass it on."
    return _page(request, "Your address is missing", told, 403)


def unproven(request: HttpRequest, provider: str, address: str) -> HttpResponse:
    told = (
        f"There is an account of {address}, and {provider} does not say that the address is verified. "
        f"Sign in the way you are used to, then add {provider} under Connected sign-ins."
    )
    return _page(request, "Sign in the usual way first", told, 403)


def _page(request: HttpRequest, title: str, told: str, status: int) -> HttpResponse:
    return render(request, "socialaccount/not_signed_in.html", {"title": title, "told": told}, status=status)
