"""A version as a file, a file or a pack as a draft, and two versions side by side."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Workspace
from kit.errors import CountersignError, InvalidInput
from policies import actions, exchange, packs
from policies.admin.access import editable, person
from policies.admin.steps import changes_of, version_or_404
from policies.admin.yaml_form import YamlForm
from policies.models import Policy, PolicyVersion

AMONG: Final = 50
TAKEN: Final = "There is a policy of this name. Choose it above, or take another name."


class ImportForm(YamlForm):
    policy = forms.ModelChoiceField(Policy.objects.none(), required=False, empty_label="A new policy, named below")
    named = forms.CharField(required=False, max_length=80)
    workspace = forms.ModelChoiceField(Workspace.objects.none(), empty_label=None)
    pack = forms.ChoiceField(required=False)

    def __init__(self, request: HttpRequest) -> None:
        policies = Policy.objects.filter(workspace__in=editable(request)).order_by("name")
        chosen = request.GET.get("policy") or policies.values_list("pk", flat=True).first()
        super().__init__(request.POST or None, request.FILES or None, initial={"policy": chosen})
        workspaces = Workspace.objects.filter(id__in=editable(request)).order_by("name")
        choices = [("", "–"), *((name, packs.load(name).name) for name in packs.names())]
        fields: dict[str, Any] = self.fields
        fields["policy"].queryset, fields["workspace"].queryset, fields["pack"].choices = policies, workspaces, choices
        self.only = workspaces[0] if len(workspaces) == 1 else None
        fields["workspace"].required = self.only is None

    def check_given(self, data: dict[str, Any], *, is_given: bool) -> None:
        data["named"] = (data.get("named") or "").strip()
        data["workspace"] = data.get("workspace") or self.only
        if bool(data.get("policy")) == bool(data["named"]):
            raise forms.ValidationError({"policy": "Choose a policy, or name a new one: one of them."})
        if Policy.objects.filter(workspace=data["workspace"], name=data["named"]).exists():
            raise forms.ValidationError({"named": TAKEN})
        if bool(data.get("pack")) == is_given:
            raise forms.ValidationError({"pack": "Choose a pack, or a file, or paste a text: one of them."})


def import_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form, problem = ImportForm(request), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(form.cleaned_data, request)
            return redirect("admin:policies_policyversion_change", made.pk)
        except CountersignError as error:
            problem = error.message
            form.keep_text()
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "New draft from a pack or a file",
        "form": form, "problem": problem, "packs": [packs.load(name) for name in packs.names()],
    }  # fmt: skip
    return render(request, "policies/admin/import.html", context)


@transaction.atomic
def _made(data: dict[str, Any], request: HttpRequest) -> PolicyVersion:
    """Where the file is wrong there is no new policy either."""
    policy = data["policy"] or _created(data, request)
    if data["pack"]:
        return exchange.from_pack(policy, data["pack"], acting_user=person(request))
    return exchange.bring_in(policy, data["text"], acting_user=person(request), source=str(data["file"] or "The text"))


def _created(data: dict[str, Any], request: HttpRequest) -> Policy:
    try:
        return actions.create_policy(data["workspace"].id, data["named"], acting_user=person(request))
    except IntegrityError:  # the same form, sent twice, or somebody else since the form was checked
        raise InvalidInput(TAKEN) from None


def export_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    answer = HttpResponse(exchange.export(version), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{exchange.file_name(version)}"'
    return answer


def compare_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    rows = PolicyVersion.objects.filter(workspace=version.workspace_id).exclude(pk=version.pk).select_related("policy")
    among = list(rows.order_by("-created_at")[:AMONG])
    base = next((row for row in among if str(row.pk) == request.GET.get("with")), None) or base_of(version)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": f"What {version} changes",
        "version": version, "base": base, "among": among, **changes_of(version, base),
    }  # fmt: skip
    return render(request, "policies/admin/compare.html", context)


def base_of(version: PolicyVersion) -> PolicyVersion | None:
    """What it is compared with unless somebody chooses: what is active now."""
    rows = PolicyVersion.objects.filter(workspace=version.workspace_id, status=PolicyVersion.Status.ACTIVE).exclude(pk=version.pk)
    return rows.select_related("policy").first()
