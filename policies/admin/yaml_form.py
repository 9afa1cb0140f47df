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
        if data.get("file") is not None:
            data["text"] = _text_of(data["file"])
        self.check_given(data, is_given=bool((data.get("text") or "").strip()))
        return data

    def check_given(self, data: dict[str, Any], *, is_given: bool) -> None:
        if not is_given:
            raise forms.ValidationError({"file": "Choose a file, or paste its text."})

    def keep_text(self) -> None:
        """A browser forgets which file was chosen: what stands in a wrong one can be mended in the text."""
        self.data = {**self.data.dict(), "text": self.cleaned_data["text"]}  # type: ignore[attr-defined]  # what a browser sent


def _text_of(upload: Any) -> str:
    if upload.size > yaml_text.LONGEST:
        raise forms.ValidationError({"file": f"The file is longer than {yaml_text.LONGEST:,} bytes."})
    try:
        text: str = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise forms.ValidationError({"file": f"The file is not UTF-8: byte {problem.start + 1} does not fit. Save it as UTF-8."}) from None
    return text
