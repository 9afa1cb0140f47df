"""What one calls about is no name of the number one calls at: "call me about my order on 020 7946 0958"."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.clues import ANSWERED, DIALLED
from policies.redaction.around.lexicon import Words
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.types import Finding

EVERYDAY: Final = (
    "a.k", "avs", "bce", "bin", "bir", "cbl", "cdl", "chi", "cin", "ci", "cui", "dni", "dui", "edb", "eid", "eik", "ein", "epf", "fin", "hst", "ice", "ico", "inn", "ird", "kra", "kt", "maks", "mbs", "moms", "mst", "naf", "nam", "nas", "nie", "nik",
    "nip", "nis", "nic", "oasi", "orc", "pan", "perso", "pin", "pis", "rif", "run", "siren", "sin", "skat", "soc", "sofi", "spi", "ss", "sus", "taj", "tin", "tps", "vero", "бин", "бір",
)  # fmt: skip
"""Short names of numbers that are words elsewhere: "ein" is the German article and an American firm's number, "nie" the Polish not."""
SOFT: Final = frozenset(
    ("service", "public", "driver", "police", "personnel", "persönliche", "persoonlijke", "persoonlijk", "osobist", "личный", "личного", "national", "nationaal", "insurance", "assurance", "social", "sociale", "individual", "resident", "citizen", "insured", "documento", "count", "part")
)  # fmt: skip
"""Names of numbers, or parts of them, that stand before telephones as often: a driver's number is where one calls him."""
_IN_CAPITALS: Final = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word.upper()) for word in EVERYDAY)})(?!\w)")
_REACH: Final = 44
"""Characters before a number, and behind it, within which such a name in capitals is one."""
_DIGIT: Final = re.compile(r"\d")
_LOOKS: Final = re.compile(
    r"(?:\(0?\d{2,5}\)|0\d{1,4}|0)[ ./–-]{1,3}\d[\d ()./–-]{4,}|0\d{8,10}|8[ -]?\(?\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]?\d{2}|(?:1[ .-])?\(?\d{3}\)?[ .-]{1,2}\d{3}[.-]\d{4}"
)
"""With the nought, the brackets or the groups of one who dials it within the country."""
_AT: Final = re.compile(
    r"(?:(?<![^\W\d_])(?:on|at|via|under|unter|auf|an|über|al|en|au|sur|allo|lo|para|pelo|ao|op|naar|pod|na|på|pa|numeroon|numerosta|за|на|по|la|στο|az?|di|ke|qua|số|nummer|hat|has|tiene|ma|has got))"
    r"(?:[ ]{1,2}(?:the|der|el|le|o|het|my|her|his|our|their|mein\w{0,2}|mi|mon|moj|number|nummer|número|numero|numéro|numer\w{0,3}|номер\w{0,2}))*[\s:(]{1,3}$"
)
"""What one says right before a number that one can be reached at, with an article, an owner or a word for number between."""
_ABOUT: Final = re.compile(r"(?:の(?:件|こと|ため)(?:で|に|は|について)?|건(?:으로|은)?|때문에|문제로|的事|的问题|的問題)[ 、,]{0,2}$")
"""Said behind what one calls about."""
_GLUE: Final = re.compile(
    r"(?!(?:or|er|in|ist|eur|ant|ner)s?\b)[^\W\d_]{0,4}(?:[^\W\d_]{0,3}(?:nummer|numer|number|nr|no|num|id|code|kod|kód))?"
    r"(?:[\s:;.,#=(\[\"'>»„“*_|/-]|(?<![^\W\d_])(?:nr|no|num|nº|n°|number|nummer|numer|número|numero|numéro|номер\w?|(?:with|mit|avec|con|com|med|met|z|o)(?= (?:the |der |el |le |o |het )?n[úu]?[mº])|(?<=o )on|(?<=ber )on|of|the|der|die|das|is|was|were|are|reads|says|ist|war|lautet|est|était|es|era|är|er|var|jest|(?<=mer )to|é|è|il|el|le|la|my|mein\w{0,2})(?![^\W\d_]))*$"
)
"""What may stand between the name of a number and the number, with the ending of the name."""
_BROKEN: Final = re.compile(r"[,;!?()\n–—:]|\.\s|\s-\s")
_CLAUSE: Final = re.compile(r"[,;!?\n–—]|\.(?:\s|$)|\s-\s")
_ASIDE: Final = re.compile(
    r"(?<![^\W\d_])(?:for|of|on|in|from|about|with|at|regarding|für|fürs|von|vom|zu|zur|zum|auf|bei|beim|aus|in|im|pour|de|du|des|sur|dans|à|au|para|del|en|con|per|di|della|dell'|sul|sulla|nel|nella|voor|van|op|bij|do|dla|z|na|w|da|do|na|no|för|på|til|till|av|for|af|для|по|на|в|к)"
    r"(?: (?:the|my|our|your|this|that|an?|last|new|old|der|die|das|dem|den|mein\w{0,2}|unser\w{0,2}|la|le|les|el|los|mi|su|ma|mon|notre|de|het|mijn|onze|il|lo|mia|mio|min|mitt|vår|a|o))*[ ']$"
)
_SAID: Final = re.compile(
    r"(?<![^\W\d_])(?:is|was|are|were|it's|ist|war|lautet|est|était|es|era|è|jest|to|är|er|este|то|это|це)(?![^\W\d_])|:"
)
_BEHIND: Final = 28
"""Characters behind a number within which a word such as "call" is what one does with it."""


