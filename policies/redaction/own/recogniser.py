"""An own recogniser as the detection library runs one, and all of a workspace behind one scan that says which can find anything at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import re2
from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from policies.redaction.own import Definition, patterns
from policies.redaction.own.checks import check
from policies.redaction.scanning.plan import Task
from policies.redaction.scanning.recognisers import LANGUAGE

Definitions = tuple[Definition, ...]
_EVERYTHING: Final = 0
_WORKSPACES: Final = 64


class OwnRecogniser(EntityRecognizer):
    """As the library's own: right check digits make a finding sure, wrong ones make it none."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.name: str
        self.regexp = patterns.compiled(definition)
        self._check = check(definition.checksum) if definition.checksum else None
        super().__init__(
            [definition.entity], name=definition.shown_name, context=list(definition.context) or None, supported_language=LANGUAGE
        )

    def load(self) -> None:
        """Everything is there."""

    def analyze(self, text: str, entities: Any = None, nlp_artifacts: Any = None) -> list[Any]:
        found = self.search(Encoded(text))
        for one in found:
            one.analysis_explanation = AnalysisExplanation(self.name, one.score)
        return found

    def search(self, encoded: Encoded) -> list[Any]:
        found = []
        for start, end in self.spans(encoded):
            score = self.score(encoded.text[start:end])
            if score > self.MIN_SCORE:
                named = {RecognizerResult.RECOGNIZER_NAME_KEY: self.name, RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id}
                found.append(RecognizerResult(self.definition.entity, start, end, score, None, named))  # type: ignore[arg-type]  # no explanation is kept
        return found

    def spans(self, encoded: Encoded) -> Iterator[tuple[int, int]]:
        """Left to right, not overlapping. What only stands beside the finding may begin the next one."""
        at, group = 0, self.regexp.groups
        places = encoded.places()
        while match := self.regexp.search(encoded.data, at):
            start, end = match.span(group)
            start, end = (start, end) if start < end else match.span()
            at = max(end, at + 1)
            yield places(start), places(end)

    def score(self, value: str) -> float:
        if self._check is None:
            return self.definition.score
        return float(self.MAX_SCORE if self._check(value) else self.MIN_SCORE)


class Encoded:
    """A text as the bytes that are searched; half of a surrogate pair is no character and stands as a question mark."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode("utf-8", "replace")
        self._is_plain = len(self.data) == len(text)

    def places(self) -> Any:
        """From a place in the bytes to one in the text, asked from left to right."""
        if self._is_plain:
            return int
        byte = char = 0

        def place(wanted: int) -> int:
            nonlocal byte, char
            char += len(self.data[byte:wanted].decode("utf-8")) if wanted >= byte else -len(self.data[wanted:byte].decode("utf-8"))
            byte = wanted
            return char

        return place


class OwnPlan:
    """``worth_running`` gives those that can find something in the text, in their order."""

    def __init__(self, definitions: Definitions) -> None:
        self.tasks = tuple(_task(one) for one in definitions)
        self._sets = [_Set(self.tasks, ignores_case=flag) for flag in (True, False)]

    def worth_running(self, encoded: Encoded) -> list[Task]:
        wanted = set().union(*(one.scan(encoded.data) for one in self._sets))
        return [self.tasks[place] for place in sorted(wanted)]


class _Set:
    """Every pattern of one treatment of case in one scan. They are the patterns themselves, so what it rules out cannot match."""

    def __init__(self, tasks: tuple[Task, ...], *, ignores_case: bool) -> None:
        self._places = [place for place, task in enumerate(tasks) if task.recogniser.definition.ignores_case == ignores_case]
        self._set = re2.Set.SearchSet(patterns.options_for(ignores_case=ignores_case))
        self._set.Add("")  # matches every text: without it in the answer the scan did not run to its end
        for place in self._places:
            self._set.Add(patterns.source_of(tasks[place].recogniser.definition))
        self._set.Compile()

    def scan(self, data: bytes) -> set[int]:
        if not self._places:
            return set()
        hits = frozenset(self._set.Match(data))
        return {self._places[hit - 1] for hit in hits if hit != _EVERYTHING} if _EVERYTHING in hits else set(self._places)


def _task(definition: Definition) -> Task:
    recogniser = OwnRecogniser(definition)
    return Task(recogniser, (), tuple(word.lower() for word in definition.context), frozenset())


@lru_cache(maxsize=_WORKSPACES)
def plan_for(definitions: Definitions) -> OwnPlan:
    """Made once for each state of a workspace's recognisers."""
    return OwnPlan(definitions)
