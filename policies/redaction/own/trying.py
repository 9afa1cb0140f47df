"""Whether an own recogniser may be kept: its parts are what they should be, and it finds what its samples say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.redaction.own import (
    KINDS,
    LONGEST_SAMPLE,
    LONGEST_WORD,
    MOST_CONTEXT,
    MOST_SAMPLES,
    MOST_WORDS,
    PATTERN,
    WORDS,
    Definition,
    Refused,
    checks,
    patterns,
)
from policies.redaction.own.recogniser import Encoded, OwnRecogniser
from policies.redaction.scanning.context import Context
from policies.redaction.scanning.recognisers import THRESHOLD
from policies.redaction.scanning.words import is_word, words

_ENTITY: Final = re.compile(r"[A-Z][A-Z0-9]{0,29}(?:_[A-Z0-9]{1,30}){0,4}")
_NAME: Final = re.compile(r"[^\x00-\x1f()]{1,80}")
_SHOWN: Final = 60
_BOOST: Final = 0.35


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in a sample and fits; ``score`` 0.0: its check digits are wrong. Below the threshold it is no finding."""

    value: str
    score: float

    @property
    def is_finding(self) -> bool:
        return self.score >= THRESHOLD


def require_good(definition: Definition, must: Sequence[str], must_not: Sequence[str]) -> None:
    """Raises Refused, whose ``field`` is name, entity, kind, pattern, words, context, checksum, score, must or must_not."""
    _require_parts(definition)
    _require_samples(must, must_not)
    recogniser = OwnRecogniser(definition)
    wrong = [_missed(number, text, seen_in(recogniser, text)) for number, text in enumerate(must, 1)]
    if any(wrong):
        raise Refused("must", " ".join(filter(None, wrong)))
    wrong = [_found(number, text, seen_in(recogniser, text)) for number, text in enumerate(must_not, 1)]
    if any(wrong):
        raise Refused("must_not", " ".join(filter(None, wrong)))


def seen_in(recogniser: OwnRecogniser, text: str) -> list[Seen]:
    """Everything that fits, with the score that it has there."""
    context = Context(text)
    encoded = Encoded(text)
    places = list(recogniser.spans(encoded))
    scored = [(start, text[start:end], recogniser.score(text[start:end])) for start, end in places]
    near = recogniser.definition.context
    return [Seen(value, _raised(score, bool(near) and context.supports(start, near))) for start, value, score in scored]


def _raised(score: float, is_near: bool) -> float:
    """As the engine does beside a context word."""
    return min(max(score + _BOOST, THRESHOLD), 1.0) if score and is_near else score


def _require_parts(definition: Definition) -> None:
    if not _NAME.fullmatch(definition.name) or not definition.name.strip():
        raise Refused("name", "A name has 1 to 80 characters and no brackets.")
    if not _ENTITY.fullmatch(definition.entity) or len(definition.entity) > 40:
        raise Refused("entity", "A type is written like MEMBER_NO: capitals, digits and _, a letter first, at most 40.")
    if definition.entity.rpartition("_")[2].isdigit():
        raise Refused("entity", "A type does not end with a number: placeholders are numbered.")
    if definition.kind not in KINDS:
        raise Refused("kind", f"Kinds: {', '.join(KINDS)}.")
    if not 0.05 <= definition.score <= 1:
        raise Refused("score", "A score lies between 0.05 and 1. Findings count from 0.4; a context word adds 0.35.")
    if definition.checksum and definition.checksum not in checks.LABELS:
        raise Refused("checksum", f"There are no check digits {definition.checksum}. There are: {', '.join(checks.LABELS)}.")
    _require_context(definition.context)
    patterns.require_bounded(definition.pattern) if definition.kind == PATTERN else _require_words(definition.words)
    if definition.score < THRESHOLD and not definition.checksum and not definition.context:
        raise Refused("score", "Findings count from 0.4, and nothing can raise this score: give context words or check digits.")


def _require_context(given: Iterable[str]) -> None:
    known = list(given)
    if len(known) > MOST_CONTEXT:
        raise Refused("context", f"At most {MOST_CONTEXT} context words.")
    for word in known:
        if len(word) > LONGEST_WORD or [one for one, _ in words(word) if is_word(one)] != [word.lower()]:
            raise Refused("context", f"A context word is a single word of letters or digits: “{word[:_SHOWN]}” is none.")


def _require_words(given: Sequence[str]) -> None:
    if not given:
        raise Refused(WORDS, "Write the words, one a line.")
    if len(given) > MOST_WORDS:
        raise Refused(WORDS, f"At most {MOST_WORDS:,} words; these are {len(given):,}. Make two recognisers of one type.")
    for word in given:
        if not 2 <= len(word) <= LONGEST_WORD:
            raise Refused(WORDS, f"A word has 2 to {LONGEST_WORD} characters: “{word[:_SHOWN]}” has {len(word)}.")


def _require_samples(must: Sequence[str], must_not: Sequence[str]) -> None:
    if not must:
        raise Refused("must", "Give at least one text in which it must find something.")
    for field, texts in (("must", must), ("must_not", must_not)):
        if len(texts) > MOST_SAMPLES:
            raise Refused(field, f"At most {MOST_SAMPLES} samples.")
        if too_long := next((text for text in texts if len(text) > LONGEST_SAMPLE), ""):
            raise Refused(field, f"A sample has at most {LONGEST_SAMPLE} characters: “{_short(too_long)}” has {len(too_long)}.")


def _missed(number: int, text: str, seen: Sequence[Seen]) -> str:
    if any(one.is_finding for one in seen):
        return ""
    head = f"Sample {number}, “{_short(text)}”, must match:"
    if not seen:
        return f"{head} nothing in it fits."
    return f"{head} " + ", ".join(_weak(one) for one in seen[:3]) + "."


def _weak(one: Seen) -> str:
    why = "its check digits are wrong" if not one.score else f"its score is {one.score:.2f} and findings count from {THRESHOLD}"
    return f"“{_short(one.value)}” fits but {why}"


def _found(number: int, text: str, seen: Sequence[Seen]) -> str:
    found = [f"“{_short(one.value)}” with score {one.score:.2f}" for one in seen if one.is_finding]
    return f"Sample {number}, “{_short(text)}”, must not match: found {', '.join(found[:3])}." if found else ""


def _short(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
