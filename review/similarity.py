"""How much of a draft was kept, and the plain HTML of an edited text."""

from __future__ import annotations

import html
import re
from decimal import Decimal

from diff_match_patch import diff_match_patch

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


def similarity(before: str, after: str) -> Decimal:
    """1 - Levenshtein distance / length of the longer text, to four places: 1.0000 nothing changed, 0.0000 nothing kept."""
    longest = max(len(before), len(after))
    if not longest:
        return Decimal("1.0000")
    machine = diff_match_patch()
    machine.Diff_Timeout = 0.5
    distance = machine.diff_levenshtein(machine.diff_main(before, after))
    return round(Decimal(longest - min(distance, longest)) / longest, 4)


def as_html(text: str) -> str:
    """Paragraphs and line breaks of a plain text, with its links; nothing else."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", text.replace("\r\n", "\n")))
    return "\n".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part.strip())


def _lines(part: str) -> str:
    return "<br>\n".join(_linked(line) for line in part.split("\n"))


def _linked(line: str) -> str:
    out, last = [], 0
    for found in _LINK.finditer(line):
        shown = html.escape(found.group())
        out += [html.escape(line[last : found.start()]), f'<a href="{shown}">{shown}</a>']
        last = found.end()
    return "".join([*out, html.escape(line[last:])])
