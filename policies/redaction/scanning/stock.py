"""Presidio used as it comes, with our recognisers and our reader of words: the reference that the fast path must equal."""

from __future__ import annotations

from functools import cache
from typing import Any

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from policies.redaction.own.recogniser import Definitions, OwnRecogniser
from policies.redaction.scanning.recognisers import LANGUAGE, THRESHOLD, for_language
from policies.redaction.scanning.words import is_word, words
from policies.redaction.types import Finding


class WordsEngine(NoOpNlpEngine):
    """No model, only words: enough for context words, which the plain no_op engine cannot see."""

    def process_text(self, text: str, language: str) -> Any:
        found = list(words(text))
        tokens = [word for word, _ in found]
        made: Any = NlpArtifacts
        return made([], tokens, [start for _, start in found], tokens, self, language)

    def is_punct(self, word: str, language: str) -> bool:
        return not is_word(word)


@cache
def engine(hint: str, own: Definitions = ()) -> Any:
    recognisers = [*for_language(hint), *map(OwnRecogniser, own)]
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=[LANGUAGE])
    nlp = WordsEngine(models=[{"lang_code": LANGUAGE, "model_name": "words"}])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=[LANGUAGE], default_score_threshold=THRESHOLD)


def analyse(text: str, hint: str, own: Definitions = ()) -> list[Finding]:
    """Findings sorted by place and type."""
    found = engine(hint, own).analyze(text=text, language=LANGUAGE)
    return sorted((from_result(result) for result in found), key=order)


def from_result(result: Any) -> Finding:
    return Finding(result.entity_type, result.start, result.end, round(result.score, 4), result.recognition_metadata["recognizer_name"])


def order(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.type
