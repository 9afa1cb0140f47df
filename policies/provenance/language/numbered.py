"""Days told by a number or by its word: the 19th, am 19., le 19, the twenty-first of June, le premier juin, the 14th of next month; and feasts that are always on one day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.provenance.language.named import MONTHS
from policies.provenance.language.plain import bare, flat
from policies.provenance.language.spelled import spelled

_LAST: Final = 31
_ENGLISH: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)  # fmt: skip
_GERMAN: Final = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst "
    "zweiundzwanzigst dreiundzwanzigst vierundzwanzigst fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst einunddreißigst"
)  # fmt: skip
_ORDINALS: Final = {
    **{word: number for number, word in enumerate(_ENGLISH.split(), start=1)},
    **{f"twenty{gap}{word}": number for gap in "- " for number, word in enumerate(_ENGLISH.split()[:9], start=21)},
    "thirtieth": 30, "thirty-first": 31, "thirty first": 31,
    **{f"{bare(word)}{ending}": number for number, word in enumerate(_GERMAN.split(), start=1) for ending in ("e", "en", "er")},
    "premier": 1, "primero": 1, "eerste": 1, "tweede": 2, "derde": 3,
}  # fmt: skip
_WORD: Final = "|".join(sorted(map(re.escape, _ORDINALS), key=len, reverse=True))
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_OF_MONTH: Final = re.compile(
    rf"(?<![\w-])(?P<day>{_WORD}) (?:day )?(?:of |de |van )?{_MONTH}(?:,? (?:de |del )?(?P<year>\d{{4}}))?(?!\w)"
    rf"|(?<!\w){_MONTH.replace('month', 'first')} (?:the )?(?P<behind>{_WORD})(?!\w)"
)
_BEHIND: Final = re.compile(rf" (?:of |de )?{_MONTH}(?:,? (?:de |del )?(?P<year>\d{{4}}))?(?!\w)")
_MISREAD: Final = frozenset(("may", "march", "mars", "mar", "mai"))
"""Are something else beside a number: "twelve may come", "the second may stay"."""
_REST: Final = (
    r"(?: ?[.,;:!?)\n]| ?\Z| (?:at|from|to|until|till|through|between|before|after|around|by|of this month|please|instead|and|or|if|in the|with|for|works?|would|will|is|was|as|when|because|since|so|but|then|onwards?|morning|afternoon|evening"
    r"|um|ab|bis|gegen|statt|auf|und|oder|bitte|wäre|geht|passt|ist|kann|könnte|soll|dann|abends|morgens|früh|vormittags|nachmittags|mittags|zwischen|à \d|de \d|entre|jusqu|et|ou|si|s'il|svp|au|plutôt|vers|dès|a las?|hasta|desde|y|o|por(?! ciento)|al|au|para|a partir|om|tot|of|en|alsjeblieft|graag|in plaats|tussen|vanaf|rond|voor|'s)(?!\w))"
)
_ON: Final = re.compile(
    rf"(?:\A|[.!?,;(] |\b(?:on|until|till|from|by|to|for|is|it's|that's|day|before|after|starting|beginning|since|due|between|of),? )the (?P<en>\d{{1,2}}(?:st|nd|rd|th))(?={_REST})"
    rf"|\b(?:am|zum|vom|ab dem|ab|bis zum|bis|den|dem|seit dem) (?P<de>\d{{1,2}})\.(?={_REST}| ?\Z| ?[,;:!?)])"
    rf"|\b(?:le|du|au|dès le|jusqu'au) (?P<fr>\d{{1,2}})(?={_REST})(?! ?[.,]\d)|\b(?:el|del|al) (?P<es>\d{{1,2}})(?={_REST})(?! ?[.,]\d)"
    rf"|\b(?:op|vanaf|tot|per|tot en met|naar|voor|van) (?:de |den )?(?P<nl>\d{{1,2}}(?:e|ste|de))(?={_REST})"
)
_ENGLISH_NAMES: Final = "|".join(
    sorted(
        (re.escape(one) for one in _ORDINALS if one.endswith(("th", "st", "nd", "rd", "first", "second", "third"))), key=len, reverse=True
    )
)
_GERMAN_NAMES: Final = "|".join(sorted((re.escape(one) for one in _ORDINALS if one.endswith("en")), key=len, reverse=True))
_DUTCH_NAMES: Final = (
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste eenentwintigste tweeentwintigste "
    "drieentwintigste vierentwintigste vijfentwintigste zesentwintigste zevenentwintigste achtentwintigste negenentwintigste dertigste eenendertigste"
)  # fmt: skip
_DUTCH: Final = {word: number for number, word in enumerate(_DUTCH_NAMES.split(), start=1)}
_ON_WORDED: Final = re.compile(
    rf"\b(?:on|until|till|from|by|after|before|since|starting) the (?P<en>{_ENGLISH_NAMES})(?={_REST})|\b(?:am|zum|vom|ab dem|bis zum|seit dem) (?P<de>{_GERMAN_NAMES})(?={_REST})"
    rf"|\b(?:op|vanaf|tot|per) (?:de )?(?P<nl>{'|'.join(_DUTCH)})(?={_REST})"
)
_RANGE: Final = re.compile(
    r"(?<![\w.,:/-])(?<!day the )(?P<d>\d{1,2}(?:st|nd|rd|th|\.|e)) ?(?:-|–|to|until|till|through|bis(?: zum)?|tot(?: en met)?|t/m)(?: the| de|) ?(?P<d2>\d{1,2}(?:st|nd|rd|th|\.|e))"
    rf"(?={_REST}| ?\Z)"
)
_AWAY: Final = re.compile(
    r"(?<![\w.,/-])(?P<d>\d{1,2})(?:st|nd|rd|th|\.|e|er)?(?: of| van| de| du| des| del)? (?:(?P<this>(?:this|dieses|diesen|ce|este|deze) (?:month|monats|mois|mes|maand))"
    r"|(?P<next>(?:next|nächsten|kommenden|volgende|komende|próximo) (?:month|monats|mes|maand)|mois prochain|mes (?:que viene|próximo)))(?!\w)"
)
_FEASTS: Final = {
    (1, 1): r"new year's day|neujahr(?:stag)?|jour de l'an|nouvel an|año nuevo|nieuwjaarsdag", (2, 14): r"valentine'?s day|valentinstag|saint-valentin|san valentín|valentijnsdag",
    (10, 31): r"hallowe'?en", (12, 24): r"christmas eve|heiligabend|heiligen abend|veille de noël|nochebuena|kerstavond",
    (12, 25): r"christmas day|(?:erster|ersten|1\.) weihnachts(?:feier)?tag|jour de noël|día de navidad|eerste kerstdag", (12, 26): r"boxing day|(?:zweiter|zweiten|2\.) weihnachts(?:feier)?tag|tweede kerstdag|saint stephen's day|st\.? stephen's day",
    (12, 31): r"new year's eve|silvester|saint-sylvestre|nochevieja|oudejaarsdag|oudejaarsavond|oudjaar",
}  # fmt: skip
_FEAST: Final = tuple(
    (day, re.compile(rf"(?<!before )(?<!after )(?<!vor )(?<!nach )(?<!avant )(?<!après )(?<!na )(?<!voor )\b(?:{names})\b"))
    for day, names in _FEASTS.items()
)
Numbered = tuple[int, int, int, int, int, int]
"""Start, end, year and month (0 where none is told), day, and 1 for a day of this month, 2 of the next."""


def told(plain: str) -> Iterator[Numbered]:
    """Every such day of a text that is plain already."""
    yield from _worded(plain)
    for pattern in (_ON, _RANGE):
        for found in pattern.finditer(plain):
            for name, said in found.groupdict().items():
                if said and 1 <= (day := int(re.sub(r"\D", "", said))) <= _LAST:
                    yield found.start(name), found.end(name), 0, 0, day, 0
    for found in _ON_WORDED.finditer(flat(plain)):
        name = next(one for one in ("en", "de", "nl") if found[one])
        yield *found.span(name), 0, 0, _DUTCH[found[name]] if name == "nl" else _ORDINALS[found[name]], 0
    for found in _AWAY.finditer(plain):
        if 1 <= int(found["d"]) <= _LAST:
            yield *found.span(), 0, 0, int(found["d"]), 1 if found["this"] else 2
    for (month, day), pattern in _FEAST:
        yield from ((*found.span(), 0, month, day, 0) for found in pattern.finditer(plain))


def _worded(plain: str) -> Iterator[Numbered]:
    """ "The first of June", "June the first", "le dix juin"; looked for without accents, letter by letter."""
    told = flat(plain)
    for found in _OF_MONTH.finditer(told):
        month, ordinal = found["month"] or found["first"], found["day"] or found["behind"]
        if " of " in found[0] or month not in _MISREAD or ordinal not in _ENGLISH.split():
            yield *found.span(), int(found["year"] or 0), MONTHS[month], _ORDINALS[ordinal], 0
    for start, end, number, article in spelled(plain):
        behind = _BEHIND.match(told, end) if 1 <= number <= _LAST and not article else None
        if behind and behind["month"] not in _MISREAD:
            yield start, behind.end(), int(behind["year"] or 0), MONTHS[behind["month"]], number, 0
