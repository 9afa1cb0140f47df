"""Queues in the admin: set up by who may edit policies, given to people and groups by owners. Items are decided on the desk, not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from accounts.models import Role, User
from accounts.permissions import may
from kit.errors import CountersignError
from policies.admin.access import OfWorkspace, person
from review.actions import queues
from review.models import Queue

GRANTS = ("deciders", "decider_groups")


class QueueForm(forms.ModelForm):
    deciders = forms.ModelMultipleChoiceField(User.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget)
    decider_groups = forms.ModelMultipleChoiceField(Group.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget)

    class Meta:
        model = Queue
        fields = ("workspace", "name", "slug", "order", "guidelines", "lease_minutes", "due_minutes", "is_default", *GRANTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queue = self.instance
        if queue._state.adding:
            return
        self.fields["deciders"].help_text = "Reviewers who may claim and decide here, beside the owners."
        reviewers = User.objects.filter(
            memberships__workspace=queue.workspace_id, memberships__role=Role.REVIEWER, memberships__is_active=True
        )
        for name, rows, chosen in (
            ("deciders", reviewers.distinct().order_by("email"), queues.deciders(queue)),
            ("decider_groups", Group.objects.order_by("name"), queues.decider_groups(queue)),
        ):
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]  # the stubs know only Field here
                self.fields[name].initial = chosen

    def clean_slug(self) -> str:
        try:
            return queues.check_slug(self.cleaned_data["slug"])
        except CountersignError as problem:
            raise ValidationError(problem.message) from None

    def clean_is_default(self) -> bool:
        wanted = bool(self.cleaned_data["is_default"])
        if not wanted and self.initial.get("is_default"):
            raise ValidationError("A workspace has one default queue: make another one the default instead.")
        return wanted


@admin.register(Queue)
class QueueAdmin(OfWorkspace):
    form = QueueForm
    list_display = ("name", "slug", "order", "lease_minutes", "due_minutes", "is_default", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("name", "slug")
    ordering = ("order", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "slug") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who decides is asked once the queue is there, and only of an owner."""
        shown = ["workspace", "name", "slug", "order", "guidelines", "lease_minutes", "due_minutes", "is_default"]
        return [*shown, *GRANTS] if obj and may(request.user, obj.workspace_id, "edit_people") else shown

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not obj.is_default and not obj.items.exists()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}  # deleting many at once would pass by the rules above

    def save_model(self, request: HttpRequest, obj: Queue, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in queues.FIELDS & form.cleaned_data.keys()}
        if change:
            queues.change_queue(obj, values, acting_user=person(request))
            return
        made = queues.create_queue(obj.workspace_id, obj.slug, values, acting_user=person(request))
        obj.pk, obj._state.adding = made.pk, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change and may(request.user, form.instance.workspace_id, "edit_people"):
            users, groups = (list(form.cleaned_data[name]) for name in GRANTS)
            queues.set_deciders(form.instance, users, groups, acting_user=person(request))

    def delete_model(self, request: HttpRequest, obj: Queue) -> None:
        try:
            queues.delete_queue(obj, acting_user=person(request))
        except CountersignError as problem:  # somebody was faster than the page
            self.message_user(request, problem.message, level="ERROR")
