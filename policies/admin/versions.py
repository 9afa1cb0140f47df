"""Versions and their rules: editable while a draft, to read afterwards; activated, copied, rolled back and tried from here."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import StackedInline
from unfold.decorators import action

from policies import actions, requests
from policies.admin.access import OfWorkspace, person
from policies.admin.back_testing import back_test_page
from policies.admin.casing import cases_page
from policies.admin.exchanging import compare_page, export_page, import_page
from policies.admin.forms import RuleForm, RuleFormSet
from policies.admin.shadowing import shadow_page
from policies.admin.steps import STEPS, in_words, step_page
from policies.admin.trying import try_page
from policies.facts import FACTS
from policies.functions import FUNCTIONS
from policies.models import ActivationRequest, PolicyRule, PolicyVersion

PAGES: Final = {
    "export": export_page,
    "compare": compare_page,
    "try": try_page,
    "back_test": back_test_page,
    "shadow": shadow_page,
    "cases": cases_page,
}


class RuleInline(StackedInline):
    """The rules of a draft. Those of any other version are read as a table."""

    model = PolicyRule
    form = RuleForm
    formset = RuleFormSet
    extra = 0
    template = "policies/admin/rules.html"
    fields = (("order", "name"), "when", ("effect", "queue", "reason_code"), "obligations")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj)


def is_draft(version: PolicyVersion | None) -> bool:
    """One that is being added counts as one."""
    return version is None or version.status == PolicyVersion.Status.DRAFT


@admin.register(PolicyVersion)
class PolicyVersionAdmin(OfWorkspace):
    list_display = ("__str__", "workspace", "status", "waits", "note", "activated_at", "activated_by")
    list_filter = ("status", "policy")
    list_select_related = ("policy", "workspace", "activated_by")
    ordering = ("-created_at",)
    fields = (("policy", "status"), "note", ("created_by", "created_at"), ("activated_by", "activated_at"))
    inlines = (RuleInline,)
    actions_list = ("bring_in",)
    change_form_outer_before_template = "policies/admin/version_head.html"
    change_form_outer_after_template = "policies/admin/version_rules.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        rows: QuerySet[PolicyVersion] = super().get_queryset(request).select_related("policy", "workspace", "created_by", "activated_by")
        asked = ActivationRequest.objects.filter(status=ActivationRequest.Status.REQUESTED)
        return rows.prefetch_related(Prefetch("activation_requests", asked, to_attr="open_requests"))

    @admin.display(description="Waits for")
    def waits(self, version: PolicyVersion) -> SafeString | str:
        """A second person, where somebody has asked for one."""
        asked = next(iter(version.open_requests), None)  # type: ignore[attr-defined]  # fetched with the rows
        if asked is None:
            return ""
        address = reverse(f"admin:policies_policyversion_{asked.kind}", args=[version.pk])
        return format_html('<a href="{}">a second person ({})</a>', address, asked.get_kind_display().lower())

    def frozen(self, obj: PolicyVersion) -> bool:
        return not is_draft(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        always = ("status", "created_by", "created_at", "activated_by", "activated_at")
        return ("policy", *always) if obj else always

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        version = self.get_object(request, str(object_id)) if object_id else None
        context = {**(extra_context or {}), "facts": list(FACTS.values()), "functions": FUNCTIONS}
        context["frozen_rules"] = None if version is None or is_draft(version) else in_words(actions.sources_of(version))
        context["declined"] = requests.declined(version) if version else None
        page: HttpResponse = super().changeform_view(request, object_id, form_url, context)
        return page

    def save_model(self, request: HttpRequest, obj: PolicyVersion, form: Any, change: bool) -> None:
        if change:
            if form.changed_data:
                actions.describe(obj, obj.note, acting_user=person(request))
            return
        made = actions.create_draft(obj.policy, acting_user=person(request), note=obj.note)
        for name in ("pk", "workspace_id", "number", "status", "created_by_id", "created_at"):
            setattr(obj, name, getattr(made, name))
        obj._state.adding = False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        changed = [*formset.new_objects, *(rule for rule, _ in formset.changed_objects)]
        if changed or formset.deleted_objects:
            actions.save_rules(form.instance, changed=changed, deleted=formset.deleted_objects, acting_user=person(request))

    def delete_model(self, request: HttpRequest, obj: PolicyVersion) -> None:
        actions.delete_draft(obj, acting_user=person(request))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path(
                f"<uuid:pk>/{name.replace('_', '-')}/",
                wrap(lambda request, pk, page=page: page(self, request, pk)),
                name=f"policies_policyversion_{name}",
            )
            for name, page in PAGES.items()
        ]
        own.append(path("import/", wrap(lambda request: import_page(self, request)), name="policies_policyversion_import"))
        for name in STEPS:
            own.append(
                path(
                    f"<uuid:pk>/{name}/",
                    wrap(lambda request, pk, name=name: step_page(self, request, pk, name)),
                    name=f"policies_policyversion_{name}",
                )
            )
        return [*own, *super().get_urls()]

    @action(description="From a pack or a file", url_path="to-import")
    def bring_in(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:policies_policyversion_import")
