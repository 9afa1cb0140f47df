"""The base of every engine's command: JSON lines in, JSON lines out, one answer per input, in order, flushed as they go."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from django.core.management.base import BaseCommand

Record = dict[str, Any]


def records(stream: TextIO) -> Iterator[tuple[Record | None, str]]:
    """Yield (record, error) per non-empty line; exactly one of the two is set."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            yield None, f"line {number} is not JSON: {error}"
            continue
        if isinstance(value, dict):
            yield value, ""
        else:
            yield None, f"line {number} must be a JSON object"


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

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare(**options)
        for record, error in self.inputs(**options):
            self.emit(self.answered(record, error))

    def answered(self, record: Record | None, error: str) -> Record:
        if record is None:
            return {"id": None, "error": error}
        try:
            return self.answer(record)
        except Exception as problem:  # noqa: BLE001 - one bad line must never end the run
            return {"id": record.get("id"), "error": f"{type(problem).__name__}: {problem}"}

    def emit(self, value: Record) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))
        self.stdout.flush()
