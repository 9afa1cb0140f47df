"""Rules on facts. CEL answers an error as a value, not as an exception, and that value is truthy: only a BOOL that ``is True`` matches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cel_expr_python import cel

from policies.engine import obligations
from policies.engine.expressions import environment
from policies.engine.program import CompiledRule, Program
from policies.engine.ruling import AT_THE_LIMIT, ENGINE_ERROR, NO_RULE, STRICTNESS, MatchedRule, Ruling, failed
from policies.facts import ActionFacts

_BOOL: Final = cel.Type.BOOL
_FAILURES: Final = (
    (re.compile(r"Key not found|key not found"), "missing key"),
    (re.compile(r"divide by zero|modulus by zero"), "division by zero"),
    (re.compile(r"regular expression"), "wrong regular expression"),
    (re.compile(r"conver"), "wrong conversion"),
    (re.compile(r"index"), "index outside the list"),
    (re.compile(r"overflow|out of range"), "number out of range"),
    (re.compile(r"[Bb]udget|recursion|limit"), "too much work"),
    (re.compile(r"overload"), "wrong type"),
)


@dataclass(slots=True)
class _Tally:
    matched: list[CompiledRule] = field(default_factory=list)
    broken: list[tuple[CompiledRule, str]] = field(default_factory=list)


def evaluate(program: Program, facts: ActionFacts) -> Ruling:
    """The ruling of ``program`` on ``facts``. Never raises: whatever fails inside gives review."""
    try:
        return _ruling(program, _tally(program, facts), AT_THE_LIMIT.get(facts.values["rate.state"], ""))
    except Exception as problem:  # noqa: BLE001 - a defect of the engine must end as review, never as a crash or an allow
        return failed(f"engine: {type(problem).__name__}", program.version_id)


def _tally(program: Program, facts: ActionFacts) -> _Tally:
    tally = _Tally()
    left = [rule for rule in _candidates(program, facts) if not ruled_out(rule, facts)]
    if not left:
        return tally
    activation = activate(program.facts, facts)
    for rule in left:
        outcome = judge(rule, activation, facts)
        if outcome is True:
            tally.matched.append(rule)
        elif outcome is not False:
            tally.broken.append((rule, outcome))
    return tally


def _candidates(program: Program, facts: ActionFacts) -> list[CompiledRule]:
    """Rules the index does not exclude, in order."""
    positions = list(program.always)
    for bucket in program.buckets:
        if bucket.fact in facts.guarded:
            positions += bucket.all
        else:
            positions += bucket.by_value.get(facts.values[bucket.fact], ())
    return [program.rules[position] for position in sorted(positions)]


def ruled_out(rule: CompiledRule, facts: ActionFacts) -> bool:
    """A part that must hold does not. A guarded absent fact rules nothing out: its value is unknown."""
    values, guarded = facts.values, facts.guarded
    return any(not condition.holds(values[condition.fact]) and condition.fact not in guarded for condition in rule.necessary)


def activate(names: tuple[str, ...], facts: ActionFacts) -> Any:
    """Bindings for CEL. Guarded absent facts are left out, so that a condition which depends on one fails instead of using a default."""
    values: Mapping[str, Any] = facts.values
    guarded = facts.guarded
    return environment().Activation({name: values[name] for name in names if name not in guarded})


def judge(rule: CompiledRule, activation: Any, facts: ActionFacts) -> bool | str:
    """True, False, or why the condition could not be answered."""
    if rule.condition is None:
        return "does not compile"
    answer = truth(rule.condition.expression, activation)
    unknown = sorted(facts.guarded & rule.condition.facts)
    if unknown and (isinstance(answer, str) or (answer is True and rule.source.effect == "allow")):
        return f"{unknown[0]} is absent"
    return answer if isinstance(answer, bool) else failure(answer)


def truth(expression: Any, activation: Any) -> bool | str:
    """CEL's answer, or its message for anything that is not a BOOL."""
    try:
        result = expression.eval(activation)
        value = result.value()
        if (value is True or value is False) and result.type() == _BOOL:
            return bool(value)
        return str(value) or "no answer"
    except Exception as problem:  # noqa: BLE001 - the library's own failures are answers too: this rule is broken
        return str(problem) or type(problem).__name__


def failure(message: str) -> str:
    """CEL's message as one of a few phrases: the message itself may repeat a value of a fact."""
    return next((phrase for pattern, phrase in _FAILURES if pattern.search(message)), "cannot be evaluated")


def _ruling(program: Program, tally: _Tally, limit: str) -> Ruling:
    """``limit``: no rule lets through what a rate limit holds."""
    effect = _effect(tally, limit)
    deciding = [rule.source for rule in tally.matched if rule.source.effect == effect]
    mentioned = [rule for rule in (*tally.matched, *(rule for rule, _ in tally.broken)) if rule.condition]
    return Ruling(
        effect=effect,
        queue=deciding[0].queue if deciding and effect != "allow" else "",
        obligations=tuple(obligations.union(rule.obligations for rule in tally.matched)),
        rules=tuple(MatchedRule(rule.source.id, rule.source.name, rule.source.effect) for rule in tally.matched),
        reasons=_reasons(tally, [rule.reason_code or rule.name for rule in deciding], limit),
        version_id=program.version_id,
        error="; ".join(f"{rule.source.name}: {why}" for rule, why in tally.broken)[:200],
        used=tuple(
            sorted({fact for rule in mentioned if rule.condition for fact in rule.condition.facts} | ({"rate.state"} if limit else set()))
        ),
    )


def _effect(tally: _Tally, limit: str) -> str:
    effects = [rule.source.effect for rule in tally.matched]
    if tally.broken or limit or not effects:
        effects.append("review")
    return max(effects, key=STRICTNESS.__getitem__)


def _reasons(tally: _Tally, codes: list[str], limit: str) -> tuple[str, ...]:
    extra = [ENGINE_ERROR] if tally.broken else [] if tally.matched else [NO_RULE]
    return tuple(dict.fromkeys([*codes, *extra, *([limit] if limit else [])]))
