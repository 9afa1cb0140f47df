"""Rules compiled for one version: conditions, what must hold for each, and an index by required constants."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kit.errors import InvalidInput
from policies.engine import obligations
from policies.engine.conditions import Necessary, Required, necessary
from policies.engine.expressions import Condition, ConditionError, compile_condition
from policies.engine.ruling import STRICTNESS


@dataclass(frozen=True, slots=True)
class RuleSource:
    """One rule as written. ``id`` and ``name`` are what rulings name; ``queue`` empty means the default queue."""

    id: str
    name: str
    when: str
    effect: str = "review"
    queue: str = ""
    reason_code: str = ""
    obligations: Sequence[dict[str, Any]] = ()
    order: int = 100


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """``condition`` is None for a stored rule that no longer compiles: it counts as failed in every ruling."""

    source: RuleSource
    condition: Condition | None
    necessary: tuple[Necessary, ...]
    obligations: tuple[dict[str, Any], ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Bucket:
    fact: str
    by_value: dict[Any, tuple[int, ...]]
    all: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Rules in order. ``always`` and ``buckets`` hold positions of rules; ``facts`` are all that any condition mentions."""

    rules: tuple[CompiledRule, ...]
    always: tuple[int, ...]
    buckets: tuple[Bucket, ...]
    facts: tuple[str, ...]
    version_id: UUID | None = None


def compile_rules(rules: Iterable[RuleSource], *, version_id: UUID | None = None, strict: bool = True) -> Program:
    """Compile all rules. Raises ConditionError, ObligationError or InvalidInput at the first wrong one.

    ``strict=False`` is for versions already stored: a rule that no longer compiles stays in and fails, so its ruling is review.
    """
    ordered = sorted(enumerate(rules), key=lambda pair: (pair[1].order, pair[0]))
    compiled = tuple(_compiled(rule, strict) for _, rule in ordered)
    always, buckets = _index(compiled)
    facts = sorted({fact for rule in compiled if rule.condition for fact in rule.condition.facts})
    return Program(compiled, always, buckets, tuple(facts), version_id)


def _compiled(rule: RuleSource, strict: bool) -> CompiledRule:
    try:
        if rule.effect not in STRICTNESS:
            raise InvalidInput(f"Rule {rule.name}: the effect is allow, review or deny.")
        condition = compile_condition(rule.when)
        return CompiledRule(rule, condition, tuple(necessary(condition.tree)), _obligations(rule))
    except InvalidInput as problem:
        if strict:
            raise
        return CompiledRule(rule, None, (), (), problem.plain if isinstance(problem, ConditionError) else problem.message)


def _obligations(rule: RuleSource) -> tuple[dict[str, Any], ...]:
    owed = list(rule.obligations) if isinstance(rule.obligations, Sequence) else rule.obligations  # from a file it may be anything
    try:
        return tuple(obligations.check(owed))
    except obligations.ObligationError as problem:
        raise obligations.ObligationError(f"Rule {rule.name}: {problem.message}") from None


def _index(rules: Sequence[CompiledRule]) -> tuple[tuple[int, ...], tuple[Bucket, ...]]:
    """File each rule under its most telling required fact: the one with the most different constants over all rules."""
    telling = _distinct_values(rules)
    always: list[int] = []
    filed: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, rule in enumerate(rules):
        required = [condition for condition in rule.necessary if isinstance(condition, Required)]
        if not required:
            always.append(position)
            continue
        best = max(required, key=lambda condition: telling[condition.fact])
        for value in best.values:
            filed[best.fact][value].append(position)
    return tuple(always), tuple(_bucket(fact, by_value) for fact, by_value in filed.items())


def _distinct_values(rules: Sequence[CompiledRule]) -> Counter[str]:
    pairs = {(c.fact, value) for rule in rules for c in rule.necessary if isinstance(c, Required) for value in c.values}
    return Counter(fact for fact, _ in pairs)


def _bucket(fact: str, by_value: dict[Any, list[int]]) -> Bucket:
    everything = sorted({position for positions in by_value.values() for position in positions})
    return Bucket(fact, {value: tuple(positions) for value, positions in by_value.items()}, tuple(everything))