def is_called_by_capitals(finding: Finding, around: Surroundings) -> bool:
    """A short name of a number that is a word elsewhere stands beside it in capitals, as names do."""
    text = around.text
    before = _DIGIT.split(text[max(0, finding.start - _REACH) : finding.start])[-1]
    behind = _DIGIT.split(text[finding.end : finding.end + _REACH], maxsplit=1)[0]
    return _IN_CAPITALS.search(before) is not None or _IN_CAPITALS.search(behind) is not None


def is_reached_at(finding: Finding, around: Surroundings, others: Words) -> bool:
    """Something else is named before the number, though not right before it, and the words between say that one calls there."""
    lead = around.lead(finding)
    said, at = around.nearest(finding, DIALLED) >= 0, _AT.search(lead) is not None
    if (said and at) or _ABOUT.search(lead):
        return True
    ends = [place + len(word) for word, place in around.among(lead, others) if word not in SOFT]
    if not looks_dialled(finding, around) or any(_GLUE.match(lead, end) and not (said and _BROKEN.search(lead, end)) for end in ends):
        return False
    last = max(ends, default=0)
    return (
        said
        or at
        or not ends
        or _is_answered(finding, around, last)
        or _BROKEN.search(lead, last) is not None
        or _is_dialled_behind(finding, around)
    )


def last_named(finding: Finding, around: Surroundings, names: Words) -> tuple[int, int]:
    """Where the last of ``names`` in what leads to it begins and ends, -1 if none does: not one that only says what for ("the passport for the booking is")."""
    lead = around.lead(finding)
    ends = [(place + len(word), place) for word, place in around.among(lead, names) if not _is_aside(lead, place, place + len(word))]
    end, begin = max(ends, default=(-1, -1))
    return begin, end


def _is_aside(lead: str, begin: int, end: int) -> bool:
    return _SAID.search(lead, end) is not None and _ASIDE.search(lead, 0, begin) is not None


def is_right_before(finding: Finding, around: Surroundings, names: Words) -> bool:
    """One of ``names`` leads to it with nothing but words for a number, "is" and signs between."""
    lead = around.lead(finding)
    return any(_GLUE.match(lead, place + len(word)) for word, place in around.among(lead, names))


def looks_dialled(finding: Finding, around: Surroundings) -> bool:
    return _LOOKS.fullmatch(around.text, finding.start, finding.end) is not None


def _is_answered(finding: Finding, around: Surroundings, end: int) -> bool:
    """By those who sit at a telephone, named behind what else is named."""
    return around.name_ends(finding, ANSWERED) > end


def _is_dialled_behind(finding: Finding, around: Surroundings) -> bool:
    """In its own clause, as languages with the verb at the end say it."""
    return bool(around.among(clause(around.said_behind(finding))[:_BEHIND], DIALLED))


def clause(text: str) -> str:
    """Up to the first sign that ends one."""
    return _CLAUSE.split(text, maxsplit=1)[0]
