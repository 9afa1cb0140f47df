"""The policy engine: conditions in CEL over declared facts, compiled once, evaluated without I/O. Same rules + same facts = same ruling."""

from policies.engine.evaluate import evaluate
from policies.engine.explain import Conjunct, RuleOutcome, explain
from policies.engine.expressions import ConditionError, compile_condition
from policies.engine.obligations import ObligationError
from policies.engine.program import Program, RuleSource, compile_rules
from policies.engine.ruling import MatchedRule, Ruling, failed
from policies.engine.written import require_written

__all__ = [
    "ConditionError",
    "Conjunct",
    "MatchedRule",
    "ObligationError",
    "Program",
    "RuleOutcome",
    "RuleSource",
    "Ruling",
    "compile_condition",
    "compile_rules",
    "evaluate",
    "explain",
    "failed",
    "require_written",
]
