"""The text of a reply as HTML."""

from __future__ import annotations

import re
from html import escape


def html(text: str) -> str:
    """Paragraphs, lists and line breaks; everything else is escaped, so no markup of a draft survives."""
    body, _, tail = text.partition("\n\n-- \n")
    parts = [_block(block) for block in re.split(r"\n\s*\n", body.strip()) if block.strip()]
    if tail.strip():
        parts.append("<hr>")
        parts += [f"<p><small>{_lines(block)}</small></p>" for block in re.split(r"\n\s*\n", tail.strip()) if block.strip()]
    return "\n".join(parts)


def _block(block: str) -> str:
    rows = block.strip().split("\n")
    if all(row.lstrip().startswith("- ") for row in rows):
        return "<ul>" + "".join(f"<li>{escape(row.lstrip()[2:])}</li>" for row in rows) + "</ul>"
    return f"<p>{_lines(block)}</p>"


def _lines(block: str) -> str:
    return "<br>".join(escape(row) for row in block.strip().split("\n"))
