"""The body's bytes against RFC 8785, stated here a second time and independently of the encoder."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical
from audit.errors import RefusedData

ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def rfc8785(value: Any) -> str:
    """Section 3.2 for values without fractions."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(rfc8785(part) for part in value) + "]"
    members = sorted(value.items(), key=lambda member: [int.from_bytes(unit, "big") for unit in _units(member[0])])
    return "{" + ",".join(f"{rfc8785(key)}:{rfc8785(part)}" for key, part in members) + "}"


def _units(text: str) -> list[bytes]:
    encoded = text.encode("utf-16-be")
    return [encoded[i : i + 2] for i in range(0, len(encoded), 2)]


texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=0xD7FF))
scalars = st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


@given(values)
def test_a_body_without_floats_is_written_as_rfc_8785_says(value: Any) -> None:
    assert canonical.dumps(value) == rfc8785(value)
    assert json.loads(canonical.dumps(value)) == value


def test_the_keys_of_the_example_in_rfc_8785_are_sorted_and_escaped_alike() -> None:
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "1": "One", "\u0080": "Control\u007f", "ö": "Latin"}
    assert canonical.dumps(value) == '{"\\r":"Carriage Return","1":"One","\u0080":"Control\u007f","ö":"Latin","€":"Euro Sign"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"a": [1.5]},
        2**53,
        -(2**53),
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"\ufb33": 1, "😀": 2},
        b"bytes",
        {"a": object()},
        {1, 2},
    ],
)
def test_what_has_no_exact_or_no_common_form_is_refused(value: Any) -> None:
    with pytest.raises(RefusedData):
        canonical.dumps(value)
