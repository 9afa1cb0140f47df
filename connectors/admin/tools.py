"""The page of a tool: what it is called and does, its arguments, how it is carried out, its secrets (write only)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.admin_base import OfWorkspace, person
from connectors import registry, tool_actions
from connectors.admin.forms import (
    PREFIX,
    Written,
    given_secrets,
    given_settings,
    secret_fields,
    secret_names,
    setting_fields,
    setting_names,
    tell,
)
from connectors.base import ToolAdapter
from connectors.models import Tool
from kit.errors import InvalidInput, SeveralFaults

WHAT: Final = ("name", "label", "description", "summary", "kind", "price", "intents")
HOW: Final = ("timeout", "safe_to_repeat")
AFTER: Final = "reconcile_"
"""How the names of settings begin that say how a service is asked what became of a call."""
EMPTY: Final = {"type": "object", "properties": {}, "required": []}


class ToolForm(forms.ModelForm):
    """A new tool needs its adapter, name and arguments; the settings follow once the adapter is known."""

    parameters = Written(
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}), initial=EMPTY,
        help_text="JSON Schema of the arguments. x-role says what one is to the policy: amount, currency, recipient or target.",
    )  # fmt: skip
    intents = Written(
        required=False,
        initial=list,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text='Without a model: what the customer wants when this is proposed, e.g. ["return_refund"].',
    )
    timeout = forms.IntegerField(min_value=1, max_value=60, initial=20, widget=UnfoldAdminIntegerFieldWidget(), help_text="Seconds.")

    class Meta:
        model = Tool
        fields = ("workspace", "adapter", "is_enabled", "parameters", *WHAT, *HOW)
        help_texts = {
            "name": "What rules and agents call it, e.g. refund.",
            "description": "For the agent: what it does and when to use it.",
            "summary": "For people, in one line: Refund {amount} EUR for order {order}.",
            "price": "Per call, in the workspace's currency.",
            "safe_to_repeat": "The service answers a second call under the same key with the result of the first: then an unclear call is repeated.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "adapter" in self.fields:
            choices = [(kind, one.label) for kind, one in registry.tool_kinds().items()]
            self.fields["adapter"] = forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget())
        for name in ("is_enabled", *HOW) if self.instance._state.adding else ():
            self.fields.pop(name, None)  # not on that page: nobody could fill it in, or see what is wrong with it
        if self.instance.price:
            self.initial["price"] = f"{Decimal(self.instance.price).normalize():f}"  # as it was written, without six places
        if self.adapter is not None:
            self.fields.update(setting_fields(self.adapter, self.instance.settings))
            self.fields.update(secret_fields(self.adapter, self.instance))

    @property
    def adapter(self) -> type[ToolAdapter] | None:
        return None if self.instance._state.adding else registry.tool_kinds().get(self.instance.adapter)

    @property
    def values(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("parameters", *WHAT, *HOW) if name in self.cleaned_data}
        given["intents"] = given.get("intents") or []
        return given | ({"settings": given_settings(self.adapter, self.cleaned_data)} if self.adapter else {})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = self.instance.adapter or cleaned.get("adapter", "")
        for check in (partial(self._check, kind), partial(self._check_unique, cleaned), partial(self._check_secrets, cleaned)):
            try:
                check()
            except InvalidInput as problem:
                tell(self, problem)
        return cleaned

    def _check(self, kind: str) -> None:
        """Arguments that cannot be read say nothing about what names them."""
        if "adapter" in self.errors:
            return
        try:
            tool_actions.checked(kind, self.values)
        except InvalidInput as problem:
            known = "parameters" not in self.errors
            raise SeveralFaults(one for one in problem.each if known or not one.endswith(tool_actions.NO_PARAMETER)) from None

    def _check_secrets(self, cleaned: dict[str, Any]) -> None:
        for name, value in given_secrets(self.adapter, cleaned):
            tool_actions.check_secret(name, value)

    def _check_unique(self, cleaned: dict[str, Any]) -> None:
        """As the database will; here it is shown beside its field."""
        if "name" not in cleaned or not (self.instance.workspace_id or "workspace" in cleaned):
            return
        workspace = self.instance.workspace_id or cleaned["workspace"].pk
        if Tool.objects.exclude(pk=self.instance.pk).filter(workspace_id=workspace, name=cleaned["name"]).exists():
            raise InvalidInput("name: This workspace has a tool of that name.")


@admin.register(Tool)
class ToolAdmin(OfWorkspace):
    duties = ("edit_channel",)
    readers = ("edit_channel", "edit_agent", "see_evidence")
    form = ToolForm
    list_display = ("label", "name", "kind", "adapter", "price", "workspace", "is_enabled")
    list_filter = ("kind", "adapter", "is_enabled")
    list_select_related = ("workspace",)
    search_fields = ("name", "label")

    def get_readonly_fields(self, request: HttpRequest, obj: Tool | None = None) -> tuple[str, ...]:
        return ("workspace", "adapter") if obj else ()

    def get_form(self, request: HttpRequest, obj: Tool | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Fields made from parameters are no fields of the model: only those of the form class are asked for here."""
        kwargs["fields"] = [name for name in ToolForm.Meta.fields if not (obj and name in ("workspace", "adapter"))]
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Tool | None = None) -> list[tuple[str | None, dict[str, Any]]]:
        first = ("workspace", "adapter", *(("is_enabled",) if obj else ()))
        sets: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": first}), ("What it does", {"fields": (*WHAT, "parameters")})]
        if obj is None:
            sets[0][1]["description"] = "Where it is asked, and with which secret, is told on the next page."
        adapter = registry.tool_kinds().get(obj.adapter) if obj else None
        if adapter and self.has_change_permission(request, obj):
            names, after = setting_names(adapter), f"{PREFIX}{AFTER}"
            sets.append(("How it is carried out", {"fields": (*(name for name in names if not name.startswith(after)), *HOW)}))
            if asked := [name for name in names if name.startswith(after)]:
                sets.append(("What became of an unclear call", {"fields": asked}))
            if adapter.sensitive:
                sets.append(
                    ("Secrets", {"fields": secret_names(adapter), "description": "Stored encrypted, never shown again, in no prompt."})
                )
        return sets

    def response_add(self, request: HttpRequest, obj: Tool, post_url_continue: str | None = None) -> HttpResponse:
        """What a tool does is half of it: saving leads to where the other half is told."""
        if "_addanother" in request.POST or IS_POPUP_VAR in request.POST:
            again: HttpResponse = super().response_add(request, obj, post_url_continue)
            return again
        messages.success(request, f"{obj.label} is kept. Say below where it is asked.")
        return redirect("admin:connectors_tool_change", obj.pk)

    def save_model(self, request: HttpRequest, obj: Tool, form: Any, change: bool) -> None:
        user = person(request)
        if not change:
            made = tool_actions.create_tool(obj.workspace_id, form.cleaned_data["adapter"], form.values, acting_user=user)
            obj.pk, obj._state.adding = made.pk, False
            return
        current = Tool.objects.get(pk=obj.pk)
        tool_actions.change_tool(current, form.values, acting_user=user)
        for name, value in given_secrets(form.adapter, form.cleaned_data):
            tool_actions.set_credential(current, name, value, acting_user=user)
        tool_actions.set_enabled(current, form.cleaned_data["is_enabled"], acting_user=user)
