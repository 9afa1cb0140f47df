"""Facts that take one of a few words: a rule that compares one with another word would never match, or always, and nobody would see why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.engine.expressions import Condition, ConditionError
from policies.engine.syntax import Node, walk
from policies.facts import FACTS, suggestion
from policies.values import LIST

_SHOWN: Final = 12
"""Words that are listed; of more only the nearest is told."""


def require_words(condition: Condition) -> None:
    """For what is being written; a stored rule goes on as it is. Raises ConditionError at the first word that its fact never has.

    The empty text is allowed everywhere: it is what an absent fact reads as.
    """
    for name, node in _compared(condition.tree.root):
        if node.value and node.value not in FACTS[name].words:
            raise _unknown(condition, name, node)


def _compared(root: Node) -> Iterator[tuple[str, Node]]:
    """Each text in the condition that a fact with a few words is compared with, from the left."""
    for node in walk(root):
        if node.kind == "call" and node.value in ("_==_", "_!=_", "@in") and len(node.children) == 2:
            left, right = node.children
            yield from ((left.value, one) for one in _texts(right) if _has_words(left))
            yield from ((right.value, one) for one in _texts(left) if _has_words(right))


def _has_words(node: Node) -> bool:
    return node.kind == "ident" and node.value in FACTS and bool(FACTS[node.value].words)


def _texts(node: Node) -> list[Node]:
    nodes = node.children if node.kind == "list" else (node,)
    return [one for one in nodes if one.kind == "const" and isinstance(one.value, str)]


def _unknown(condition: Condition, name: str, node: Node) -> ConditionError:
    fact, words = FACTS[name], FACTS[name].words
    known = f"It is one of: {', '.join(words)}." if len(words) <= _SHOWN else ""
    hint = f"{known}{suggestion(node.value.lower(), words)}".strip() or "The table of facts lists what there is."
    told = "never holds" if fact.kind is LIST else "is never"
    return condition.wrong(node, f"{name} {told} {node.value!r}.", hint)
