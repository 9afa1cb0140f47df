"""Agents in the admin: an edited prompt becomes a new version, turns and steps are read only. Everything goes through ``actions``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectMultipleWidget, UnfoldAdminTextareaWidget

from accounts.admin_base import OfWorkspace, person
from agents import actions, prompts, sorting, tiers
from agents.models import Agent, AgentVersion
from agents.suites import requirement
from connectors.admin.forms import Written
from connectors.models import Channel, Tool
from kit.errors import CountersignError, TransitionError
from kit.formsets import SentForms
from kit.readonly_admin import ReadOnly


class AgentForm(forms.ModelForm):
    """The agent, and the text of a next version prefilled with the active one."""

    prompt = forms.CharField(
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}), help_text=_("{{workspace}} and {{language}} may stand in it.")
    )
    tiers = Written(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_(
            'Cheapest first, e.g. [{"tier": "small", "model": "..."}]. Empty: quotes only. Each may say where its model is and what may go there: region, hosting, retention, classes.'
        ),
    )
    escalate_below = forms.DecimalField(
        min_value=0, max_value=1, decimal_places=2, initial=Decimal("0.50"), widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("Below this confidence the next tier is asked, from 0 to 1."),
    )  # fmt: skip
    tools = forms.MultipleChoiceField(
        required=False, widget=UnfoldAdminSelectMultipleWidget, help_text=_("What this agent may ask for beside a reply.")
    )
    triage = Written(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_(
            'What follows from triage, e.g. [{"do": "tag", "value": "billing", "when": {"intent": ["billing"]}}, {"do": "close_spam", "when": {"spam": 0.9}}].'
        ),
    )
    answers = forms.ModelMultipleChoiceField(
        Channel.objects.none(), required=False, label=_("Channels"), widget=UnfoldAdminSelectMultipleWidget,
        help_text=_("Where this agent answers."),
    )  # fmt: skip

    class Meta:
        model = Agent
        fields = ["workspace", "name", "is_enabled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = self.instance.active if self.instance.pk else None
        self.fields["prompt"].initial = active.prompt if active else prompts.DEFAULT
        self.fields["tiers"].initial = active.tiers if active else []
        self.fields["escalate_below"].initial = active.escalate_below if active else Decimal("0.50")
        self.fields["triage"].initial = active.triage if active else []
        self._offer_tools(active)
        if isinstance(self.fields.get("answers"), forms.ModelMultipleChoiceField) and self.instance.pk:
            self.fields["answers"].queryset = Channel.objects.filter(workspace_id=self.instance.workspace_id)  # type: ignore[attr-defined]  # the stubs know only Field here
            self.fields["answers"].initial = list(self.instance.channels.all())

    def _offer_tools(self, active: AgentVersion | None) -> None:
        rows = Tool.objects.filter(workspace=self.instance.workspace_id) if self.instance.pk else Tool.objects.none()
        if isinstance(field := self.fields.get("tools"), forms.MultipleChoiceField):
            field.choices = [(one.name, f"{one.label} ({one.name})") for one in rows]
            field.initial = active.tools if active else []

    def clean_tiers(self) -> list[dict[str, Any]]:
        rows = self.cleaned_data.get("tiers") or []
        try:
            tiers.written(rows)
        except CountersignError as error:
            raise forms.ValidationError(error.message) from error
        return list(rows)

    def clean_triage(self) -> list[dict[str, Any]]:
        rows = self.cleaned_data.get("triage") or []
        try:
            rules = sorting.read(rows)
            if self.instance.workspace_id:
                actions.require_known(self.instance.workspace_id, rules)
        except CountersignError as error:
            raise forms.ValidationError(error.message) from error
        return list(rows)

    @property
    def changes_version(self) -> bool:
        active = self.instance.active
        if active is None:
            return True
        same_triage = self.cleaned_data.get("triage") == active.triage  # an emptied field is an empty list, and no change of one
        return bool({"prompt", "tiers", "escalate_below", "tools"} & set(self.changed_data)) or not same_triage


class VersionInline(ReadOnly, TabularInline):
    model = AgentVersion
    formset = SentForms
    fields = readonly_fields = ["number", "prompt", "tiers", "tools", "triage", "escalate_below", "created_by", "created_at"]
    extra = 0


class Scoped(OfWorkspace):
    """Seen by all members who come here, changed by those whose role says so."""

    duties = ("edit_agent",)
    readers = ("view",)


@admin.register(Agent)
class AgentAdmin(Scoped):
    form = AgentForm
    inlines = [VersionInline]
    list_display = ["name", "workspace", "active", "is_enabled"]
    list_select_related = ["workspace", "active__agent"]
    search_fields = ["name"]
    actions_list: list[str] = []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["workspace"] if obj else []

    def save_model(self, request: HttpRequest, obj: Agent, form: AgentForm, change: bool) -> None:
        """Every difference through its verb; the row itself is never saved from the form."""
        user = person(request)
        given = form.cleaned_data
        if not change:
            obj.pk, obj._state.adding = actions.create(obj.workspace_id, obj.name, acting_user=user).pk, False
        current = Agent.objects.get(pk=obj.pk)
        actions.rename(current, obj.name, acting_user=user)
        actions.set_enabled(current, obj.is_enabled, acting_user=user)
        if change and "answers" in form.changed_data:
            actions.set_channels(current, list(given["answers"]), acting_user=user)
        if form.changes_version:
            version = actions.create_version(
                current, prompt=given["prompt"], tiers_wanted=given["tiers"], escalate_below=given["escalate_below"], tools=given["tools"],
                triage=given["triage"], acting_user=user,
            )  # fmt: skip
            self._activated(request, obj, version)

    def _activated(self, request: HttpRequest, obj: Agent, version: AgentVersion) -> None:
        """A version that a required replay set keeps back is saved all the same, so that the set can run on it."""
        try:
            with transaction.atomic():
                actions.activate(version, acting_user=person(request))
        except TransitionError as refusal:
            messages.warning(request, f"{version} is saved and not active. {refusal.message}")
        else:
            obj.active = version
            _told(request, version)


def _told(request: HttpRequest, version: AgentVersion) -> None:
    """What the replay sets said about the version that is active now."""
    for word in requirement.of_agent(version):
        messages.info(request, word.text)


@admin.register(AgentVersion)
class AgentVersionAdmin(ReadOnly, Scoped):
    workspace_path = "agent__workspace_id"
    list_display = ["agent", "number", "escalate_below", "created_by", "created_at"]
    list_select_related = ["agent", "created_by"]
    list_filter = ["agent"]
    actions = ["make_active"]

    @action(description=_("Make this the active version"))
    def make_active(self, request: HttpRequest, queryset: QuerySet[AgentVersion]) -> None:
        if queryset.count() != 1:
            messages.error(request, _("Choose exactly one version."))
            return
        version = queryset.get()
        try:
            actions.activate(version, acting_user=person(request))
            _told(request, version)
        except CountersignError as error:
            if error.status in (403, 404):
                raise PermissionDenied(error.message) from error
            messages.error(request, error.message)
