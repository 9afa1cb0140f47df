"""Limits, the thresholds they reached, and exchange rates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User, Workspace
from kit.beside import tell_beside
from kit.errors import InvalidInput
from kit.readonly_admin import ReadOnly
from policies.admin.access import FromNowOn, OfWorkspace, editable, person
from policies.budget_models import Per
from policies.budgets import actions, lines, whom
from policies.budgets.amounts import plain
from policies.models import BudgetAlert, ExchangeRate, Limit, Used

Choices = list[tuple[str, list[tuple[str, str]]]]
_NAMED: Final = ("customer", "conversation")
_KINDS: Final = ("unit", "period", "amount", "soft_share")


def choices(workspaces: Iterable[Workspace]) -> Choices:
    """Whom a limit can be for: each of a kind, one customer or conversation, one of the agents."""
    found: Choices = [
        ("All of a kind", [(f"{per.value}:", str(per.label)) for per in (Per.WORKSPACE, Per.AGENT, Per.CUSTOMER, Per.CONVERSATION)]),
        ("One that is named below", [(f"{per}:one", f"The {per} named below") for per in _NAMED]),
    ]
    several = list(workspaces)
    for workspace in several:
        named = [(f"agent:{one}", label) for one, label in whom.agents(workspace.id).items()]
        title = "One agent" + (f" of {workspace.name}" if len(several) > 1 else "")
        found += [(title, named)] if named else []
    return found


class LimitForm(forms.ModelForm):
    subject = forms.ChoiceField(
        label="Limit of", widget=UnfoldAdminSelectWidget(), help_text="Where several limits hold for a call, the strictest decides."
    )
    customer = forms.CharField(
        required=False, label="Customer", max_length=320, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Only for a limit of one customer: an address they write from, or their number from the page of spend.",
    )  # fmt: skip
    conversation = forms.CharField(
        required=False, label="Conversation", max_length=100, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Only for a limit of one conversation: its number, which ends the address of its story.",
    )  # fmt: skip

    class Meta:
        model = Limit
        fields = ("workspace", *_KINDS)

    workspaces: Iterable[Workspace] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = choices(self.workspaces)  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        cleaned["per"], _, one = cleaned["subject"].partition(":")
        cleaned["only"] = None
        try:
            cleaned["only"] = self._only(cleaned["workspace"], one)
            actions.check(cleaned["workspace"], per=cleaned["per"], **{name: cleaned[name] for name in _KINDS})
        except InvalidInput as problem:
            tell_beside(self, problem, per="subject")
        named: dict[str, Any] = {name: cleaned.get(name) for name in ("workspace", "unit", "per", "only", "period")}
        if not self.errors and actions.existing(**named).exists():
            self.add_error("subject", "There is such a limit already. Change that one.")
        return cleaned

    def _only(self, workspace: Workspace, one: str) -> UUID | None:
        """Whoever is named; what does not fit together is told under its field."""
        wanted = self.cleaned_data["per"] if one == "one" else ""
        for per in _NAMED:
            if per != wanted and self.cleaned_data[per].strip():
                self.add_error(per, f"No {per} is named in a limit of this kind. Choose The {per} named below, or leave this empty.")
        if wanted:
            return self._found(workspace, wanted)
        only = UUID(one) if one and one != "one" else None
        if only and only not in whom.agents(workspace.id):
            self.add_error("subject", "This agent belongs to another workspace.")
        return only

    def _found(self, workspace: Workspace, per: str) -> UUID | None:
        told = self.cleaned_data[per].strip()
        if not told:
            self.add_error(per, f"Say which {per}.")
            return None
        try:
            return whom.found(workspace.id, per, told)
        except InvalidInput as problem:
            self.add_error(per, problem.message)
            return None


class AmountForm(forms.ModelForm):
    """On an existing row only how much."""

    class Meta:
        model = Limit
        fields = ("amount", "soft_share")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Who changes only the share would not know that the amount means something else from then on."""
        super().__init__(*args, **kwargs)
        was, now = self.instance.currency, self.instance.workspace.currency
        if was and was != now:
            told = f"So far in {was}. The workspace has changed to {now}: once this is saved, it is an amount of {now}."
            self.fields["amount"].help_text = told

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            row, given = self.instance, {name: cleaned[name] for name in ("amount", "soft_share")}
            try:
                actions.check(row.workspace, unit=row.unit, per=row.per, period=row.period, **given)
            except InvalidInput as problem:
                tell_beside(self, problem, unit="amount")
        return cleaned


