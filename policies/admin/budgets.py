"""Limits, the thresholds they reached, and exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from kit.errors import InvalidInput
from kit.readonly_admin import ReadOnly
from policies.admin.access import OfWorkspace, editable, person
from policies.budgets import actions, lines
from policies.budgets.amounts import plain
from policies.models import BudgetAlert, ExchangeRate, Limit, Used


class LimitForm(forms.ModelForm):
    class Meta:
        model = Limit
        fields = ("workspace", "unit", "per", "period", "amount", "soft_share")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("workspace", "unit", "per", "period", "amount", "soft_share")
        given: dict[str, Any] = {name: cleaned[name] if name in cleaned else getattr(self.instance, name, None) for name in names}
        if not self.errors:
            try:
                actions.check(**given)
            except InvalidInput as problem:
                raise forms.ValidationError(problem.message) from None
        return cleaned


class AmountForm(LimitForm):
    """On an existing row only how much."""

    class Meta:
        model = Limit
        fields = ("amount", "soft_share")


@admin.register(Limit)
class LimitAdmin(OfWorkspace):
    form = LimitForm
    list_display = ("__str__", "most", "used_now", "soft_share", "number", "changed_at", "workspace")
    list_filter = ("unit", "per", "period")
    list_select_related = ("workspace",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "unit", "per", "period", "currency", "used_now") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            kwargs["form"] = AmountForm
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description=_("Limit"), ordering="amount")
    def most(self, obj: Limit) -> str:
        return f"{plain(obj.amount)} {obj.currency or obj.get_unit_display().lower()}"

    @admin.display(description=_("Used now, at most"))
    def used_now(self, obj: Limit) -> str:
        start = lines.start_of(obj.period, obj.workspace.timezone, timezone.now())
        used = Used.objects.filter(limit=obj, start=start).aggregate(most=Max("used"))["most"] or Decimal(0)
        return f"{plain(used)} ({used / obj.amount:.0%})"

    def save_model(self, request: HttpRequest, obj: Limit, form: Any, change: bool) -> None:
        made = actions.set_limit(
            obj.workspace, unit=obj.unit, per=obj.per, period=obj.period, amount=obj.amount, soft_share=obj.soft_share,
            acting_user=person(request),
        )  # fmt: skip
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: Limit) -> None:
        actions.remove_limit(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            actions.remove_limit(row, acting_user=person(request))


@admin.register(BudgetAlert)
class BudgetAlertAdmin(ReadOnly, OfWorkspace):
    list_display = ("created_at", "threshold", "limit", "subject", "start", "workspace")
    list_filter = ("threshold",)
    list_select_related = ("workspace", "limit")
    ordering = ("-created_at",)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnly, ModelAdmin):
    list_display = ("source", "target", "rate", "valid_from")
    ordering = ("source", "target", "-valid_from")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(editable(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(editable(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).is_staff and bool(editable(request))  # rates hold for the whole installation

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "form": RateForm})

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: Any, change: bool) -> None:
        made = actions.add_rate(obj.source, obj.target, obj.rate, acting_user=person(request), valid_from=obj.valid_from)
        obj.pk, obj._state.adding = made.pk, False


class RateForm(forms.ModelForm):
    class Meta:
        model = ExchangeRate
        fields = ("source", "target", "rate", "valid_from")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                actions.check_rate(cleaned["source"], cleaned["target"], cleaned["rate"])
            except InvalidInput as problem:
                raise forms.ValidationError(problem.message) from None
        return cleaned
