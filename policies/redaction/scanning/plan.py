"""What to do for texts of one language: each recogniser with the conditions under which it can find anything at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from presidio_analyzer import EntityRecognizer, PatternRecognizer
from presidio_analyzer.predefined_recognizers import EmailRecognizer, IbanRecognizer, PhoneRecognizer, UrlRecognizer

from policies.redaction.numbers.national import SaidRecogniser
from policies.redaction.scanning.hosts import UrlFinder
from policies.redaction.scanning.mailboxes import mailbox_spans
from policies.redaction.scanning.phones import Phones
from policies.redaction.scanning.prefilter import Prefilter
from policies.redaction.scanning.recognisers import THRESHOLD, for_language

Spans = Callable[[str], Any]
Hits = frozenset[int] | None
_FOUR_DIGITS: Final = r"\d(?:\D{0,4}\d){3}"
"""No country has valid numbers of fewer, and four marks at most stand between two digits of one."""


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
    """``always``: places of tasks that no scan can rule out; ``by_hit``: of those that an id in the scan's answer calls for."""

    prefilter: Prefilter
    tasks: tuple[Task, ...]
    always: frozenset[int]
    by_hit: Mapping[int, tuple[int, ...]]

    def worth_running(self, hits: Hits) -> list[Task]:
        """Tasks that can find something, in order."""
        if hits is None:
            return list(self.tasks)
        places = set(self.always)
        for hit in hits:
            places.update(self.by_hit.get(hit, ()))
        return [self.tasks[place] for place in sorted(places)]


@cache
def plan_for(hint: str) -> Plan:
    prefilter = Prefilter()
    tasks = tuple(_task(recogniser, prefilter) for recogniser in for_language(hint))
    prefilter.close()
    by_hit: dict[int, tuple[int, ...]] = {}
    always = set()
    for place, task in enumerate(tasks):
        gates = _gates(task)
        for gate in gates or ():
            by_hit[gate] = (*by_hit.get(gate, ()), place)
        if gates is None:
            always.add(place)
    return Plan(prefilter, tasks, frozenset(always), by_hit)


def _gates(task: Task) -> frozenset[int] | None:
    if task.whole is not None or task.gate is not None:
        return task.gate
    gates = [pattern.gate for pattern in task.patterns]
    return None if None in gates else frozenset(gate for gate in gates if gate is not None)


def _task(recogniser: Any, prefilter: Prefilter) -> Task:
    if type(recogniser).enhance_using_context is not EntityRecognizer.enhance_using_context:
        raise TypeError(f"{recogniser.name} judges context by itself; the fast path does not know how.")
    context = tuple(word.lower() for word in recogniser.context or ())
    words = frozenset(prefilter.word(word) for word in context)
    if _is_plain(recogniser):
        patterns = tuple(_pattern(recogniser, pattern, prefilter) for pattern in recogniser.patterns)
        return Task(recogniser, patterns, context, words, gate=_said(recogniser, prefilter))
    return Task(recogniser, (), context, words, _whole(recogniser), _gate(recogniser, prefilter))


def _only(gate: int | None) -> frozenset[int] | None:
    return None if gate is None else frozenset((gate,))


def _is_plain(recogniser: Any) -> bool:
    """Runs its patterns as the base class does, so that they can be run one by one."""
    return isinstance(recogniser, PatternRecognizer) and type(recogniser).analyze in (PatternRecognizer.analyze, SaidRecogniser.analyze)


def _whole(recogniser: Any) -> Callable[[str], list[Any]]:
    if type(recogniser) is PhoneRecognizer:
        return Phones(recogniser).analyse
    return lambda text: list(recogniser.analyze(text=text, entities=recogniser.supported_entities, nlp_artifacts=None))


def _gate(recogniser: Any, prefilter: Prefilter) -> frozenset[int] | None:
    if type(recogniser) is PhoneRecognizer:
        return _only(prefilter.pattern(_FOUR_DIGITS))
    if not isinstance(recogniser, IbanRecognizer):
        return None
    ids = [prefilter.pattern(pattern.regex) for pattern in _patterns(recogniser)]
    return frozenset(number for number in ids if number is not None) if None not in ids else None


def _pattern(recogniser: Any, pattern: Any, prefilter: Prefilter) -> PatternTask:
    """``weak``: never reaches the threshold unless a context word is near, since no checksum can raise its score."""
    compiled = _compiled(recogniser, pattern)
    validates = type(recogniser).validate_result is not PatternRecognizer.validate_result
    return PatternTask(prefilter.pattern(pattern.regex), compiled, pattern.score, pattern.score < THRESHOLD and not validates)


def _said(recogniser: Any, prefilter: Prefilter) -> frozenset[int] | None:
    """Ids of the names without which it does not search."""
    if not isinstance(recogniser, SaidRecogniser):
        return None
    ids = [prefilter.pattern(names) for names in recogniser.names]
    return frozenset(number for number in ids if number is not None) if None not in ids else None


def _patterns(recogniser: Any) -> Any:
    return recogniser.patterns


def _compiled(recogniser: Any, pattern: Any) -> Spans:
    if type(recogniser) is EmailRecognizer and _patterns(recogniser) == EmailRecognizer.PATTERNS:
        return mailbox_spans
    if type(recogniser) is UrlRecognizer and _patterns(recogniser) == UrlRecognizer.PATTERNS:
        return UrlFinder.shared().finder(pattern.name)
    import regex

    finditer = regex.compile(pattern.regex, flags=recogniser.global_regex_flags).finditer
    if isinstance(recogniser, SaidRecogniser):
        return lambda text: (match.span() for match in finditer(text)) if recogniser.is_said(text) else ()
    return lambda text: (match.span() for match in finditer(text))
