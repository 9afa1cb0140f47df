"""Redaction of a workspace as a file, and a file as its redaction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Workspace
from kit.errors import CountersignError
from policies import redaction_files
from policies.admin.access import editable, person
from policies.admin.yaml_form import YamlForm


class FileForm(YamlForm):
    workspace = forms.ModelChoiceField(Workspace.objects.none(), empty_label=None)
    whole = forms.BooleanField(required=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST or None, request.FILES or None)
        self.fields["workspace"].queryset = mine(request)  # type: ignore[attr-defined]  # the stubs know only Field here


def mine(request: HttpRequest) -> Any:
    return Workspace.objects.filter(id__in=editable(request)).order_by("name")


def file_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form, problem = FileForm(request), ""
    if request.method == "POST" and form.is_valid():
        try:
            _bring_in(form.cleaned_data, request)
            return redirect("admin:policies_redactionrule_changelist")
        except CountersignError as error:
            problem = error.message
            form.keep_text()
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "Redaction as a file", "form": form,
        "problem": problem, "workspaces": mine(request),
    }  # fmt: skip
    return render(request, "policies/admin/redaction_file.html", context, status=400 if problem or form.errors else 200)


def _bring_in(data: dict[str, Any], request: HttpRequest) -> None:
    told = redaction_files.bring_in(
        data["workspace"], data["text"], acting_user=person(request), whole=data["whole"], source=str(data["file"] or "The text")
    )
    parts = [f"{told.changed} new or changed", f"{told.as_before} as before", *([f"{told.removed} removed"] if told.removed else [])]
    messages.success(request, f"{data['workspace'].name}: {', '.join(parts)}.")


def export_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    workspace = mine(request).filter(slug=request.GET.get("workspace", "")).first()
    if workspace is None:
        raise Http404("There is no such workspace.")
    answer = HttpResponse(redaction_files.export(workspace), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{redaction_files.file_name(workspace)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
