"""Presidio's findings at a fraction of its time: patterns that cannot match are not tried, context is read only where it can matter.

The findings equal those of ``stock.analyse`` exactly (tests and bench/redaction.py compare both). Time is linear in the text.
"""

from __future__ import annotations

from typing import Any, Final

from presidio_analyzer import EntityRecognizer, RecognizerResult

from policies.redaction.own.recogniser import Definitions, Encoded
from policies.redaction.own.recogniser import plan_for as own_plan_for
from policies.redaction.scanning.context import Context
from policies.redaction.scanning.plan import Hits, PatternTask, Plan, Task, plan_for
from policies.redaction.scanning.recognisers import THRESHOLD
from policies.redaction.scanning.stock import from_result, order
from policies.redaction.types import Finding

_BOOST: Final = 0.35


def detect(text: str, hint: str, own: Definitions = ()) -> list[Finding]:
    """Findings sorted by place and type, overlaps included. ``own``: a workspace's recognisers, which search beside the shipped ones."""
    context = Context(text)
    results = _results(plan_for(hint), text, context)
    if own:
        results += _own_results(own, text, context)
    unique = EntityRecognizer.remove_duplicates(results) if len(results) > 1 else results
    return sorted((from_result(result) for result in unique), key=order)


def _own_results(own: Definitions, text: str, context: Context) -> list[Any]:
    """Few and read by another engine, so behind a scan of their own: the plan of the shipped ones is the same for everybody."""
    encoded, found = Encoded(text), []
    for task in own_plan_for(own).worth_running(encoded):
        results = task.recogniser.search(encoded)
        found += [result for result in _boosted(task, results, context, near=True) if result.score >= THRESHOLD]
    return found


def _results(plan: Plan, text: str, context: Context) -> list[Any]:
    hits = plan.prefilter.scan(text)
    found: list[Any] = []
    for task in plan.worth_running(hits):
        near = task.may_have_context(hits)
        results = _run(task, text, hits, near)
        if results:
            found += [result for result in _boosted(task, results, context, near) if result.score >= THRESHOLD]
    return found


def _run(task: Task, text: str, hits: Hits, near: bool) -> list[Any]:
    if task.whole is not None:
        return task.whole(text)
    results: list[Any] = []
    for pattern in task.patterns:
        if (hits is None or pattern.gate is None or pattern.gate in hits) and (near or not pattern.weak):
            results += _matches(task.recogniser, pattern, text)
    return EntityRecognizer.remove_duplicates(results) if len(results) > 1 else results


def _matches(recogniser: Any, pattern: PatternTask, text: str) -> list[Any]:
    results = []
    for start, end in pattern.spans(text):
        score = _score(recogniser, pattern.score, text[start:end])
        if score > EntityRecognizer.MIN_SCORE:
            results.append(_result(recogniser, start, end, score))
    return results


def _score(recogniser: Any, score: float, value: str) -> float:
    """As the library scores: a checksum decides alone, then what is known to be wrong."""
    if not value:
        return 0.0
    valid = recogniser.validate_result(value)
    if valid is not None:
        score = EntityRecognizer.MAX_SCORE if valid else EntityRecognizer.MIN_SCORE
    return EntityRecognizer.MIN_SCORE if recogniser.invalidate_result(value) else score


def _result(recogniser: Any, start: int, end: int, score: float) -> Any:
    named = {RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name, RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id}
    return RecognizerResult(recogniser.supported_entities[0], start, end, score, None, named)  # type: ignore[arg-type]  # no explanation is kept


def _boosted(task: Task, results: list[Any], context: Context, near: bool) -> list[Any]:
    if not near or not task.context:
        return results
    for result in results:
        if context.supports(result.start, task.context):
            result.score = min(max(result.score + _BOOST, THRESHOLD), EntityRecognizer.MAX_SCORE)
    return results
