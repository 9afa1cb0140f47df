"""Whether its own name leads to a value that has no check digits and is written as much else is."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.calling import last_named
from policies.redaction.around.clues import COUNTED, DIALLED
from policies.redaction.around.lexicon import Words
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.telling.known import Known
from policies.redaction.types import Finding

ORDERED: Final = tuple(word for word in COUNTED if word not in ("customer", "client", "member", "account"))
"""Without words for whoever speaks in a record of a chat."""
_CLOSE: Final = 18
"""Characters between a number and a word that says little, or one behind it."""
_ACCOUNT_BEFORE: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){0,7}[ -]?$")
_ACCOUNT_ENDED: Final = re.compile(r"(?<!\w)([A-Z]{2})\d{2}(?: ?[A-Z0-9]{2,4}){2,8} ?[,;/|(–—-]{1,2} ?$")
_ACCOUNT_BEGINS: Final = re.compile(r" ?[,;/|–—-] ?([A-Z]{2})\d{2}")
_LONGEST_ACCOUNT: Final = 44
_NUMBER: Final = re.compile(r"\d[\d ./-]{2,}\d")
"""Another one, to which what stands between may lead."""
_FAR: Final = 60
_ENDED: Final = re.compile(r"[.!?]\s|\n")
_BRANCH_BEFORE: Final = re.compile(r"(?<!\d)(?:\d{2}[- ]?\d{2}[- ]?\d{2}|\d{3}[- ]\d{3}|\d{9}) ?[/,;|·-]? ?$")
"""Sort codes and their like, right before the account itself."""
_LONGEST_BRANCH: Final = 16


_INTO: Final = re.compile(
    r"(?<![^\W_])(?:to|into|onto|auf|aufs|an|sur|vers|à|au|a|al|en|na|do|op|naar|in|sul|su|til|till|på|tilille|kontoon|на|до|в|para|pentru|în|pe|σε|στο|στον|için)(?: (?:my|our|the|his|her|their|this|your|new|old|bank|mein\w{0,2}|das|unser\w{0,2}|dein\w{0,2}|ihr\w{0,2}|mon|notre|votre|le|la|ce|mi|su|nuestra|esta|il|mio|suo|nostro|mijn|de|het|onze|min|mitt|vårt?|moje|mój|nasze?|můj|náš|мой|мою|наш|свой|этот|minha|nossa|meu)){0,2} ?$"
)
"""Where money goes to, up to a word for an account."""
_WHOLE: Final = re.compile(r"(?:nr|no|nummer|number|s)?(?![^\W\d_])")
"""A word ends here, or a word for number does that is glued to it."""
_UNBLANKED: Final = "\u0590"
"""Scripts that set no word for it there begin here."""
_BRANCHES: Final = ("UK_SORT_CODE", "AU_BSB")
_ACCOUNT_BEHIND: Final = re.compile(
    r"[ ,/;|·-]{0,3}(?:[a-z]{2,4} )?(?:account|acct|acc|a/c)(?:[ .]{1,2}(?:number|num|no|nr)\.?)?[ :#]{1,3}\d{6,10}(?!\d)", re.IGNORECASE
)


def is_led(known: Known, finding: Finding, around: Surroundings) -> bool:
    """One of its names leads to it, nearer than a word such as "call" or "order"; or follows it; or a word that says less stands right before it, with others about."""
    if _ACCOUNT_BEFORE.search(around.text, max(0, finding.start - _LONGEST_ACCOUNT), finding.start) or _is_bare(known, finding, around):
        return False
    if finding.type == "US_DRIVER_LICENSE" and around.countries(finding) and known.country not in around.countries(finding):
        return False
    if (finding.type in _BRANCHES and _is_branch(finding, around)) or (finding.type == "BIC_CODE" and _is_of_bank(finding, around)):
        return True
    return _is_called(known.words, finding, around) or _is_followed(known.words, finding, around) or _is_beside(known, finding, around)


def _is_bare(known: Known, finding: Finding, around: Surroundings) -> bool:
    """Digits alone behind a name of one or two small letters, which mean many things."""
    short = around.follows_letters(finding, known.words) or around.follows_letters(finding, known.near)
    return short and around.text[finding.start : finding.end].isdecimal()


def _is_branch(finding: Finding, around: Surroundings) -> bool:
    """In groups, with an account right behind it."""
    return not around.text[finding.start : finding.end].isdecimal() and _ACCOUNT_BEHIND.match(around.text, finding.end) is not None


def _is_of_bank(finding: Finding, around: Surroundings) -> bool:
    """Right behind an account of its country, or before one, with a sign between."""
    country = around.text[finding.start : finding.end].replace(" ", "").replace("-", "")[4:6]
    before, behind = around.text[max(0, finding.start - _LONGEST_ACCOUNT) : finding.start], around.text[finding.end : finding.end + 6]
    return any(found[1] == country for found in (_ACCOUNT_ENDED.search(before), _ACCOUNT_BEGINS.match(behind)) if found)


def _is_called(words: Words, finding: Finding, around: Surroundings) -> bool:
    begin, end = around.name(finding, words)
    return (
        end >= 0
        and end >= max(around.name_ends(finding, DIALLED), last_named(finding, around, ORDERED)[1])
        and not _is_end_of_another(begin, finding, around)
    )


def _is_end_of_another(begin: int, finding: Finding, around: Surroundings) -> bool:
    """A longer name goes over into it: a parking pass nr is no pass nr."""
    lead = around.lead(finding)
    return any(place < begin < place + len(word) and _WHOLE.match(lead, place + len(word)) for word, place in around.among(lead, ORDERED))


def _is_followed(words: Words, finding: Finding, around: Surroundings) -> bool:
    following = around.follows(finding, words)
    return (
        following is not None
        and following[0] > -_CLOSE
        and not _NUMBER.search(_ENDED.split(around.text[finding.end : finding.end + _FAR], maxsplit=1)[0])
        and around.nearest(finding, ORDERED) < _sentence_begins(around.lead(finding))
    )


def _sentence_begins(lead: str) -> int:
    """What an earlier sentence tells of is something else."""
    return max((found.end() for found in _ENDED.finditer(lead)), default=0)


def _is_beside(known: Known, finding: Finding, around: Surroundings) -> bool:
    branch = known.moves and _BRANCH_BEFORE.search(around.text, max(0, finding.start - _LONGEST_BRANCH), finding.start)
    if branch and (around.say(finding, known.signs) or around.say(finding, known.moves)):
        return True
    begin, end = around.name(finding, known.near)
    lead = around.lead(finding)
    if end < 0 or end < len(lead) - _CLOSE or end < around.name_ends(finding, ORDERED) or _is_end_of_another(begin, finding, around):
        return False
    if not known.signs or around.say(finding, known.signs):
        return True
    return around.say(finding, known.moves) and (lead[begin] >= _UNBLANKED or _INTO.search(lead, 0, begin) is not None)
