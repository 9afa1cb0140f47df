"""Whether its own name leads to a value that has no check digits and is written as much else is."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.clues import COUNTED, DIALLED
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.types import Finding

ORDERED: Final = tuple(word for word in COUNTED if word not in ("customer", "client", "member", "account"))
"""Without words for whoever speaks in a record of a chat."""
_CLOSE: Final = 18
"""Characters between a number and a word that says little, or one behind it."""
_ACCOUNT_BEFORE: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){0,7}[ -]?$")
_LONGEST_ACCOUNT: Final = 44
_NUMBER: Final = re.compile(r"\d[\d ./-]{2,}\d")
"""Another one, to which what stands between may lead."""
_FAR: Final = 60
_ENDED: Final = re.compile(r"[.!?]\s|\n")
_BRANCH_BEFORE: Final = re.compile(r"(?<!\d)(?:\d{2}[- ]?\d{2}[- ]?\d{2}|\d{3}[- ]\d{3}|\d{9}) ?[/,;|·-]? ?$")
"""Sort codes and their like, right before the account itself."""
_LONGEST_BRANCH: Final = 16


def is_led(words: tuple[str, ...], near: tuple[str, ...], signs: tuple[str, ...], finding: Finding, around: Surroundings) -> bool:
    """One of ``words`` leads to it, nearer than a word such as "call" or "order"; or follows it; or one of ``near`` stands right before it, with one of ``signs`` about."""
    if _ACCOUNT_BEFORE.search(around.text, max(0, finding.start - _LONGEST_ACCOUNT), finding.start):
        return False
    if (end := around.name_ends(finding, words)) >= 0 and end >= max(
        around.name_ends(finding, DIALLED), around.name_ends(finding, ORDERED)
    ):
        return True
    following = around.follows(finding, words)
    if (
        following
        and following[0] > -_CLOSE
        and not _NUMBER.search(_ENDED.split(around.text[finding.end : finding.end + _FAR], maxsplit=1)[0])
        and around.nearest(finding, ORDERED) < 0
    ):
        return True
    if signs and _BRANCH_BEFORE.search(around.text, max(0, finding.start - _LONGEST_BRANCH), finding.start) and around.say(finding, signs):
        return True
    end = around.name_ends(finding, near)
    if end < 0 or end < len(around.lead(finding)) - _CLOSE or end < around.name_ends(finding, ORDERED):
        return False
    return not signs or around.say(finding, signs)
