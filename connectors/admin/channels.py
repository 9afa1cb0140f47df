"""The page of a channel: what it is, its settings, its secrets (write only), and the lines added to each reply before approval."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_base import OfWorkspace, person
from connectors import actions, registry
from connectors.admin.forms import ChannelForm, secret_names, setting_names
from connectors.models import Channel


@admin.register(Channel)
class ChannelAdmin(OfWorkspace):
    duties = ("edit_channel",)
    form = ChannelForm
    list_display = ("name", "kind", "address", "workspace", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("workspace",)
    search_fields = ("name", "address")

    def get_readonly_fields(self, request: HttpRequest, obj: Channel | None = None) -> tuple[str, ...]:
        return ("workspace", "kind") if obj else ()

    def get_form(self, request: HttpRequest, obj: Channel | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Fields made from parameters are no fields of the model: only those of the form class are asked for here."""
        kwargs["fields"] = [name for name in ChannelForm.Meta.fields if not (obj and name in ("workspace", "kind"))]
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Channel | None = None) -> list[tuple[str | None, dict[str, Any]]]:
        first = ("workspace", "kind", "name", "address", *(("is_active",) if obj else ()))
        sets: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": first})]
        adapter = registry.kinds().get(obj.kind) if obj else None
        if adapter:
            sets.append(("Settings", {"fields": setting_names(adapter)}))
            if adapter.sensitive:
                sets.append(("Secrets", {"fields": secret_names(adapter), "description": "Stored encrypted and never shown again."}))
        told = "Added to every reply before it is approved, and part of what is approved."
        return [*sets, ("Lines in every reply", {"fields": tuple(actions.TEXTS), "description": told})]

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: bool) -> None:
        user, given = person(request), form.cleaned_data
        if not change:
            made = actions.create_channel(
                obj.workspace_id, given["kind"], given["name"], address=given["address"], texts=form.texts, acting_user=user
            )
            obj.pk, obj._state.adding = made.pk, False
            return
        wanted = {"name": given["name"], "address": given["address"], "parameters": form.parameters, "texts": form.texts}
        actions.change_channel(obj, acting_user=user, **wanted)
        for name, value in form.secrets:
            actions.set_credential(obj, name, value, acting_user=user)
        actions.set_active(obj, given["is_active"], acting_user=user)
