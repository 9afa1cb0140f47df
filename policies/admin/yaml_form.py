"""A file, or its text pasted: what the forms that bring in YAML have in common."""

from __future__ import annotations

from typing import Any

from django import forms

from policies import yaml_text


class YamlForm(forms.Form):
    """After ``clean`` the text stands in ``text``, whichever way it came."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("file")
        if upload is not None and upload.size > yaml_text.LONGEST:
            raise forms.ValidationError(f"The file is longer than {yaml_text.LONGEST:,} bytes.")
        if upload is not None:
            data["text"] = upload.read().decode("utf-8", "replace")
        self.check_given(data, is_given=bool((data.get("text") or "").strip()))
        return data

    def check_given(self, data: dict[str, Any], *, is_given: bool) -> None:
        if not is_given:
            raise forms.ValidationError("Choose a file, or paste its text.")
