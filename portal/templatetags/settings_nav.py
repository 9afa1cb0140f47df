"""The pages about oneself: ours and allauth's."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from portal.shell.frame import Entry

register = template.Library()
PAGES = (
    ("Settings", "settings"),
    ("Password", "account_change_password"),
    ("Second factor", "mfa_index"),
    ("E-mail addresses", "account_email"),
    ("Connected sign-ins", "socialaccount_connections"),
)


@register.simple_tag(takes_context=True)
def settings_pages(context: dict[str, Any]) -> list[Entry]:
    path = context["request"].path
    return [Entry(label, reverse(name), "", path.startswith(reverse(name))) for label, name in PAGES]
