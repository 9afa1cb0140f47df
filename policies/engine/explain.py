"""Rule by rule, why: for the try-it page. The same evaluation as a ruling, without the shortcuts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from policies.engine.evaluate import activate, judge, ruled_out, truth
from policies.engine.expressions import Condition, ConditionError, compile_condition, environment
from policies.engine.program import CompiledRule, Program, RuleSource
from policies.facts import FACTS, ActionFacts

Outcome = Literal["matched", "not matched", "error"]


@dataclass(frozen=True, slots=True)
class Conjunct:
    """One part joined by && with its own answer: true, false, or CEL's message."""

    text: str
    answer: bool | str


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """``why`` is a sentence; ``facts`` are the values of the facts the condition mentions; absent ones are named in ``absent``."""

    rule: RuleSource
    outcome: Outcome
    why: str
    conjuncts: tuple[Conjunct, ...]
    facts: dict[str, Any]
    absent: tuple[str, ...]


def explain(program: Program, facts: ActionFacts) -> list[RuleOutcome]:
    """Every rule's outcome in order."""
    activation = activate(tuple(FACTS), facts)
    return [_explained(rule, activation, facts) for rule in program.rules]


def _explained(rule: CompiledRule, activation: Any, facts: ActionFacts) -> RuleOutcome:
    if rule.condition is None:
        return RuleOutcome(rule.source, "error", f"The condition does not compile: {rule.problem}", (), {}, ())
    answer = False if ruled_out(rule, facts) else judge(rule, activation, facts)
    parts = tuple(Conjunct(text, truth(expression, activation)) for text, expression in _parts(rule.condition))
    names = sorted(rule.condition.facts)
    absent = tuple(name for name in names if name in facts.absent)
    outcome: Outcome = "error" if isinstance(answer, str) else "matched" if answer else "not matched"
    return RuleOutcome(rule.source, outcome, _why(answer, parts), parts, {name: facts.values[name] for name in names}, absent)


def _why(answer: bool | str, parts: tuple[Conjunct, ...]) -> str:
    if isinstance(answer, str):
        return f"Could not be answered: {answer}."
    if answer:
        return "Every part holds."
    false = [part.text for part in parts if part.answer is False]
    return f"Does not hold: {'; '.join(false)}" if false else "Does not hold."


def _parts(condition: Condition) -> Iterator[tuple[str, Any]]:
    """The condition split at its top-level &&; whole if a part would not stand alone (a bracket spans the joint)."""
    cuts = [-2, *condition.tree.joints(), len(condition.source)]
    texts = [condition.source[start + 2 : end].strip() for start, end in itertools.pairwise(cuts)]
    try:
        yield from [(text, compile_condition(text).expression) for text in texts]
    except ConditionError:
        yield condition.source, environment().compile(condition.source)
