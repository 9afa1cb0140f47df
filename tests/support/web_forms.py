"""The forms of a page as a browser would send them if nobody touched anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class WebForm:
    """``fields`` are names with the values that would be sent; a box that is not ticked has none."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[WebForm] = []
        self.fields: dict[str, list[str]] | None = None
        self.open = ""
        """The name of the list or text that the reader is in."""
        self.text: list[str] = []
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(WebForm(told.get("method", "get").lower(), told.get("action", "")))
            self.fields = self.forms[-1].fields
        elif self.fields is not None:
            self._within(tag, told, self.fields)

    def _within(self, tag: str, told: dict[str, str], fields: dict[str, list[str]]) -> None:
        if tag in ("select", "textarea"):
            self.open, self.text, self.options = told.get("name", ""), [], []
        elif tag == "option":
            self.options.append((told.get("value", ""), "selected" in told))
        elif tag in ("input", "button") and told.get("name") and "disabled" not in told:
            box = told.get("type") in ("checkbox", "radio")
            sent = [told.get("value", "on" if box else "")] if not box or "checked" in told else []
            fields.setdefault(told["name"], []).extend(sent)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        elif tag in ("select", "textarea") and self.fields is not None and self.open:
            self.fields[self.open] = self._chosen() if tag == "select" else ["".join(self.text).removeprefix("\n")]
            self.open = ""

    def _chosen(self) -> list[str]:
        """What is chosen; where that is nothing, the first that could be."""
        chosen = [value for value, selected in self.options if selected and value]
        return chosen or [value for value, _ in self.options if value][:1]


def forms(html: str) -> list[WebForm]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms
