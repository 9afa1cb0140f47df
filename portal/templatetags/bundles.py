"""The button that asks for an evidence bundle, wherever the thing is shown; only for whom may see the evidence."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.permissions import may

register = template.Library()


@register.inclusion_tag("bundles/button.html", takes_context=True)
def bundle_button(context: template.Context, kind: str, identity: Any = "", label: str = "Evidence bundle") -> dict[str, Any]:
    request = context["request"]
    allowed = may(request.user, request.workspace.id, "see_evidence")
    return {
        "allowed": allowed,
        "slug": request.workspace.slug,
        "kind": kind,
        "id": identity,
        "label": label,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("bundles/button.html", takes_context=True)
def bundle_of_period(context: template.Context, since: str = "", until: str = "") -> dict[str, Any]:
    return {**bundle_button(context, "period", label="Bundle of these days"), "since": since, "until": until}
