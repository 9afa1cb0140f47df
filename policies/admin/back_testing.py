"""Back-tests of a version in the admin: begin one, watch it, read what it found."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kit import jobs
from kit.errors import CountersignError
from kit.models import Job
from policies import actions, backtests
from policies.admin.access import person
from policies.admin.steps import version_or_404
from policies.backtests import report
from policies.models import BackTest, PolicyVersion

SIZES: Final = (1_000, 10_000, 100_000)
RECENT: Final = 20


class BackTestForm(forms.Form):
    most = forms.TypedChoiceField(choices=[(size, f"{size:,}") for size in SIZES], coerce=int, initial=10_000)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def period(self) -> dict[str, datetime | None]:
        """Days as they are in the time zone of the page; the last one is in it."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return {
            "since": timezone.make_aware(datetime(since.year, since.month, since.day)) if since else None,  # noqa: DTZ001 - made aware here
            "until": timezone.make_aware(datetime(until.year, until.month, until.day, 23, 59, 59)) if until else None,  # noqa: DTZ001 - made aware here
        }


def back_test_page(model_admin: Any, request: HttpRequest, pk: UUID) -> HttpResponse:
    version = version_or_404(request, pk)
    form, problem = BackTestForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            test = _posted(request, version, form)
            return redirect(f"{reverse('admin:policies_policyversion_back_test', args=[version.pk])}?run={test.pk}")
        except CountersignError as error:
            problem = error.message
    runs = list(BackTest.objects.filter(version=version).select_related("created_by").order_by("-created_at")[:RECENT])
    chosen = _chosen(runs, request.GET.get("run", ""))
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": f"Back-test {version}", "version": version,
        "form": form, "problem": problem, "runs": runs, "chosen": chosen, **_shown(version, chosen),
    }  # fmt: skip
    return render(request, "policies/admin/back_test.html", context)


def _posted(request: HttpRequest, version: PolicyVersion, form: BackTestForm) -> BackTest:
    if "cancel" in request.POST:
        running = BackTest.objects.filter(version=version, finished_at=None).order_by("-created_at").first()
        if running:
            jobs.cancel(running.job)
            return running
    return backtests.start(version, acting_user=person(request), most=form.cleaned_data["most"], **form.period())


def _chosen(runs: list[BackTest], wanted: str) -> BackTest | None:
    return next((run for run in runs if str(run.pk) == wanted), runs[0] if runs else None)


def _shown(version: PolicyVersion, chosen: BackTest | None) -> dict[str, Any]:
    if chosen is None:
        return {}
    if chosen.finished_at is None:
        return {"job": Job.objects.get(id=chosen.job)}
    names = [rule.name for rule in actions.sources_of(version)]
    return {"report": report.of(chosen, names), "outdated": actions.digest_of(version) != chosen.rules}
