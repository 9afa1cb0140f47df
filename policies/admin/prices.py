"""Prices: rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from kit.beside import tell_beside
from kit.errors import InvalidInput
from kit.readonly_admin import ReadOnly
from policies import settings_actions
from policies.admin.access import FromNowOn, editable, person
from policies.models import PriceEntry


class PriceForm(FromNowOn, forms.ModelForm):
    class Meta:
        model = PriceEntry
        fields = ("model", "currency", "input_per_million", "output_per_million", "valid_from")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                settings_actions.check_price(*(cleaned[name] for name in ("model", "currency", "input_per_million", "output_per_million")))
            except InvalidInput as problem:
                tell_beside(self, problem)
        return cleaned


@admin.register(PriceEntry)
class PriceEntryAdmin(ReadOnly, ModelAdmin):
    list_display = ("model", "valid_from", "input_per_million", "output_per_million", "currency")
    ordering = ("model", "-valid_from")
    search_fields = ("model",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(editable(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(editable(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).is_staff and bool(editable(request))  # prices hold for the whole installation

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "form": PriceForm})

    def save_model(self, request: HttpRequest, obj: PriceEntry, form: Any, change: bool) -> None:
        made = settings_actions.add_price(
            obj.model, input_per_million=obj.input_per_million, output_per_million=obj.output_per_million, acting_user=person(request),
            currency=obj.currency, valid_from=obj.valid_from,
        )  # fmt: skip
        obj.pk, obj.valid_from, obj._state.adding = made.pk, made.valid_from, False
