"""A form out of an adapter's parameters: one field a setting, its type from the pydantic model, secrets write-only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from pydantic.fields import FieldInfo
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from connectors import actions, registry
from connectors.base import Adapter, Configured
from connectors.credentials import Owner, of
from connectors.models import Channel, Credential
from kit.commands import parsed
from kit.errors import InvalidInput

PREFIX, SECRET, FORGET = "set_", "secret_", "forget_"


class _Strict(json.JSONDecoder):
    """For a form: whatever is wrong with a text is a mistake in it, also what Python's own reader would take or break on."""

    def decode(self, text: str, *_: Any) -> Any:
        value, problem = parsed(text)
        if problem:
            raise json.JSONDecodeError(problem, text, 0)
        return value


class Written(forms.JSONField):
    """JSON as a person writes it, a line a thing: also when it is shown again after a mistake."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decoder=_Strict, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(f"This {parsed(str(value))[1]}.", code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, InvalidJSONInput) else json.dumps(value, ensure_ascii=False, indent=2)


def tell(form: forms.ModelForm, problem: InvalidInput) -> None:
    """Everything that does not fit, each under the field that it begins with; what lies deeper in that field is named with it."""
    known = set(form.errors)
    for sentence in problem.each:
        _tell(form, sentence, known)


def _tell(form: forms.ModelForm, sentence: str, known: set[str]) -> None:
    place, _, message = sentence.partition(": ")
    field, _, deeper = place.partition(".")
    name = next((one for one in (field, f"{PREFIX}{field}", f"{SECRET}{field}") if one in form.fields), None)
    said = f"{deeper}: {message}" if deeper else message[:1].upper() + message[1:]
    if name not in known:  # what the form itself says of a field is enough
        form.add_error(name, ValidationError(said if name else sentence))


class ChannelForm(forms.ModelForm):
    """A new channel needs its kind, name and address; its settings follow once the kind is known."""

    class Meta:
        model = Channel
        fields = ("workspace", "kind", "name", "address", "is_active", *actions.TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            choices = [(kind, adapter.label) for kind, adapter in registry.kinds().items()]
            self.fields["kind"] = forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget())
        if self.adapter is not None:
            self.fields.update(setting_fields(self.adapter, self.instance.parameters))
            self.fields.update(secret_fields(self.adapter, self.instance))

    @property
    def adapter(self) -> type[Adapter] | None:
        return registry.kinds().get(self.instance.kind) if not self.instance._state.adding else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            self._check(cleaned)
        except InvalidInput as problem:
            tell(self, problem)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        adapter = self.adapter or registry.kinds().get(cleaned.get("kind", ""))
        if adapter is None:
            return
        cleaned["address"] = actions.checked_address(adapter, cleaned.get("address") or "")
        self._check_unique(cleaned)
        if self.adapter is not None:
            actions.checked(adapter, self.parameters)
            for name, value in self.secrets:
                actions.check_secret(name, value)

    def _check_unique(self, cleaned: dict[str, Any]) -> None:
        """As the database will; here it is shown beside its field."""
        if not (self.instance.workspace_id or cleaned.get("workspace")):
            return
        others = Channel.objects.exclude(pk=self.instance.pk)
        workspace = self.instance.workspace_id or cleaned["workspace"].pk
        if others.filter(workspace_id=workspace, name=cleaned.get("name")).exists():
            raise InvalidInput("name: This workspace has a channel of that name.")
        if cleaned["address"] and others.filter(kind=self.instance.kind or cleaned["kind"], address=cleaned["address"]).exists():
            raise InvalidInput("address: Another channel receives what is sent there.")

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings as given; an empty text stands for the default."""
        return given_settings(self.adapter, self.cleaned_data)

    @property
    def secrets(self) -> Iterator[tuple[str, str]]:
        return given_secrets(self.adapter, self.cleaned_data)

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name) or "" for name in actions.TEXTS}


def given_settings(adapter: type[Configured] | None, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    given = {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
    return {name: _lines(value) if _is_list(adapter, name) else value for name, value in given.items() if value not in (None, "")}


def given_secrets(adapter: type[Configured] | None, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, new value) of those that were typed in, "" for those to forget."""
    for name in sorted(adapter.sensitive if adapter else ()):
        if cleaned.get(f"{FORGET}{name}"):
            yield name, ""
        elif cleaned.get(f"{SECRET}{name}"):
            yield name, cleaned[f"{SECRET}{name}"]


def setting_names(adapter: type[Configured]) -> list[str]:
    return [f"{PREFIX}{name}" for name in adapter.parameters.model_fields if name not in adapter.sensitive]


def secret_names(adapter: type[Configured]) -> list[tuple[str, str]]:
    return [(f"{SECRET}{name}", f"{FORGET}{name}") for name in sorted(adapter.sensitive)]


def setting_fields(adapter: type[Configured], values: dict[str, Any]) -> dict[str, forms.Field]:
    known = adapter.parameters.model_fields
    return {f"{PREFIX}{name}": _field(name, known[name], values) for name in known if name not in adapter.sensitive}


def _field(name: str, info: FieldInfo, values: dict[str, Any]) -> forms.Field:
    value = values.get(name, info.get_default(call_default_factory=True))
    common: dict[str, Any] = {"required": False, "label": _label(name), "help_text": info.description or ""}
    if info.annotation is bool:
        return forms.BooleanField(initial=value, widget=UnfoldBooleanSwitchWidget(), **common)
    if info.annotation is int:
        return forms.IntegerField(initial=value, widget=UnfoldAdminIntegerFieldWidget(), **common)
    if get_origin(info.annotation) is Literal:
        choices = [(one, one) for one in get_args(info.annotation)]
        return forms.ChoiceField(initial=value, choices=choices, widget=UnfoldAdminSelectWidget(), **common)
    if get_origin(info.annotation) is list:
        common["help_text"] = common["help_text"] or "One a line."
        return forms.CharField(initial="\n".join(value), widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **common)
    if get_origin(info.annotation) is dict:
        return Written(initial=value, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}), **common)
    return forms.CharField(initial=value, widget=UnfoldAdminTextInputWidget(), **common)


def secret_fields(adapter: type[Configured], owner: Owner) -> dict[str, forms.Field]:
    stored = set(Credential.objects.filter(**of(owner)).values_list("name", flat=True))
    fields: dict[str, forms.Field] = {}
    for name in sorted(adapter.sensitive):
        told = "Stored. Leave empty to keep it." if name in stored else "Not set."
        widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
        fields[f"{SECRET}{name}"] = forms.CharField(required=False, label=_label(name), help_text=told, widget=widget, strip=False)
        fields[f"{FORGET}{name}"] = forms.BooleanField(
            required=False, label=f"Forget the {_words(name)}", widget=UnfoldBooleanSwitchWidget(), disabled=name not in stored
        )
    return fields


def _is_list(adapter: type[Configured] | None, name: str) -> bool:
    return adapter is not None and get_origin(adapter.parameters.model_fields[name].annotation) is list


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _label(name: str) -> str:
    words = _words(name)
    return words[:1].upper() + words[1:]


def _words(name: str) -> str:
    return " ".join(word.upper() if word in ("smtp", "imap", "url", "tls") else word for word in name.split("_"))
