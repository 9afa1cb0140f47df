"""The base of every engine's command: JSON lines in, JSON lines out, one answer per input, in order, flushed as they go."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import OperationalError

from kit.errors import CountersignError, InvalidInput

Record = dict[str, Any]

BOM = "\ufeff"
DIGITS = 300
TOO_DEEP = "is nested too deeply"
# Some readers end a line at these, too; in JSON they can always be written as escapes.
_ENDS = re.compile("[\x85\u2028\u2029]")
_LEADING_ID = re.compile(r'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d{1,18})(?=\s*[,}])')


def records(stream: TextIO | None) -> Iterator[tuple[Record | None, str]]:
    """Yield (record, error) per line that is not blank. Of a line with an error, the record holds its id where that could be read.

    Lines are UTF-8, whatever the encoding of the terminal, and end at line feeds alone.
    """
    if stream is None:
        return
    for number, line in enumerate(getattr(stream, "buffer", stream), start=1):
        text, problem = _decoded(line)
        if not text.strip():
            continue
        value, problem = (None, problem) if problem else parsed(text)
        if problem:
            yield _identity(text), f"line {number} {problem}"
        elif isinstance(value, dict):
            yield value, ""
        else:
            yield None, f"line {number} must be a JSON object"


def _decoded(line: str | bytes) -> tuple[str, str]:
    """The text without a byte order mark, and what is wrong with it."""
    if isinstance(line, str):
        return line.removeprefix(BOM), ""
    try:
        return line.decode().removeprefix(BOM), ""
    except UnicodeDecodeError as problem:
        return line.decode(errors="replace").removeprefix(BOM), f"is not UTF-8: byte {problem.start + 1} does not fit"


def parsed(text: str) -> tuple[Any, str]:
    """What the line says, or what is wrong with it. What two readers would understand differently is wrong."""
    try:
        value = _STRICT.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return None, "holds half of a character (a lone surrogate)"
    except RecursionError:
        return None, TOO_DEEP
    except InvalidInput as problem:
        return None, problem.message
    except ValueError as problem:
        return None, f"is not JSON: {problem}"
    return value, ""


def _object(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"names {json.dumps(twice)} twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise InvalidInput(f"holds a number of {len(digits)} digits; {DIGITS} is the most")
    return int(digits)


def _decimal(digits: str) -> float:
    found = float(digits)
    if found in (float("inf"), float("-inf")):
        raise InvalidInput(f"holds a number that is too large: {digits[:40]}")
    return found


def _constant(name: str) -> NoReturn:
    raise InvalidInput(f"is not JSON: {name} is no number of it")


_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant)


def _identity(text: str) -> Record | None:
    """The id of a line that could not be understood as a whole."""
    try:
        value = json.loads(text)
        written(value)
    except (ValueError, RecursionError):
        found = _LEADING_ID.match(text)
        value = {"id": json.loads(found[1], strict=False)} if found else None
    return {"id": value.get("id")} if isinstance(value, dict) else None


def written(value: Any) -> str:
    """One line of JSON that every reader takes for one line. Raises ValueError or RecursionError for what JSON cannot say."""
    text = json.dumps(value, ensure_ascii=False, default=str, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, default=str, allow_nan=False)
    return _ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def speak_utf8(out: OutputWrapper) -> None:
    """JSON lines are UTF-8, whatever the encoding of the terminal."""
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8")


@contextmanager
def reached_database() -> Iterator[None]:
    """A database that is not there ends a command with a sentence."""
    try:
        yield
    except OperationalError as problem:
        raise CommandError(f"The database does not answer: {str(problem).splitlines()[0]}") from problem


class JsonLinesCommand(BaseCommand):
    """Subclasses implement ``answer(record)``; what it raises becomes the ``error`` of that line, never the end of the run."""

    requires_system_checks: list[str] = []
    example = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.example:
            self.help = f"{self.help} Example: {self.example}"

    def prepare(self, **options: Any) -> None:
        """Load once what every line needs."""

    def answer(self, record: Record) -> Record:
        raise NotImplementedError

    def inputs(self, **options: Any) -> Iterable[tuple[Record | None, str]]:
        return records(sys.stdin)

    def execute(self, *args: Any, **options: Any) -> str | None:
        speak_utf8(self.stdout)
        with reached_database():
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare(**options)
        for record, error in self.inputs(**options):
            self.emit(self.answered(record, error))

    def answered(self, record: Record | None, error: str) -> Record:
        if record is None or error:
            return {**self.named(record or {}), "error": error}
        try:
            return self.answer(record)
        except Exception as problem:  # noqa: BLE001 - one bad line must never end the run
            return {**self.named(record), "error": told(problem)}

    def named(self, record: Record) -> Record:
        """What an answer repeats of its input, so that a reader knows which one it belongs to."""
        return {"id": record.get("id")}

    def emit(self, value: Record) -> None:
        try:
            line = written(value)
        except (ValueError, RecursionError) as problem:
            line = written({**self.named(value), "error": told(problem)})
        self.stdout.write(line)
        self.stdout.flush()


def told(problem: Exception) -> str:
    """An error in words for whoever wrote the input."""
    if isinstance(problem, CountersignError):
        return problem.message
    return f"The input {TOO_DEEP}." if isinstance(problem, RecursionError) else f"{type(problem).__name__}: {problem}"
