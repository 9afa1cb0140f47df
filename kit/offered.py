"""A line of a form with what can be written there offered while one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget


class Offered(UnfoldAdminTextInputWidget):
    offers: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        line = super().render(
            name, value, {**(attrs or {}), "list": f"{name}-offers", "autocomplete": "off", "spellcheck": "false"}, renderer
        )
        options = format_html_join("", "<option>{}</option>", ((one,) for one in self.offers))
        return format_html('{}<datalist id="{}">{}</datalist>', line, f"{name}-offers", options)
