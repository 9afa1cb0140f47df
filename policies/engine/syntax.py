"""Reads a compiled condition back as a tree: which facts it mentions and which conditions are joined by ``&&`` at the top.

A compiled expression serialises to the protocol buffer ``cel.expr.CheckedExpr`` (github.com/google/cel-spec, proto/cel/expr);
only the few fields needed here are decoded, by the wire format of protocol buffers, so that no generated code is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Fields = dict[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Node:
    """``kind``: const (``value``), ident (``value`` is the name), call (``value`` is the function), other. ``id`` finds its position."""

    id: int
    kind: str
    value: Any
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    root: Node
    positions: dict[int, int]

    def names(self) -> frozenset[str]:
        return frozenset(node.value for node in walk(self.root) if node.kind == "ident")

    def conjuncts(self) -> list[Node]:
        """The parts of the condition that must all be true."""
        return list(_flatten(self.root))

    def joints(self) -> list[int]:
        """Offsets (code points) of the ``&&`` between them."""
        return sorted(self.positions[node.id] for node in _joins(self.root) if node.id in self.positions)


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def _is_and(node: Node) -> bool:
    return node.kind == "call" and node.value == "_&&_"


def _flatten(node: Node) -> Iterator[Node]:
    if not _is_and(node):
        yield node
        return
    for child in node.children:
        yield from _flatten(child)


def _joins(node: Node) -> Iterator[Node]:
    if _is_and(node):
        yield node
        for child in node.children:
            yield from _joins(child)


def parse(serialized: bytes) -> Tree:
    """Decode ``Expression.serialize()``: an Any that holds a CheckedExpr (expr = 4, source_info = 5)."""
    checked = _fields(_fields(serialized)[2][0])
    positions = {}
    for entry in _fields(checked[5][0]).get(4, []) if 5 in checked else []:
        pair = _fields(entry)
        positions[pair.get(1, [0])[0]] = pair.get(2, [0])[0]
    return Tree(_node(checked[4][0]), positions)


def _node(raw: bytes) -> Node:
    fields = _fields(raw)
    number = fields.get(2, [0])[0]
    for tag, read in _SHAPES.items():
        if tag in fields:
            kind, value, children = read(_fields(fields[tag][0]))
            return Node(number, kind, value, tuple(_node(child) for child in children))
    return Node(number, "other", None)


def _constant(fields: Fields) -> tuple[str, Any, list[bytes]]:
    (tag, values), *_ = fields.items() or [(1, [0])]
    read: Any = _CONSTANTS.get(tag, lambda raw: raw)
    return "const", read(values[0]), []


def _ident(fields: Fields) -> tuple[str, Any, list[bytes]]:
    return "ident", fields.get(1, [b""])[0].decode(), []


def _select(fields: Fields) -> tuple[str, Any, list[bytes]]:
    return "other", "select", fields.get(1, [])


def _call(fields: Fields) -> tuple[str, Any, list[bytes]]:
    return "call", fields.get(2, [b""])[0].decode(), [*fields.get(1, []), *fields.get(3, [])]


def _list(fields: Fields) -> tuple[str, Any, list[bytes]]:
    return "list", None, fields.get(1, [])


def _struct(fields: Fields) -> tuple[str, Any, list[bytes]]:
    entries = [_fields(entry) for entry in fields.get(2, [])]
    return "other", "struct", [part for entry in entries for tag in (3, 4) for part in entry.get(tag, [])]


def _comprehension(fields: Fields) -> tuple[str, Any, list[bytes]]:
    return "other", "comprehension", [part for tag in (2, 4, 5, 6, 7) for part in fields.get(tag, [])]


_SHAPES: Final = {3: _constant, 4: _ident, 5: _select, 6: _call, 7: _list, 8: _struct, 9: _comprehension}
_CONSTANTS: Final = {
    1: lambda _: None,
    2: bool,
    3: lambda raw: raw - 2**64 if raw >= 2**63 else raw,
    5: lambda raw: struct.unpack("<d", raw)[0],
    6: bytes.decode,
}


def _fields(raw: bytes) -> Fields:
    found: Fields = {}
    at = 0
    while at < len(raw):
        key, at = _varint(raw, at)
        value, at = _value(raw, at, key & 7)
        found.setdefault(key >> 3, []).append(value)
    return found


def _value(raw: bytes, at: int, wire: int) -> tuple[Any, int]:
    if wire == 0:
        return _varint(raw, at)
    size, at = {1: (8, at), 5: (4, at)}.get(wire) or _varint(raw, at)
    return raw[at : at + size], at + size


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
