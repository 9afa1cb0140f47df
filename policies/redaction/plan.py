"""What to do for texts of one language: each recogniser with the conditions under which it can find anything at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from presidio_analyzer import EntityRecognizer, PatternRecognizer
from presidio_analyzer.predefined_recognizers import EmailRecognizer, IbanRecognizer, PhoneRecognizer, UrlRecognizer

from policies.redaction.hosts import UrlFinder
from policies.redaction.mailboxes import mailbox_spans
from policies.redaction.phones import Phones
from policies.redaction.prefilter import Prefilter
from policies.redaction.recognisers import THRESHOLD, for_language

Spans = Callable[[str], Any]
Hits = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class PatternTask:
    """One pattern: ``gate`` is its id in the prefilter (None: always), ``spans`` finds (start, end) in a text."""

    gate: int | None
    spans: Spans
    score: float
    weak: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One recogniser. ``context`` are its words in lower case, ``words`` their ids; ``whole`` runs it as it is (no per-pattern tasks)."""

    recogniser: Any
    patterns: tuple[PatternTask, ...]
    context: tuple[str, ...]
    words: frozenset[int]
    whole: Callable[[str], list[Any]] | None = None
    gate: frozenset[int] | None = None

    def may_have_context(self, hits: Hits) -> bool:
        return hits is None or not self.words.isdisjoint(hits)


@dataclass(frozen=True, slots=True)
class Plan:
    prefilter: Prefilter
    tasks: tuple[Task, ...]


@cache
def plan_for(hint: str) -> Plan:
    prefilter = Prefilter()
    tasks = tuple(_task(recogniser, prefilter) for recogniser in for_language(hint))
    prefilter.close()
    return Plan(prefilter, tasks)


def _task(recogniser: Any, prefilter: Prefilter) -> Task:
    if type(recogniser).enhance_using_context is not EntityRecognizer.enhance_using_context:
        raise TypeError(f"{recogniser.name} judges context by itself; the fast path does not know how.")
    context = tuple(word.lower() for word in recogniser.context or ())
    words = frozenset(prefilter.word(word) for word in context)
    if _is_plain(recogniser):
        return Task(recogniser, tuple(_pattern(recogniser, pattern, prefilter) for pattern in recogniser.patterns), context, words)
    return Task(recogniser, (), context, words, _whole(recogniser), _gate(recogniser, prefilter))


def _is_plain(recogniser: Any) -> bool:
    """Runs its patterns as the base class does, so that they can be run one by one."""
    return isinstance(recogniser, PatternRecognizer) and type(recogniser).analyze is PatternRecognizer.analyze


def _whole(recogniser: Any) -> Callable[[str], list[Any]]:
    if type(recogniser) is PhoneRecognizer:
        return Phones(recogniser).analyse
    return lambda text: list(recogniser.analyze(text=text, entities=recogniser.supported_entities, nlp_artifacts=None))


def _gate(recogniser: Any, prefilter: Prefilter) -> frozenset[int] | None:
    if not isinstance(recogniser, IbanRecognizer):
        return None
    ids = [prefilter.pattern(pattern.regex) for pattern in _patterns(recogniser)]
    return frozenset(number for number in ids if number is not None) if None not in ids else None


def _pattern(recogniser: Any, pattern: Any, prefilter: Prefilter) -> PatternTask:
    """``weak``: never reaches the threshold unless a context word is near, since no checksum can raise its score."""
    compiled = _compiled(recogniser, pattern)
    validates = type(recogniser).validate_result is not PatternRecognizer.validate_result
    return PatternTask(prefilter.pattern(pattern.regex), compiled, pattern.score, pattern.score < THRESHOLD and not validates)


def _patterns(recogniser: Any) -> Any:
    return recogniser.patterns


def _compiled(recogniser: Any, pattern: Any) -> Spans:
    if type(recogniser) is EmailRecognizer and _patterns(recogniser) == EmailRecognizer.PATTERNS:
        return mailbox_spans
    if type(recogniser) is UrlRecognizer and _patterns(recogniser) == UrlRecognizer.PATTERNS:
        return UrlFinder.shared().finder(pattern.name)
    import regex

    finditer = regex.compile(pattern.regex, flags=recogniser.global_regex_flags).finditer
    return lambda text: (match.span() for match in finditer(text))
