"""Tables in Markdown: a row says nothing without the names of its columns."""

from __future__ import annotations

import re

_RULE = re.compile(r"[ \t]*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t:|-]*)?(\n|$)")
_PARTING = re.compile(r"(?<!\\)\|")


def is_row(text: str) -> bool:
    return text.startswith("|")


def is_head(text: str, end: int) -> bool:
    """The row that ends at ``end`` names the columns: the line of dashes follows."""
    return _RULE.match(text, end) is not None


def cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _PARTING.split(row.strip().removeprefix("|").removesuffix("|"))]


def said(row: str, columns: list[str]) -> str:
    """The row as a line of a letter: each value after the name of its column, where there is one."""
    values = cells(row)
    named = columns if len(columns) == len(values) else [""] * len(values)
    return "; ".join(f"{name}: {value}" if name else value for name, value in zip(named, values, strict=True) if value)
