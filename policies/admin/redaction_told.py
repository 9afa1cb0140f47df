"""Two pages to read: what redaction does not cover, and how well it finds what it looks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.admin.redaction_places import chosen_place, places
from policies.models import Recogniser, RedactionFigures
from policies.redaction import coverage, operators
from policies.redaction.people import pipeline
from policies.redaction.rules import rules_of


def uncovered_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    known = places(request)
    place = chosen_place(known, request.GET.get("workspace", ""))
    rules = rules_of(place.workspace, place.channel) if place else operators.Told()
    off = Recogniser.objects.filter(workspace=place.workspace, is_active=False) if place else ()
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "What redaction does not cover",
        "places": known, "chosen": place, "gaps": coverage.gaps(rules), "off": off,
    }  # fmt: skip
    return render(request, "policies/admin/redaction_uncovered.html", context)


def figures_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The newest evaluation that was kept here, else the one that ships."""
    from policies.redaction.figures import evaluating  # loads the detection library: seconds and 100 MB

    row = RedactionFigures.objects.first()
    told = row.told if row else evaluating.shipped()
    types = sorted(told["types"], key=lambda one: (one["recall"] if one["recall"] is not None else 1, one["type"]))
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "How well redaction finds", "told": told,
        "measured_at": row.measured_at if row else datetime.fromisoformat(told["measured_at"]), "is_ours": row is not None, "types": types,
        "bars": evaluating.bars(told), "now": pipeline(), "is_same": told["pipeline"] == pipeline(), "languages": coverage.LANGUAGES,
        "rows": [{**one, "name": coverage.LANGUAGES[one["type"]]} for one in told["languages"]],
    }  # fmt: skip
    return render(request, "policies/admin/redaction_figures.html", context)
