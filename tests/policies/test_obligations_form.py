"""Obligations in the form of a rule: a line each, read and shown again as they are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from policies.admin.forms import RuleForm
from policies.admin.obliging import LINES, ObligationsField, read, shown
from policies.models import PolicyRule

EVERY = [
    {"kind": "approvals", "count": 2},
    {"kind": "due", "minutes": 30},
    {"kind": "mask", "types": ["IBAN_CODE", "URL"]},
    {"kind": "notify", "to": ["finance", "ops@shop.example"]},
    {"kind": "require_reason"},
    {"kind": "sample", "percent": 2.5},
]


def typed(**lines: Any) -> list[Any]:
    return [lines.get(kind, "") for kind in LINES]


def by_kind(obligations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(obligations, key=lambda one: str(one["kind"]))


@pytest.mark.parametrize(
    "kept", [[], EVERY, *([one] for one in EVERY), [{"kind": "mask", "types": []}], [{"kind": "sample", "percent": 100}]]
)
def test_what_is_kept_is_shown_and_read_again_as_it_is(kept: list[dict[str, Any]]) -> None:
    assert by_kind(read(shown(kept))) == kept
    assert not ObligationsField().has_changed(kept, [str(one) if one not in (None, True) else one for one in shown(kept)])


def test_of_two_of_a_kind_the_stricter_is_shown() -> None:
    assert read(shown([{"kind": "approvals", "count": 2}, {"kind": "approvals", "count": 3}])) == [{"kind": "approvals", "count": 3}]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"approvals": "6"}, "People who must agree: 1 to 5."),
        ({"approvals": "two"}, "People who must agree"),
        ({"due": "0"}, "Minutes to decide in"),
        ({"due": "1.5"}, "Minutes to decide in"),
        ({"sample": "120"}, "Percent looked at all the same"),
        ({"sample": "nan"}, "Percent looked at all the same"),
    ],
)
def test_a_wrong_line_is_named_with_what_it_takes(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("(", r"\(").replace(")", r"\)")):
        ObligationsField(required=False).clean(typed(**wrong))
    assert ObligationsField().has_changed([], typed(**wrong))


def test_types_and_names_are_parted_however_they_are_written() -> None:
    assert read(typed(mask="IBAN_CODE;URL  PHONE_NUMBER", notify=" Finance team ,ops; ")) == [
        {"kind": "mask", "types": ["IBAN_CODE", "URL", "PHONE_NUMBER"]},
        {"kind": "notify", "to": ["Finance team", "ops"]},
    ]


@pytest.mark.parametrize("name", ["Finance, Berlin", 'The "late" shift', "a;b", '"', "ops"])
def test_a_name_with_a_comma_in_it_is_shown_in_quotation_marks_and_stays_one_name(name: str) -> None:
    kept = [{"kind": "notify", "to": ["finance", name]}]
    assert read(typed(notify=shown(kept)[list(LINES).index("notify")], due="5")) == [
        {"kind": "due", "minutes": 5},
        {"kind": "notify", "to": ["finance", name]},
    ]


def test_only_a_wrong_line_is_marked_and_each_of_them_is_named() -> None:
    form = RuleForm(data={"obligations_approvals": "9", "obligations_due": "30", "obligations_sample": "0"})
    assert form.errors["obligations"] == ["People who must agree: 1 to 5.", "Percent looked at all the same: above 0 to 100."]
    lines = dict(zip(LINES, str(form["obligations"]).split("<label")[1:], strict=True))
    assert [kind for kind, part in lines.items() if 'aria-invalid="true"' in part] == ["approvals", "sample"]


def test_what_a_line_cannot_show_stays_as_it_was_where_nobody_touches_it() -> None:
    kept: list[dict[str, Any]] = [{"kind": "approvals", "count": 2}, {"kind": "notify", "to": ["Finance, Berlin"]}]
    form = RuleForm(instance=PolicyRule(name="Big", obligations=kept), data=lines_of(kept))
    form.full_clean()
    assert form.cleaned_data["obligations"] == kept
    form = RuleForm(instance=PolicyRule(name="Big", obligations=kept), data=lines_of(kept) | {"obligations_approvals": "3"})
    form.full_clean()
    assert form.cleaned_data["obligations"][0] == {"kind": "approvals", "count": 3}


def lines_of(kept: list[dict[str, Any]]) -> dict[str, str]:
    return {f"obligations_{kind}": str(value) for kind, value in zip(LINES, shown(kept), strict=True) if value is not None}


@pytest.mark.parametrize("nothing", [",", " ; "])
def test_only_commas_are_refused_rather_than_hiding_everything(nothing: str) -> None:
    with pytest.raises(ValidationError, match="Hidden from the reviewer: types such as IBAN_CODE, PHONE_NUMBER; or all"):
        ObligationsField(required=False).clean(typed(mask=nothing))
