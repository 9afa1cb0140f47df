"""Patterns that stand in a condition: one that RE2 cannot read would be an error in each ruling, and only there."""

from __future__ import annotations

import re2

from policies.engine.expressions import Condition
from policies.engine.syntax import Node, walk


def require_patterns(condition: Condition) -> None:
    """For what is being written; a stored rule goes on as it is. Raises ConditionError at the first pattern that cannot be read."""
    for node in walk(condition.tree.root):
        if node.kind == "call" and node.value == "matches" and node.children and isinstance(node.children[-1].value, str):
            _require(condition, node.children[-1])


def _require(condition: Condition, node: Node) -> None:
    options = re2.Options()
    options.log_errors = False
    if node.kind != "const":
        return
    try:
        re2.compile(node.value, options)
    except re2.error as problem:
        raise condition.wrong(node, f"This is no pattern: {_said(problem)}.", "Patterns are those of RE2, as '^return'.") from None


def _said(problem: Exception) -> str:
    told = problem.args[0] if problem.args else ""
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