@admin.register(Limit)
class LimitAdmin(OfWorkspace):
    form = LimitForm
    list_display = ("of", "most", "used_now", "steps_down", "changed_at", "workspace")
    list_filter = ("unit", "per", "period")
    list_select_related = ("workspace",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace", "of", "unit", "period", "currency", "used_now") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        whose = ["workspace", "of"] if obj else ["workspace", "subject", *_NAMED]
        return [*whose, *_KINDS, *(["currency", "used_now"] if obj else [])]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            kwargs["form"] = AmountForm
        form = super().get_form(request, obj, change, **kwargs)
        form.workspaces = Workspace.objects.filter(id__in=self.allowed(request)).order_by("name")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Where there is one workspace only, nobody is asked which."""
        mine = self.allowed(request)
        return {**({"workspace": next(iter(mine))} if len(mine) == 1 else {}), **super().get_changeform_initial_data(request)}

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Names and what is used, for all rows of the page at once."""
        found = super().get_changelist_instance(request)
        found.result_list = told(list(found.result_list), person(request))
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        return told([row], person(request))[0] if row is not None else None

    @admin.display(description=_("Whose"))
    def of(self, obj: Any) -> str:
        return str(obj.of)

    @admin.display(description=_("Limit"), ordering="amount")
    def most(self, obj: Limit) -> str:
        return f"{plain(obj.amount)} {obj.currency or obj.get_unit_display().lower()}, {obj.get_period_display().lower()}"

    @admin.display(description=_("Steps down from"), ordering="soft_share")
    def steps_down(self, obj: Limit) -> str:
        return f"{plain(obj.soft_share * 100)} %" if obj.soft_share < 1 else "never"

    @admin.display(description=_("Used now, at most"))
    def used_now(self, obj: Any) -> str:
        if obj.used_most is None:  # what was spent before is counted when the first call comes under it
            return str(_("no call came under it yet"))
        return f"{plain(obj.used_most)} ({obj.used_most / obj.amount * 100:.0f} %)"

    def save_model(self, request: HttpRequest, obj: Limit, form: Any, change: bool) -> None:
        named = {"per": obj.per, "only": obj.only} if change else {name: form.cleaned_data[name] for name in ("per", "only")}
        made = actions.set_limit(
            obj.workspace, unit=obj.unit, period=obj.period, amount=obj.amount, soft_share=obj.soft_share,
            acting_user=person(request), new=not change, **named,
        )  # fmt: skip
        obj.pk, obj._state.adding, obj.per, obj.only = made.pk, False, made.per, made.only

    def delete_model(self, request: HttpRequest, obj: Limit) -> None:
        actions.remove_limit(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            actions.remove_limit(row, acting_user=person(request))


def told(rows: list[Any], reader: User) -> list[Any]:
    """Each with ``of``, whom it is for, and ``used_most``, what of it is used up in its present period, None where no call came under it yet."""
    named = {one.only: name for group in _groups(rows).items() for one, name in _named(*group, reader)}
    used = _used(rows)
    for row in rows:
        row.of = named.get(row.only, "") if row.only else f"{row.whose[:1].upper()}{row.whose[1:]}"
        row.used_most = used.get(row.pk)
    return rows


def _groups(rows: list[Any]) -> dict[tuple[UUID, str], list[Any]]:
    found: dict[tuple[UUID, str], list[Any]] = {}
    for row in rows:
        if row.only:
            found.setdefault((row.workspace_id, row.per), []).append(row)
    return found


def _named(kind: tuple[UUID, str], rows: list[Any], reader: User) -> Iterable[tuple[Any, str]]:
    names = whom.names(reader, *kind, {one.only for one in rows})
    return [(one, names[one.only]) for one in rows]


def _used(rows: list[Any]) -> dict[UUID, Decimal]:
    now, wanted = timezone.now(), Q(pk=None)
    for row in rows:
        wanted |= Q(limit=row.pk, start=lines.start_of(row.period, row.workspace.timezone, now))
    return dict(Used.objects.filter(wanted).values("limit").annotate(most=Max("used")).values_list("limit", "most"))


@admin.register(BudgetAlert)
class BudgetAlertAdmin(ReadOnly, OfWorkspace):
    list_display = ("created_at", "threshold", "limit", "who", "start", "workspace")
    fields = ("limit", "who", "threshold", "start", "created_at", "workspace")
    list_filter = ("threshold",)
    list_select_related = ("workspace", "limit")
    ordering = ("-created_at",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        found.result_list = called(list(found.result_list), person(request))
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        return called([row], person(request))[0] if row is not None else None

    @admin.display(description=_("Whose"))
    def who(self, obj: Any) -> str:
        return str(obj.who)


def called(rows: list[Any], reader: User) -> list[Any]:
    """Each with ``who``, the one whose use reached the threshold."""
    alike: dict[tuple[UUID, str], set[UUID]] = {}
    for row in rows:
        if row.limit.per != Per.WORKSPACE:
            alike.setdefault((row.workspace_id, row.limit.per), set()).add(row.subject)
    named = {kind: whom.names(reader, *kind, ids) for kind, ids in alike.items()}
    for row in rows:
        row.who = named.get((row.workspace_id, row.limit.per), {}).get(row.subject) or str(Per.WORKSPACE.label)
    return rows


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
        obj.pk, obj.valid_from, obj._state.adding = made.pk, made.valid_from, False


class RateForm(FromNowOn, forms.ModelForm):
    class Meta:
        model = ExchangeRate
        fields = ("source", "target", "rate", "valid_from")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                actions.check_rate(cleaned["source"], cleaned["target"], cleaned["rate"])
            except InvalidInput as problem:
                tell_beside(self, problem)
        return cleaned
