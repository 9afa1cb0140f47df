"""Who may make an account: nobody by themselves, unless the installation says so; people of its own identity provider may."""

from __future__ import annotations

from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from requests.adapters import HTTPAdapter

from accounts.models import User
from portal.checks import http_is_open
from portal.people import single_sign_on


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)


class FactorAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Authenticators show the name; the id is this site's host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Countersign"}


class NoPlainText(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if http_is_open(request.url or ""):
            raise requests.ConnectionError("A sign-in never goes in plain text over a network.")
        return super().send(request, *args, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The provider is the installation's own (OIDC_*); its people still belong to no workspace until an owner adds them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No form follows: the account is made of what the provider says, or not at all."""
        provider, address = sociallogin.provider.name, sociallogin.user.email
        if not (settings.SIGNUP_OPEN or settings.OIDC_SIGNUP):
            raise ImmediateHttpResponse(single_sign_on.stranger(request, provider, address))
        if not address:
            raise ImmediateHttpResponse(single_sign_on.nameless(request, provider))
        if User.objects.filter(email__iexact=address).exists():
            raise ImmediateHttpResponse(single_sign_on.unproven(request, provider, address))
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:150]
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **kwargs: Any) -> None:
        if error != "cancelled":
            raise ImmediateHttpResponse(single_sign_on.failed(request, provider.name, exception))

    def get_requests_session(self) -> requests.Session:
        session: requests.Session = super().get_requests_session()
        if settings.PRODUCTION:
            session.mount("http://", NoPlainText())
        return session
