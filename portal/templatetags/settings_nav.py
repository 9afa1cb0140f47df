"""The pages about oneself: ours and allauth's."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.http import HttpRequest
from django.urls import reverse

from portal.shell.frame import Entry

register = template.Library()
CONNECTED = "socialaccount_connections"
PAGES = (
    ("Settings", "settings"),
    ("Password", "account_change_password"),
    ("Second factor", "mfa_index"),
    ("E-mail addresses", "account_email"),
    ("Connected sign-ins", CONNECTED),
)


@register.simple_tag(takes_context=True)
def settings_pages(context: dict[str, Any]) -> list[Entry]:
    request = context["request"]
    shown = [(label, reverse(name)) for label, name in PAGES if name != CONNECTED or _may_connect(request)]
    return [Entry(label, url, "", request.path.startswith(url)) for label, url in shown]


def _may_connect(request: HttpRequest) -> bool:
    """Without a provider of sign-ins the page would be empty."""
    return bool(get_adapter().list_providers(request))
