"""How findings are treated, and a tester that shows what is found in a text and what each surface would see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from kit.errors import InvalidInput
from kit.offered import Offered
from policies import channel_names, recognisers, settings_actions
from policies.admin.access import OfWorkspace, person
from policies.admin.redaction_exchange import export_page, file_page
from policies.admin.redaction_places import Place, chosen_place, places
from policies.admin.redaction_told import figures_page, uncovered_page
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
    channel = forms.TypedChoiceField(
        required=False, coerce=UUID, empty_value=None, widget=UnfoldAdminSelectWidget,
        help_text=_("A rule of a channel comes before one for all channels."),
    )  # fmt: skip

    class Meta:
        model = RedactionRule
        fields = ("workspace", "channel", "entity", "surface", "operator")
        help_texts = {
            "entity": _("A type that is found, such as CREDIT_CARD, or one of the workspace's own recognisers."),
            "surface": _(
                "Log: nothing of a text reaches our logs, which hold ids and codes only; it holds for manage.py redact --surface log."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "workspace" in self.fields:
            workspaces = self.fields["workspace"].queryset  # type: ignore[attr-defined]  # the workspaces that this person may edit
            self.fields["entity"].widget = offered = Offered()
            offered.offers = (*(entity for one in workspaces for entity in recognisers.entities(one.pk)), *ENTITIES)
            choices = [(str(one.pk), [(key, name) for key, name in channel_names.known(one.pk).items()]) for one in workspaces]
            named = [(one.name, channels) for one, (_key, channels) in zip(workspaces, choices, strict=True) if channels]
            self.fields["channel"].choices = [("", _("All channels")), *named]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (workspace := cleaned.get("workspace")) and "entity" in cleaned:
            cleaned["entity"] = cleaned["entity"].strip().upper()
            try:
                settings_actions.require_entity(workspace.pk, cleaned["entity"])
            except InvalidInput as problem:
                raise forms.ValidationError({"entity": problem.message}) from None
            if cleaned.get("channel") and cleaned["channel"] not in channel_names.known(workspace.pk):
                raise forms.ValidationError({"channel": "The workspace has no such channel."})
        if wrong := operators.fault(str(cleaned.get("surface") or self.instance.surface), str(cleaned.get("operator") or operators.MASK)):
            raise forms.ValidationError({"operator": wrong})
        return cleaned


class OperatorForm(RedactionForm):
    """On an existing row only the operator is asked for."""

    channel = None  # type: ignore[assignment]  # Django's way to leave out a field of the parent

    class Meta:
        model = RedactionRule
        fields = ("operator",)


@admin.register(RedactionRule)
class RedactionRuleAdmin(OfWorkspace):
    form = RedactionForm
    list_display = ("entity", "surface", "operator", "shown_channel", "workspace")
    list_filter = ("surface", "operator")
    list_select_related = ("workspace",)
    change_list_template = "policies/admin/redaction_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "shown_channel", "entity", "surface") if obj else ()

    @admin.display(description=_("Channel"), ordering="channel")
    def shown_channel(self, obj: RedactionRule) -> str:
        return channel_names.known(obj.workspace_id).get(obj.channel, "A channel that is gone") if obj.channel else "All channels"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """On an existing row only the operator is asked for."""
        if obj is not None:
            kwargs["form"] = OperatorForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: RedactionRule, form: Any, change: bool) -> None:
        channel = obj.channel if change else form.cleaned_data["channel"]
        made = settings_actions.set_redaction(
            obj.workspace_id, obj.entity, obj.surface, obj.operator, acting_user=person(request), channel=channel
        )
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: RedactionRule) -> None:
        settings_actions.remove_redaction(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for rule in queryset:
            settings_actions.remove_redaction(rule, acting_user=person(request))

    def get_urls(self) -> list[URLPattern]:
        pages = {"try": tester_page, "uncovered": uncovered_page, "figures": figures_page, "file": file_page, "export": export_page}
        return [*(self._page(name, page) for name, page in pages.items()), *super().get_urls()]

    def _page(self, name: str, page: Callable[[Any, HttpRequest], HttpResponse]) -> URLPattern:
        def shown(request: HttpRequest) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return page(self, request)

        made: URLPattern = path(f"{name}/", self.admin_site.admin_view(shown), name=f"policies_redactionrule_{name}")
        return made


def tester_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    text, language = request.POST.get("text", ""), request.POST.get("language", "")[:2].lower()
    known = places(request)
    chosen = chosen_place(known, request.POST.get("workspace") or request.GET.get("workspace", ""))
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "Try redaction", "text": text,
        "language": language, "places": known, "chosen": chosen, **_tested(text, language, chosen),
    }  # fmt: skip
    return render(request, "policies/admin/redaction_try.html", context)


def _tested(text: str, language: str, place: Place | None) -> dict[str, Any]:
    if not text:
        return {}
    workspace, channel = (place.workspace, place.channel) if place else (None, None)
    rules = rules_of(workspace, channel) if workspace else operators.Told()
    try:
        findings = resolve(find(text, language=language, people=True, own=rules.own), lambda entity: True)
    except InvalidInput as problem:
        return {"problem": problem.message}
    views = [
        (name, redact(text, workspace=workspace, channel=channel, surface=name, language=language).text) for name in operators.SURFACES
    ]
    rows = [(text[f.start : f.end], f, [operators.operator_for(f.type, name, rules) for name in operators.SURFACES]) for f in findings]
    return {"pieces": _pieces(text, findings), "rows": rows, "views": views, "surfaces": operators.SURFACES}


def _pieces(text: str, findings: tuple[Finding, ...]) -> list[Piece]:
    pieces, at = [], 0
    for finding in findings:
        pieces += [Piece(text[at : finding.start]), Piece(text[finding.start : finding.end], finding)]
        at = finding.end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]
