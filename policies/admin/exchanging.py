"""A version as a file, a file or a pack as a draft, and two versions side by side."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import CountersignError
from policies import exchange, packs
from policies.admin.access import editable, person
from policies.admin.steps import changes_of, version_or_404
from policies.models import Policy, PolicyVersion

AMONG: Final = 50


class ImportForm(forms.Form):
    policy = forms.ModelChoiceField(Policy.objects.none(), empty_label=None)
    pack = forms.ChoiceField(required=False)
    file = forms.FileField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}))

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST or None, request.FILES or None, initial={"policy": request.GET.get("policy")})
        self.fields["policy"].queryset = Policy.objects.filter(workspace__in=editable(request)).order_by("name")  # type: ignore[attr-defined]  # the stubs know only Field here
        self.fields["pack"].choices = [("", "–"), *((name, packs.load(name).name) for name in packs.names())]  # type: ignore[attr-defined]  # the stubs know only Field here

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("file")
        if upload is not None and upload.size > packs.LONGEST:
            raise forms.ValidationError(f"The file is longer than {packs.LONGEST:,} bytes.")
        if upload is not None:
            data["text"] = upload.read().decode("utf-8", "replace")
        if bool(data.get("pack")) == bool((data.get("text") or "").strip()):
            raise forms.ValidationError("Choose a pack, or a file, or paste a text: one of them.")
        return data


def import_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form, problem = ImportForm(request), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(form.cleaned_data, request)
            return redirect("admin:policies_policyversion_change", made.pk)
        except CountersignError as error:
            problem = error.message
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "New draft from a pack or a file",
        "form": form, "problem": problem, "packs": [packs.load(name) for name in packs.names()],
    }  # fmt: skip
    return render(request, "policies/admin/import.html", context)


def _made(data: dict[str, Any], request: HttpRequest) -> PolicyVersion:
    if data["pack"]:
        return exchange.from_pack(data["policy"], data["pack"], acting_user=person(request))
    return exchange.bring_in(data["policy"], data["text"], acting_user=person(request), source=str(data["file"] or "The text"))


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
