"""Detection: what Presidio finds, less the numbers that only look like something."""

from __future__ import annotations

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
    """A national number of digits alone. One check digit lets every tenth order number pass for somebody's tax number."""
    return finding.recogniser in _national() and text[finding.start : finding.end].isdecimal()


def _explained(finding: Finding, context: Context, language: str) -> bool:
    """A word beside it says what it is, or the letter is in the language of its country (English is everybody's)."""
    country, words = _national()[finding.recogniser]
    return (language != "en" and country in countries_of(language)) or context.supports(finding.start, words)


@cache
def _national() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Recogniser's name -> (country, its context words in lower case)."""
    return {r.name: (country_of(r), tuple(word.lower() for word in r.context or ())) for r in all_recognisers() if country_of(r)}
