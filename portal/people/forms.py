"""What a person may change about themselves."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from accounts.models import User


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    class Meta:
        model = User
        fields = ("name", "timezone", "theme", "single_key_shortcuts")
        widgets = {"timezone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})}
        labels = {"timezone": "Time zone", "single_key_shortcuts": "Single-key shortcuts"}

    def clean_timezone(self) -> str:
        name = str(self.cleaned_data["timezone"])
        if name not in available_timezones():
            raise forms.ValidationError("There is no such time zone. Write it like Europe/Berlin.")
        return name
