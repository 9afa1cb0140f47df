"""Rate limits: a page to add and change them, and a button to count anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from accounts.models import Workspace
from kit.errors import InvalidInput
from policies.admin.access import OfWorkspace, person
from policies.rates import actions, counting, subjects
from policies.rates.models import UNITS, RateLimit, in_units

Choices = list[tuple[str, list[tuple[str, str]]]]
_EACH: Final = [(f"{per.value}:", f"Each {per.label.lower()}") for per in (*subjects.NAMED, RateLimit.Per.RECIPIENT)]


def choices(workspaces: Iterable[Workspace]) -> Choices:
    """What can be limited: each of a kind, the workspace, or one that is there."""
    found: Choices = [("All of a kind", [*_EACH, ("workspace:", "The workspace, all together")])]
    several = list(workspaces)
    for workspace in several:
        for per in subjects.NAMED:
            named = [(f"{per.value}:{one.name}", one.label) for one in subjects.known(workspace.id, per)]
            title = f"One {per.label.lower()}" + (f" of {workspace.name}" if len(several) > 1 else "")
            found += [(title, named)] if named else []
    return found


class RateLimitForm(forms.ModelForm):
    subject = forms.ChoiceField(label="Whose actions are counted", widget=UnfoldAdminSelectWidget())
    every = forms.IntegerField(label="in any", min_value=1, widget=UnfoldAdminIntegerFieldWidget())
    unit = forms.ChoiceField(choices=[(one, one) for one in reversed(UNITS)], initial="hours", widget=UnfoldAdminSelectWidget())

    class Meta:
        model = RateLimit
        fields = ("workspace", "name", "counts", "most", "holds", "paces")
        labels = {"counts": "What is counted", "most": "At most"}

    workspaces: Iterable[Workspace] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = choices(self.workspaces)  # type: ignore[attr-defined]  # it is a ChoiceField
        if not self.instance._state.adding:
            every, unit = in_units(self.instance.seconds)
            self.initial.update(subject=f"{self.instance.per}:{self.instance.only}", every=every, unit=unit)
            self._keep_what_is_gone()

    def _keep_what_is_gone(self) -> None:
        """A limit of an agent or tool that was removed can still be read and loosened."""
        known = {value for _, group in self.fields["subject"].choices for value, _ in group}  # type: ignore[attr-defined]  # as above
        if self.initial["subject"] not in known:
            gone = ("No longer there", [(self.initial["subject"], subjects.label(self.instance))])
            self.fields["subject"].choices = [gone, *self.fields["subject"].choices]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        per, _, only = cleaned["subject"].partition(":")
        cleaned |= {"per": per, "only": only, "seconds": cleaned["every"] * UNITS[cleaned["unit"]]}
        try:
            actions.checked(self._workspace(cleaned), self.values, self.instance)
        except InvalidInput as problem:
            field, _, message = problem.message.partition(": ")
            field = {"seconds": "every", "per": "subject", "only": "subject"}.get(field, field)
            self.add_error(field if field in self.fields else None, message or problem.message)
        return cleaned

    def _workspace(self, cleaned: dict[str, Any]) -> UUID:
        found: UUID = cleaned["workspace"].id if "workspace" in cleaned else self.instance.workspace_id
        return found

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in actions.FIELDS if name in self.cleaned_data}


@admin.register(RateLimit)
class RateLimitAdmin(OfWorkspace):
    form = RateLimitForm
    list_display = ("name", "limit", "whose", "counts", "holds", "paces", "workspace")
    list_filter = ("per", "holds")
    list_select_related = ("workspace",)
    actions_detail = ("use_it",)
    fieldsets = (
        (None, {"fields": ("workspace", "name", "subject", "counts", "most", "every", "unit")}),
        ("What follows", {"fields": ("holds", "paces")}),
    )

    @admin.display(description="at most")
    def limit(self, row: RateLimit) -> str:
        return f"{row.most} in {row.window}"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Whose each is, of all rows of the page at once."""
        found = super().get_changelist_instance(request)
        found.result_list = list(found.result_list)
        told = subjects.labels(found.result_list)
        for row in found.result_list:
            row.told = told[row.id]
        return found

    @admin.display(description="of")
    def whose(self, row: Any) -> str:
        return str(row.told)

    @action(description="Use, and count anew", url_path="to-use")
    def use_it(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        return redirect("admin:policies_ratelimit_anew", object_id)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        page = path("<uuid:pk>/anew/", wrap(lambda request, pk: anew_page(self, request, pk)), name="policies_ratelimit_anew")
        return [page, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.workspaces = [obj.workspace] if obj else Workspace.objects.filter(id__in=self.allowed(request)).order_by("name")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Where there is one workspace only, nobody is asked which."""
        mine = self.allowed(request)
        return {**super().get_changeform_initial_data(request), **({"workspace": next(iter(mine))} if len(mine) == 1 else {})}

    def save_model(self, request: HttpRequest, obj: RateLimit, form: Any, change: bool) -> None:
        if change:
            actions.change(obj, form.values, acting_user=person(request))
        else:
            made = actions.create(obj.workspace_id, form.values, acting_user=person(request))
            obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: RateLimit) -> None:
        actions.remove(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for limit in queryset:
            actions.remove(limit, acting_user=person(request))


def anew_page(model_admin: RateLimitAdmin, request: HttpRequest, pk: UUID) -> HttpResponse:
    """How full it is; and a button, for what Redis has forgotten or nobody wants to count any more."""
    limit = model_admin.get_queryset(request).filter(pk=pk).first()
    if limit is None:
        raise Http404("There is no such rate limit.")
    if request.method == "POST":
        actions.count_anew(limit, acting_user=person(request))
        messages.success(request, f"{limit} counts anew from now on.")
        return redirect("admin:policies_ratelimit_change", limit.pk)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.model._meta, "title": "Use, and count anew", "limit": limit,
        "use": counting.use(limit), "whose": subjects.label(limit),
    }  # fmt: skip
    return render(request, "policies/admin/rate_anew.html", context)
