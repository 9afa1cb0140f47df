"""How pages of the portal show what they hold; times, languages and hidden characters come from ``review.templatetags.desk``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from review.pages import texts
from review.templatetags.desk import exact, near

register = template.Library()

STATUS_ROLES = {"open": "accent", "waiting_for_us": "hold", "waiting_for_customer": "", "resolved": "allow", "reopened": "hold"}


@register.filter
def get(values: Mapping[Any, Any], key: Any) -> Any:
    return values.get(key)


@register.filter
def status_role(status: str) -> str:
    """The role of a conversation's status: waiting for us is what somebody has to act on."""
    return STATUS_ROLES.get(status, "")


@register.simple_tag
def when(value: Any, seconds: bool = False) -> SafeString | str:
    """A <time>: near as a word, exact with its zone on hover. ``seconds`` shows the time of day to the second."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    shown = f"{local:%H:%M:%S}" if seconds else near(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact(value), shown)


@register.filter
def visible(text: str) -> str:
    """Untrusted text for one line: hidden and direction-changing characters replaced by their names."""
    return texts.plain(str(text or ""))
