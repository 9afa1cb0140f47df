"""What an own recogniser looks for, as RE2 reads it: time grows with the text and with nothing else, whatever pattern and text hold.

A pattern whose finding has no longest length is refused: from each finding on, a search could run to the end of the text for nothing.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from re import _parser as parser  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any, Final

import re2

from policies.redaction.own import LONGEST_FINDING, LONGEST_PATTERN, PATTERN, Definition, Refused

_MOST_STATES: Final = 50_000
_MEMORY: Final = 64 * 2**20
_JOINING: Final = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Hebrew}\p{Arabic}\p{Devanagari}\p{Georgian}\p{Hangul}\pM\pN_"
"""Letters of writings that put blanks between words: beside one of them a word goes on."""
_BLANK: Final = r"[\s\x{a0}]{1,3}"
_BACKTRACKING: Final = re.compile(r"\(\?<?[=!]|\(\?>|\\[1-9]|\(\?P=|\(\?\(|[*+?}]\+")
_ONE_OF_UNICODE: Final = re.compile(r"(\\\\)|\\[pP](?:\{\^?\w+\}|\w)|\[:\^?\w+:\]")


def compiled(definition: Definition) -> Any:
    """Raises Refused."""
    source = source_of(definition)
    options = options_for(ignores_case=definition.ignores_case)
    try:
        found = re2.compile(source, options)
    except re2.error as problem:
        raise Refused(definition.kind, _said(definition.pattern, problem)) from None
    if found.programsize > _MOST_STATES:
        raise Refused(definition.kind, "It is too large to be searched for in every text: fewer or shorter repeats, or fewer words.")
    return found


def options_for(*, ignores_case: bool) -> Any:
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = not ignores_case, False, _MEMORY
    return options


def source_of(definition: Definition) -> str:
    """One group at most: where there is one, it is the finding."""
    return definition.pattern if definition.kind == PATTERN else _any_of(definition.words)


def _any_of(words: Iterable[str]) -> str:
    """The longest first; blanks may be a line's end. What stands beside is looked at, not found."""
    known = sorted(set(words), key=lambda word: (-len(word), word))
    choices = "|".join(_BLANK.join(map(re2.escape, word.split())) for word in known)
    return f"(?:^|[^{_JOINING}])({choices})(?:[^{_JOINING}]|$)"


def require_bounded(pattern: str) -> None:
    """A finding has 2 to LONGEST_FINDING characters. Raises Refused."""
    if not pattern.strip():
        raise Refused(PATTERN, "Write the pattern.")
    if len(pattern) > LONGEST_PATTERN:
        raise Refused(PATTERN, f"A pattern has at most {LONGEST_PATTERN} characters; this one has {len(pattern)}.")
    try:
        found = re2.compile(pattern, options_for(ignores_case=True))
    except re2.error as problem:
        raise Refused(PATTERN, _said(pattern, problem)) from None
    if found.groups > 1:
        raise Refused(PATTERN, "At most one part in brackets, which is then what is found; write (?:...) for the others.")
    least, most = _width(pattern)
    if most > LONGEST_FINDING:
        raise Refused(
            PATTERN,
            f"It does not say how long it can be: at most {LONGEST_FINDING} characters are found at once. Write {{1,20}} in place of + and {{0,20}} in place of *.",
        )
    if least < 2:
        raise Refused(PATTERN, "It fits to less than two characters, so it would be found everywhere.")


def _width(pattern: str) -> tuple[int, int]:
    """Read by the standard parser; a class that only RE2 knows is one character."""
    plain = _ONE_OF_UNICODE.sub(lambda match: match[1] or "x", pattern).replace(r"\z", r"\Z")
    plain = re.sub(r"\\x\{[0-9a-fA-F]+\}", "x", plain)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the parser thinks of nested classes
            least, most = parser.parse(plain).getwidth()
    except (re.error, OverflowError, RecursionError):
        raise Refused(
            PATTERN, "How long it can be cannot be told: write it without flags, \\Q and named parts; the switch below ignores case."
        ) from None
    return int(least), int(most)


def _said(pattern: str, problem: Exception) -> str:
    said = problem.args[0] if problem.args else ""
    told = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if _BACKTRACKING.search(pattern):
        return f"Look-ahead, look-behind and references back are not there: an engine that has them can take hours on one text. ({told})"
    return f"This is no pattern: {told}."
