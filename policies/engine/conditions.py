"""Tests that must hold for a condition to be true, read from its top-level conjuncts.

They only ever rule a rule out: ``false && anything`` is false in CEL even when the rest fails. Whether a rule matches is said by CEL alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from policies.engine.syntax import Node, Tree
from policies.facts import FACTS

_FLIPPED: Final = {"_<_": "_>_", "_>_": "_<_", "_<=_": "_>=_", "_>=_": "_<=_", "_==_": "_==_", "_!=_": "_!=_"}
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "_<_": operator.lt,
    "_>_": operator.gt,
    "_<=_": operator.le,
    "_>=_": operator.ge,
    "_!=_": operator.ne,
}
_SIMPLE: Final = frozenset(("string", "bool", "double", "int"))


@dataclass(frozen=True, slots=True)
class Required:
    """``fact`` must be one of ``values`` (an index can use that)."""

    fact: str
    values: frozenset[Any]

    def holds(self, value: Any) -> bool:
        return value in self.values


@dataclass(frozen=True, slots=True)
class Compared:
    """``compare(fact, value)`` must hold."""

    fact: str
    compare: Callable[[Any, Any], bool]
    value: Any

    def holds(self, value: Any) -> bool:
        return self.compare(value, self.value)


Necessary = Required | Compared


def necessary(tree: Tree) -> list[Necessary]:
    """What must hold for the whole condition; parts of another shape are left to CEL."""
    found = (_read(node) for node in tree.conjuncts())
    return [condition for condition in found if condition is not None]


def _read(node: Node) -> Necessary | None:
    if name := _simple(node):
        return Required(name, frozenset((True,))) if FACTS[name].kind.cel == "bool" else None
    if node.kind != "call":
        return None
    if node.value == "!_":
        name = _simple(node.children[0])
        return Required(name, frozenset((False,))) if name else None
    return _membership(node) if node.value == "@in" else _comparison(node)


def _membership(node: Node) -> Necessary | None:
    item, among = node.children
    name = _simple(item)
    if name and among.kind == "list" and all(_fits(name, child) for child in among.children):
        return Required(name, frozenset(child.value for child in among.children))
    return None


def _comparison(node: Node) -> Necessary | None:
    if node.value not in _FLIPPED or len(node.children) != 2:
        return None
    left, right = node.children
    function = node.value
    if left.kind == "const":
        left, right, function = right, left, _FLIPPED[function]
    name = _simple(left)
    if not name or not _fits(name, right):
        return None
    return Required(name, frozenset((right.value,))) if function == "_==_" else Compared(name, _COMPARE[function], right.value)


def _simple(node: Node) -> str:
    """The name of a fact of a plain type, else empty."""
    return node.value if node.kind == "ident" and node.value in FACTS and FACTS[node.value].kind.cel in _SIMPLE else ""


def _fits(name: str, node: Node) -> bool:
    """Same type on both sides, so that Python compares as CEL does. UTF-8 sorts as code points do."""
    types = {"string": str, "bool": bool, "double": float, "int": int}
    return node.kind == "const" and type(node.value) is types[FACTS[name].kind.cel]
