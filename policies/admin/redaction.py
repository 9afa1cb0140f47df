"""How findings are treated, and a tester that shows what is found in a text and what each surface would see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from accounts.models import Workspace
from kit.errors import InvalidInput
from policies import settings_actions
from policies.admin.access import OfWorkspace, editable, person
from policies.models import RedactionRule
from policies.redaction import Finding, find, operators, redact
from policies.redaction.catalogue import ENTITIES
from policies.redaction.overlaps import resolve
from policies.redaction.rules import rules_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: plain, or what a finding covers."""

    text: str
    finding: Finding | None = None


class RedactionForm(forms.ModelForm):
    class Meta:
        model = RedactionRule
        fields = ("workspace", "entity", "surface", "operator")

    def clean_entity(self) -> str:
        entity: str = self.cleaned_data["entity"].strip().upper()
        if entity not in ENTITIES:
            raise forms.ValidationError(f"There is no entity {entity}. Entities: {', '.join(ENTITIES)}.")
        return entity

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if wrong := operators.fault(str(cleaned.get("surface") or self.instance.surface), str(cleaned.get("operator") or operators.MASK)):
            raise forms.ValidationError({"operator": wrong})
        return cleaned


class OperatorForm(RedactionForm):
    """On an existing row only the operator is asked for."""

    class Meta:
        model = RedactionRule
        fields = ("operator",)


@admin.register(RedactionRule)
class RedactionRuleAdmin(OfWorkspace):
    form = RedactionForm
    list_display = ("entity", "surface", "operator", "workspace")
    list_filter = ("surface", "operator")
    list_select_related = ("workspace",)
    change_list_template = "policies/admin/redaction_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "entity", "surface") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """On an existing row only the operator is asked for."""
        if obj is not None:
            kwargs["form"] = OperatorForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: RedactionRule, form: Any, change: bool) -> None:
        made = settings_actions.set_redaction(obj.workspace_id, obj.entity, obj.surface, obj.operator, acting_user=person(request))
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: RedactionRule) -> None:
        settings_actions.remove_redaction(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for rule in queryset:
            settings_actions.remove_redaction(rule, acting_user=person(request))

    def get_urls(self) -> list[URLPattern]:
        tester = path("try/", self.admin_site.admin_view(lambda request: tester_page(self, request)), name="policies_redactionrule_try")
        return [tester, *super().get_urls()]


def tester_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    text, language = request.POST.get("text", ""), request.POST.get("language", "")[:2].lower()
    workspaces = list(Workspace.objects.filter(id__in=editable(request)).order_by("name"))
    chosen = next((row for row in workspaces if str(row.id) == request.POST.get("workspace")), workspaces[0] if workspaces else None)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "Try redaction", "text": text,
        "language": language, "workspaces": workspaces, "chosen": chosen, **_tested(text, language, chosen.id if chosen else None),
    }  # fmt: skip
    return render(request, "policies/admin/redaction_try.html", context)


def _tested(text: str, language: str, workspace: UUID | None) -> dict[str, Any]:
    if not text:
        return {}
    try:
        findings = resolve(find(text, language=language, people=True), lambda entity: True)
    except InvalidInput as problem:
        return {"problem": problem.message}
    rules = rules_of(workspace) if workspace else {}
    views = [(name, redact(text, workspace=workspace, surface=name, language=language).text) for name in operators.SURFACES]
    rows = [(text[f.start : f.end], f, [operators.operator_for(f.type, name, rules) for name in operators.SURFACES]) for f in findings]
    return {"pieces": _pieces(text, findings), "rows": rows, "views": views, "surfaces": operators.SURFACES}


def _pieces(text: str, findings: tuple[Finding, ...]) -> list[Piece]:
    pieces, at = [], 0
    for finding in findings:
        pieces += [Piece(text[at : finding.start]), Piece(text[finding.start : finding.end], finding)]
        at = finding.end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]
