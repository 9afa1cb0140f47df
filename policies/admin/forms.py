"""Forms that check as the engine does, so that a mistake is shown under its field and never stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from kit.errors import InvalidInput
from kit.formsets import SentForms
from policies.actions import source_of
from policies.admin.obliging import ObligationsField
from policies.engine import ConditionError, compile_condition, require_written
from policies.models import PolicyRule
from policies.validation import check_rules


def as_error(problem: InvalidInput) -> ValidationError:
    return ValidationError(in_monospace(problem.message) if isinstance(problem, ConditionError) else problem.message)


def in_monospace(message: str) -> SafeString:
    """The caret only stands under its place where all characters are equally wide."""
    return format_html('<pre class="condition-error">{}</pre>', message)


class RuleForm(forms.ModelForm):
    obligations = ObligationsField(required=False, help_text="What must also happen where the rule matches. Empty where nothing must.")

    class Meta:
        model = PolicyRule
        fields = ("order", "name", "when", "effect", "queue", "reason_code", "obligations")
        widgets = {
            "when": UnfoldAdminTextareaWidget(attrs={"rows": 3, "class": "condition", "spellcheck": "false", "autocapitalize": "off"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].help_text = "A short word shown to the reviewer, such as amount_over_limit."

    def clean_when(self) -> str:
        source: str = self.cleaned_data["when"]
        try:
            require_written(compile_condition(source))
        except InvalidInput as problem:
            raise as_error(problem) from None
        return source

    def clean_obligations(self) -> list[dict[str, Any]]:
        """What nobody has touched stays as it is written: a line shows less than a list can hold."""
        kept: list[dict[str, Any]] = self.cleaned_data["obligations"] if "obligations" in self.changed_data else self.instance.obligations
        return kept


class RuleFormSet(SentForms):
    """All rules of a version together: names, queues, number."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rules = [source_of(form.instance) for form in self.forms if form.instance.name and not self._goes(form)]
        rules += [source_of(rule) for rule in self._beside()]
        workspace = self.instance.workspace_id or getattr(self.instance.policy, "workspace_id", None) if self.instance.policy_id else None
        try:
            check_rules(workspace, rules)
        except InvalidInput as problem:
            raise as_error(problem) from None

    def _beside(self) -> list[PolicyRule]:
        """Rules that the version has and the form does not show: somebody has added them since the page was opened."""
        shown = [form.instance.pk for form in self.forms if not form.instance._state.adding]
        return list(self.instance.rules.exclude(pk__in=shown)) if not self.instance._state.adding else []

    def _goes(self, form: Any) -> bool:
        return bool(form.cleaned_data.get("DELETE"))
