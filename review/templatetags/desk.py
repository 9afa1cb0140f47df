"""Times, languages and untrusted text as the reviewer's pages show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import get_language_info

register = template.Library()


@register.filter
def span(value: timedelta) -> str:
    """The largest unit that still says something: 40 s, 12 min, 3 h, 2 days."""
    seconds = int(abs(value.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 2 * 86400:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"


@register.filter
def duration(seconds: int) -> str:
    return f"took {span(timedelta(seconds=seconds))}"


@register.filter
def due(value: datetime) -> str:
    left = value - timezone.now()
    return f"due in {span(left)}" if left > timedelta(0) else f"late by {span(left)}"


@register.filter
def ago(value: datetime) -> str:
    return f"{span(timezone.now() - value)} ago"


@register.filter
def exact(value: datetime | None) -> str:
    """With its zone, for the title: Wed 25 Nov 2026, 14:02 UTC."""
    return f"{timezone.localtime(value):%a %d %b %Y, %H:%M %Z}" if value else ""


@register.filter
def near(value: datetime | None) -> str:
    """Today the time alone, else with the day."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localtime().date() else f"{local:%a} {local.day} {local:%b, %H:%M}"


UNNAMED = {"gu": "Gujarati", "zh": "Chinese"}
"""What Django has no name for."""


@register.filter
def language_name(code: str) -> str:
    """English name of an ISO 639-1 code; one that is not known stays as it is."""
    try:
        return UNNAMED.get(code) or str(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def left(until: datetime) -> int:
    """Whole seconds until then, at least one."""
    return max(1, int((until - timezone.now()).total_seconds()))
