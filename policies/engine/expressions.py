"""Compiles one condition. What cannot be right is refused here, with line, column and a caret, so that it never reaches a ruling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cel_expr_python import cel

from kit.errors import InvalidInput
from policies.engine.syntax import Node, Tree, parse
from policies.facts import FACTS, GROUPS, suggestion

MAX_LENGTH: Final = 4000
_PLACE: Final = re.compile(r"<input>:(\d+):(\d+): (.*)")
_MIXED: Final = re.compile(r"applied to '\((double|int), (int|double)\)'")
_UNKNOWN: Final = re.compile(r"undeclared reference to '([^']*)'")
_WHOLE: Final = re.compile(r"(?<![\w.])(\d+)(?![\w.])")


class ConditionError(InvalidInput):
    """A condition that does not compile. ``str()`` is the message with the line and a caret under the place."""

    code = "condition"

    def __init__(self, message: str, line: int = 1, column: int = 1, source: str = "", hint: str = "") -> None:
        self.line, self.column, self.hint = line, column, hint
        self.plain = message
        lines = source.splitlines() or [""]
        self.excerpt = lines[min(line, len(lines)) - 1]
        self.caret = "".join("\t" if char == "\t" else " " for char in self.excerpt[: column - 1]).ljust(column - 1) + "^"
        shown = f"Line {line}, column {column}: {message}\n{self.excerpt}\n{self.caret}"
        super().__init__(f"{shown}\n{hint}" if hint else shown)


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition, its tree and the declared facts it mentions."""

    source: str
    expression: Any
    tree: Tree
    facts: frozenset[str]

    def wrong(self, node: Node, message: str, hint: str) -> ConditionError:
        """What is wrong with one part of it, with the caret under that."""
        before = self.source[: self.tree.positions.get(node.id, 0)]
        return ConditionError(message, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1, self.source, hint)


@cache
def environment() -> Any:
    """The one CEL environment, in which exactly the declared facts exist."""
    return cel.NewEnv(variables={fact.name: _type(fact.kind.cel) for fact in FACTS.values()})


def _type(name: str) -> Any:
    types = {"string": cel.Type.STRING, "bool": cel.Type.BOOL, "double": cel.Type.DOUBLE, "int": cel.Type.INT}
    if name in types:
        return types[name]
    if name == "list(string)":
        return cel.Type.List(cel.Type.STRING)
    return cel.Type.Map(cel.Type.STRING, cel.Type.Map(cel.Type.STRING, cel.Type.DYN))


def compile_condition(source: str) -> Condition:
    """Compile ``source``. Raises ConditionError for a typo, a wrong type, or a result that is not true or false."""
    _refuse_oddities(source)
    try:
        expression = environment().compile(source)
    except RuntimeError as problem:
        raise _explained(str(problem), source) from None
    if expression.return_type() != cel.Type.BOOL:
        raise _not_a_condition(expression.return_type(), source)
    tree = parse(expression.serialize())
    return Condition(source, expression, tree, tree.names() & FACTS.keys())


def _refuse_oddities(source: str) -> None:
    if not source.strip():
        raise ConditionError("The condition is empty.", source=source, hint="Write true for a rule that always matches.")
    if len(source) > MAX_LENGTH:
        raise ConditionError(
            f"The condition is longer than {MAX_LENGTH} characters.", source=source[:60], hint="Split it into several rules."
        )
    if "\0" in source or (not source.isascii() and source != source.encode("utf-8", "replace").decode("utf-8")):
        raise ConditionError("The condition holds characters that cannot be written as text.")


def _not_a_condition(found: Any, source: str) -> ConditionError:
    name = str(found).lower().removeprefix("type.")
    hint = "Compare it with something, such as == true." if name == "dyn" else "Compare it with something, such as action.kind == 'reply'."
    return ConditionError(f"The condition must be true or false, but gives {name}.", source=source, hint=hint)


def _explained(problem: str, source: str) -> ConditionError:
    found = _PLACE.search(problem)
    if found is None:
        return ConditionError("The condition is nested too deeply or cannot be compiled.", source=source, hint="Write it more simply.")
    line, column, message = int(found[1]), int(found[2]), found[3].removesuffix(" [INVALID_ARGUMENT]").removesuffix(" (in container '')")
    unknown = _UNKNOWN.search(message)
    if unknown:
        return _unknown_name(unknown[1], line, column, source)
    return ConditionError(_shortened(message), line, column, source, _hint(message, source, line, column))


def _unknown_name(name: str, line: int, column: int, source: str) -> ConditionError:
    excerpt = (source.splitlines() or [""])[line - 1]
    if excerpt[column - 1 : column] == "(":
        return ConditionError(f"There is no function {name}.", line, column - len(name), source)
    start = column - 1 - len(name.rpartition(".")[0])  # CEL points at the last dot of a dotted name; the reader looks for its start
    if excerpt[start:].startswith(name):
        column = start + 1
    hint = _members(name) if name in GROUPS else suggestion(name).strip() or _members(name)
    return ConditionError(f"{name} is not a declared fact.", line, column, source, hint)


def _members(name: str) -> str:
    group = name.partition(".")[0]
    names = [fact for fact in FACTS if fact.startswith(f"{group}.")]
    return f"Facts of {group}: {', '.join(names)}." if names else "The table of facts lists what a condition may read."


def _shortened(message: str) -> str:
    """The parser's list of every token it would have taken helps nobody."""
    return message.partition(" expecting {")[0].replace("mismatched input '<EOF>'", "the condition ends too early")


def _hint(message: str, source: str, line: int, column: int) -> str:
    if _MIXED.search(message):
        return _number_hint(source, line, column)
    if "token recognition error at: '= " in message or "token recognition error at: '='" in message:
        return "Write == to compare."
    if "token recognition error" in message or "Syntax error" in message:
        return "Texts stand in quotes, 'and' is &&, 'or' is ||, 'not' is !."
    if "no matching overload" in message:
        return "Both sides must have the same type; the table of facts shows each fact's type."
    return ""


def _number_hint(source: str, line: int, column: int) -> str:
    excerpt = source.splitlines()[line - 1]
    numbers = list(_WHOLE.finditer(excerpt))
    if not numbers:
        return "One side is a decimal number, the other a whole number: write double(...) around the whole one."
    near = min(numbers, key=lambda match: min(abs(match.start() - column), abs(match.end() - column)))
    return f"A decimal number is compared with a whole one: write {near[1]}.0"
