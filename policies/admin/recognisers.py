"""A workspace's own recognisers in the admin: what the samples refute is said under the field and not kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from kit.beside import tell_beside
from policies import recognisers
from policies.admin.access import OfWorkspace, person
from policies.models import Recogniser
from policies.recognisers import Wanted
from policies.redaction.own import MOST, Refused
from policies.redaction.own.checks import LABELS

_CODE = {"class": "condition", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}


class Lines(forms.CharField):
    """A list as one text, a line each."""

    def __init__(self, label: Any, help_text: Any, *, rows: int = 4) -> None:
        super().__init__(
            required=False, label=label, help_text=help_text, widget=UnfoldAdminTextareaWidget(attrs={"rows": rows, "spellcheck": "false"})
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return recognisers.tidy(str(value or "").splitlines())


class RecogniserForm(forms.ModelForm):
    words = Lines(_("Words"), _("One a line. Whole words only; blanks may be a line's end."), rows=6)
    context = Lines(
        _("Context words"), _("Single words, one a line. One of them among the five words before a finding adds 0.35 to its score.")
    )
    must = Lines(_("Must match"), _("Texts in which it must find something, one a line. Made up: they are kept and shown as they are."))
    must_not = Lines(
        _("Must not match"), _("Texts in which it must find nothing, one a line: an order number, a price, a date that look alike.")
    )
    checksum = forms.ChoiceField(
        required=False,
        label=_("Check digits"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Right check digits make a finding sure (1.0), wrong ones make it none."),
    )

    class Meta:
        model = Recogniser
        fields = (
            "workspace", "name", "entity", "kind", "pattern", "words", "ignores_case", "context", "checksum", "score", "must", "must_not", "is_active",
        )  # fmt: skip
        widgets = {"pattern": UnfoldAdminTextInputWidget(attrs=_CODE), "entity": UnfoldAdminTextInputWidget(attrs=_CODE)}
        labels = {"entity": _("Type"), "ignores_case": _("Ignores case"), "is_active": _("Searches")}
        help_texts = {
            "entity": _("What is found: a type of its own such as MEMBER_NO, or one that ships, such as PHONE_NUMBER."),
            "pattern": _("In the notation of RE2, without look-around. It says how long it can be: {1,20}, not +. With a part in brackets, that part is found."),
            "ignores_case": _("Upper and lower case are the same."),
            "score": _("Between 0.05 and 1. Findings count from 0.4; where two overlap, the higher score wins."),
            "is_active": _("It searches every text from now on. At most %d of a workspace do.") % MOST,
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None"), *LABELS.items()]
        self.fields["checksum"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_entity(self) -> str:
        return str(self.cleaned_data["entity"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            recognisers.require_good(wanted(cleaned))
            recognisers.require_free(self._workspace(cleaned), wanted(cleaned), self.instance.pk if self.instance.digest else None)
        except Refused as problem:
            tell_beside(self, problem)
        return cleaned

    def _workspace(self, cleaned: dict[str, Any]) -> UUID:
        found: UUID = cleaned["workspace"].pk if "workspace" in cleaned else self.instance.workspace_id
        return found


def wanted(cleaned: dict[str, Any]) -> Wanted:
    return Wanted(**{name: cleaned[name] for name in recognisers.FIELDS})


@admin.register(Recogniser)
class RecogniserAdmin(OfWorkspace):
    form = RecogniserForm
    list_display = ("name", "entity", "kind", "is_active", "workspace", "changed_at")
    list_filter = ("is_active", "kind")
    search_fields = ("name", "entity")
    list_select_related = ("workspace",)
    change_list_template = "policies/admin/redaction_list.html"
    fieldsets = (
        (None, {"fields": ("workspace", "name", "entity", "is_active")}),
        (_("What it looks for"), {"fields": ("kind", "pattern", "words", "ignores_case")}),
        (_("How sure it is"), {"fields": ("score", "context", "checksum")}),
        (_("Samples"), {"fields": ("must", "must_not")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("workspace",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Recogniser, form: Any, change: bool) -> None:
        identity: UUID | None = obj.pk if change else None
        made = recognisers.save(obj.workspace_id, wanted(form.cleaned_data), acting_user=person(request), recogniser=identity)
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: Recogniser) -> None:
        recognisers.remove(obj, acting_user=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for one in queryset:
            recognisers.remove(one, acting_user=person(request))
