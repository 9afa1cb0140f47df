"""The obligations of a rule as one field each, so that nobody has to write a list of objects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from kit.errors import InvalidInput
from policies.engine.obligations import KINDS, Obligation, check, union

ALL: Final = "all"
"""Typed instead of types of personal data: an empty list hides every one."""
QUOTED: Final = r'"(?:[^"]|"")*"'
ENTRY: Final = {"mask": re.compile(rf"{QUOTED}|[^,;\s]+"), "notify": re.compile(rf"{QUOTED}|[^,;\s][^,;\n]*")}
"""An entry of a line; the name of a group may have spaces in it, and commas where it stands in quotation marks."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one kind is asked for."""

    label: str
    hint: str
    widget: type[forms.Widget]
    attrs: Mapping[str, Any]


LINES: Final[Mapping[str, Line]] = {
    "approvals": Line("People who must agree", "1 to 5", UnfoldAdminIntegerFieldWidget, {"min": 1, "max": 5}),
    "due": Line("Minutes to decide in", "1 to 43200, which is 30 days", UnfoldAdminIntegerFieldWidget, {"min": 1, "max": 43200}),
    "sample": Line(
        "Percent looked at all the same", "above 0 to 100", UnfoldAdminIntegerFieldWidget, {"min": 0, "max": 100, "step": "any"}
    ),
    "mask": Line("Hidden from the reviewer", "types such as IBAN_CODE, PHONE_NUMBER; or all", UnfoldAdminTextInputWidget, {}),
    "notify": Line("Who is told", "names of groups, or addresses; a name with a comma in quotation marks", UnfoldAdminTextInputWidget, {}),
    "require_reason": Line("The reviewer must write a reason", "", UnfoldBooleanWidget, {}),
}


def shown(obligations: Sequence[Obligation]) -> list[Any]:
    """A value for each line; of two of a kind the stricter."""
    found = {one["kind"]: one for one in union([obligations])}
    return [_shown(kind, found[kind]) if kind in found else None for kind in LINES]


def _shown(kind: str, one: Obligation) -> Any:
    parameter = KINDS[kind].parameter
    if not parameter:
        return True
    value = one[parameter]
    return (", ".join(map(_quoted, value)) or (ALL if kind == "mask" else "")) if isinstance(value, list) else value


def _quoted(entry: str) -> str:
    """As it is, unless it would be read as two."""
    return '"{}"'.format(entry.replace('"', '""')) if re.search('[,;\n"]', entry) else entry


def read(values: Sequence[Any]) -> list[Obligation]:
    """What stands in the lines, as a rule keeps it. Raises InvalidInput naming the first wrong line."""
    wrong = mistakes(values)
    if wrong:
        raise InvalidInput(next(iter(wrong.values())))
    return [one for kind, value in zip(LINES, values, strict=True) for one in _checked(kind, value)]


def mistakes(values: Sequence[Any]) -> dict[str, str]:
    """What is wrong with the lines, by kind."""
    found: dict[str, str] = {}
    for (kind, line), value in zip(LINES.items(), values, strict=True):
        try:
            _checked(kind, value)
        except InvalidInput:
            found[kind] = f"{line.label}: {line.hint}."
    return found


def _checked(kind: str, value: Any) -> list[Obligation]:
    return [] if value in (None, "", False) else check([_read(kind, value)])


def _read(kind: str, value: Any) -> Obligation:
    parameter = KINDS[kind].parameter
    return {"kind": kind, parameter: _parameter(kind, value)} if parameter else {"kind": kind}


def _parameter(kind: str, value: Any) -> Any:
    text = str(value).strip()
    if kind in ENTRY:
        return [] if kind == "mask" and text.lower() == ALL else _entries(kind, text) or text
    return _number(text)


def _entries(kind: str, text: str) -> list[str]:
    found = (one.strip() for one in ENTRY[kind].findall(text))
    return [one for one in (_unquoted(one) for one in found) if one]


def _unquoted(entry: str) -> str:
    return entry[1:-1].replace('""', '"').strip() if re.fullmatch(QUOTED, entry) else entry


def _number(text: str) -> int | float | str:
    """A whole number where it is one; what is none is left for the check of its kind to refuse."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


class ObligationsWidget(forms.MultiWidget):
    def __init__(self) -> None:
        super().__init__({kind: line.widget(attrs=dict(line.attrs)) for kind, line in LINES.items()})

    def decompress(self, value: Any) -> list[Any]:
        return shown(value or [])

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """A line that is wrong is marked; what stands in the others is not in question."""
        attrs = dict(attrs or {})
        wrong = mistakes(value) if attrs.pop("aria-invalid", None) else {}
        rows = [
            _row(line, part, renderer, wrong=kind in wrong)
            for (kind, line), part in zip(LINES.items(), self.get_context(name, value, attrs)["widget"]["subwidgets"], strict=True)
        ]
        return render_to_string("policies/admin/obligations.html", {"rows": rows})


def _row(line: Line, part: dict[str, Any], renderer: Any, *, wrong: bool) -> dict[str, Any]:
    if wrong:
        part["attrs"] |= {"aria-invalid": "true"}
    field = mark_safe(renderer.render(part["template_name"], {"widget": part}))  # noqa: S308 - what a template of a widget has made
    return {"line": line, "id": part["attrs"].get("id", ""), "field": field, "wrong": wrong}


class ObligationsField(forms.Field):
    widget = ObligationsWidget

    def prepare_value(self, value: Any) -> Any:
        """What is stored is a list of objects, what was typed a list of values; a widget takes any list for the second."""
        return shown(value or []) if not value or isinstance(value[0], dict) else value

    def clean(self, value: Any) -> list[Obligation]:
        wrong = mistakes(value)
        if wrong:
            raise ValidationError(list(wrong.values()))
        return read(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return read(data) != read(shown(initial or []))
        except InvalidInput:
            return True
