"""Detection: what Presidio finds, less the numbers that only look like something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policies.redaction import fast
from policies.redaction.context import Context
from policies.redaction.recognisers import all_recognisers, countries_of, country_of
from policies.redaction.types import Finding


def detect(text: str, language: str) -> list[Finding]:
    """Findings sorted by place and type, overlaps included."""
    found = fast.detect(text, language)
    if not any(_is_bare_number(text, finding) for finding in found):
        return found
    context = Context(text)
    return [finding for finding in found if not _is_bare_number(text, finding) or _explained(finding, context, language)]


def _is_bare_number(text: str, finding: Finding) -> bool:
    """A national number of digits alone, or written as many things are. One check digit lets every tenth order number pass for a tax number."""
    known = _national().get(finding.recogniser)
    if known is None:
        return False
    value = text[finding.start : finding.end]
    return not known.telling.fullmatch(value) if known.telling else value.isdecimal()


def _explained(finding: Finding, context: Context, language: str) -> bool:
    """A word beside it says what it is, or the letter is in the language of its country (English is everybody's)."""
    known = _national()[finding.recogniser]
    at_home = language != "en" and known.country in countries_of(language)
    return at_home or context.supports(finding.start, known.words) or context.follows(finding.end, known.words)


@dataclass(frozen=True, slots=True)
class _Known:
    """``words``: context words in lower case; ``telling``: how a number is written that needs none, if that is not any sign but digits."""

    country: str
    words: tuple[str, ...]
    telling: re.Pattern[str] | None


@cache
def _national() -> dict[str, _Known]:
    """By recogniser's name."""
    return {
        r.name: _Known(country_of(r), tuple(word.lower() for word in r.context or ()), getattr(r, "telling", None))
        for r in all_recognisers()
        if country_of(r)
    }
