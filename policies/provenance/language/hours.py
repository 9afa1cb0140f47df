"""Hours told with their minutes, leads and ends in words: at three thirty, om twee uur, a las dos, de deux à quatre heures, 14 Uhr 30, dreiviertel neun.

Each pattern says by a word of time that its figure is an hour; a bare one is read in ``clocks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.provenance.language.plain import bare
from policies.provenance.language.spelled import DOZENS, WORDS

_ACCENTED: Final = ("één", "fünf", "zwölf")
_NAMES: Final = (*_ACCENTED, *(word for word, number in WORDS.items() if 1 <= number <= 12 and len(word) > 2 and word not in DOZENS))
WORD: Final = "|".join(sorted(_NAMES, key=len, reverse=True))
"""An hour in a word, in any of the five languages."""
ALONE: Final = r"(?= uhr\b| uur\b| o'clock\b| (?:instead|statt|au lieu|plutôt|en lugar|en vez|in plaats|rather|on|in the|today|tomorrow|tonight|sharp|heute|morgen|morgens|abends|am|vandaag|'s)\b|[.,;:!?)\n]|\Z)"
"""Where nothing follows that a figure could count."""
_ANY: Final = rf"\d{{1,2}}|{WORD}"
_UNIT: Final = r"(?:uur|heures?|h|uhr|horas|o'clock)"
_ENGLISH: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LAS: Final = r"(?:(?:a|sobre|hacia|hasta|desde|para|antes de|después de|de|entre|y) )las?"
_MINUTES: Final = {
    spelling: minutes
    for minutes, line in {
        5: "oh five, fünf, cinco, vijf", 10: "ten, zehn, diez, tien", 15: "fifteen, fünfzehn, quince, vijftien", 20: "twenty, zwanzig, veinte, twintig",
        25: "twenty-five, twenty five, fünfundzwanzig, veinticinco, vijfentwintig", 30: "thirty, dreißig, dreissig, treinta, dertig", 35: "thirty-five, thirty five, fünfunddreißig",
        40: "forty, vierzig, cuarenta, veertig", 45: "forty-five, forty five, fünfundvierzig, cuarenta y cinco, vijfenveertig", 50: "fifty, fünfzig, cincuenta, vijftig", 55: "fifty-five, fifty five",
    }.items()
    for word in line.split(", ") for spelling in (word, bare(word))
}  # fmt: skip
_IN_MINUTES: Final = "|".join(sorted((re.escape(one) for one in _MINUTES), key=len, reverse=True))
_LED: Final = re.compile(
    rf"\b(?:at|by|around|about|before|after|until|till|from|um|ab|gegen|bis|vor|nach|à|vers|dès|avant|après|jusqu'à|om|rond|tegen|vanaf|tot|na) (?P<h>{WORD}) (?:uur|heures?|uhr|o'clock)\b(?!,? (?:in the|at night|du|de la|'s|morgens|vormittags|nachmittags|abends|nachts))"
    rf"|\b{_LAS} (?P<las>{WORD})(?={ALONE}| (?:en punto|de la|del|el|h|horas|para|con|en|por|hasta)\b)"
    rf"|\b(?:at about|at around|around|about|before|after|sobre|rond|tegen|vanaf) (?P<near>{WORD}){ALONE}"
    rf"|\b(?P<clock>{_ENGLISH}) o'clock\b(?!,? (?:in the|at night))"
    rf"|\b(?P<ish>\d{{1,2}}|{_ENGLISH})-?ish\b(?! year)"
)
_RANGE: Final = re.compile(
    rf"\b(?:de|entre|tussen|van|von|zwischen|from|between) (?P<h>{_ANY})(?: ?{_UNIT})? (?:à|et|y|a|en|tot|bis|und|to|and|till|until) (?P<h2>{_ANY}) ?{_UNIT}(?!\w)"
    rf"|\b(?:de|entre|desde) las? (?P<h3>{_ANY}) (?:y|a|hasta)(?: las?)? (?P<h4>{_ANY})(?!\w|[.,]\d)"
    r"|(?<![\w.,:/-])(?P<h5>\d{1,2}) (?:(?:till|until) (?P<h6>\d{1,2})(?!\w|[:.]\d)|(?:till|until) (?=\d{1,2}[:.]\d{2})|to (?=noon|midday|midnight))"
)
_FIGURES: Final = re.compile(
    rf"(?<![\w.,:/-])(?P<h>\d{{1,2}}) ?(?:uhr|heures?|h|uur) (?P<m>[0-5]\d)(?!\w|[.,]\d|\s?[€$£%]| (?!(?:am|on|in|im|à|au|bis|und|or|oder|ou|et|o|y|en|of|op|bitte|please|pour|für|voor)\b)[^\W\d_])"
    rf"|(?<![\w.,:/-])(?P<u>\d{{1,2}})u(?P<um>[0-5]\d)?(?![\w-])|\b{_LAS} (?P<d>\d{{1,2}})\.(?P<dm>[0-5]\d)(?!\d)"
)
_TOLD: Final = re.compile(
    rf"\b(?:(?:at|from|to|until|till|by|around|about|between|and|before|after) (?P<h>{_ENGLISH})|(?P<uhr>{WORD}) (?:uhr|uur))[ -](?P<m>{_IN_MINUTES})(?:{ALONE}|(?= ?[ap]\.?m\b))"
)
_BARE: Final = re.compile(rf"(?<![\w.,-])(?P<h>{_ENGLISH}) (?P<m>{_IN_MINUTES})(?:{ALONE}|(?= (?:to|for|from|at|please)\b))")
"""Twelve fifty: an hour as well as an amount, where nothing follows that it could count."""
_BESIDE: Final = re.compile(r"([^\W\d_]+) \Z")
_INSTEAD: Final = re.compile(
    rf"\b(?<!look )(?<!looks )(?:at|um|om|à|a las?) (?P<h>{WORD})(?: uhr| uur| heures?| o'clock)? (?:instead of|rather than|(?:an)?statt|au lieu de|en lugar de|en vez de|in plaats van)(?: at| um| om| las?)? (?P<h2>{WORD}){ALONE}"
)
"""At two instead of one: both are hours."""
_LESS: Final = re.compile(
    rf"\b(?P<h>{_ANY}) ?(?:heures?|h) moins (?:le )?(?P<m>quart|vingt-cinq|vingt|dix|cinq|\d{{1,2}})\b|\blas? (?P<h2>{_ANY}) menos (?P<m2>cuarto)\b"
    rf"|\b(?:dreiviertel|(?:um|ab|gegen|bis|vor|nach) (?P<one>viertel)) (?P<h3>{_ANY}){ALONE}|\b(?:a )?quarter (?P<after>after) (?P<h4>{_ANY})\b"
)
_HALF: Final = re.compile(
    rf"\b(?P<h>{WORD})(?: (?P<and>{_ENGLISH}|{_IN_MINUTES}))? ?(?:(?P<noon>[ap])\.?m\b|(?: o'clock)?,? (?P<part>in the (?:morning|afternoon|evening)|at night|morgens|vormittags|nachmittags|abends|nachts|heures? du (?:matin|soir)|heures? de l'après-midi|de la (?:mañana|tarde|noche)|(?:uur )?'s (?:ochtends|morgens|middags|avonds|nachts)))"
)
_BOTH: Final = re.compile(rf"\b(?P<h>{WORD})(?: ?(?:-|to|till|until|and) ?)(?P<h2>{WORD}) ?(?P<noon>[ap])\.?m\b")
_LATE: Final = ("in the a", "in the e", "nachmittags", "abends", "du soir", "de l'ap", "de la t", "de la n", "'s mid", "'s av")
_NIGHT: Final = ("at night", "nachts", "'s nachts")
_EVENING: Final = re.compile(
    r"\b(?:tonight|this (?:evening|afternoon)|in the (?:evening|afternoon)|(?:\w+tag|heute |am |morgen )?(?:abends?|nachmittags?)|ce soir|(?:cet|l')après-midi|dans la soirée|\w+ soir|esta (?:tarde|noche)|por la (?:tarde|noche)|(?:van|morgen|\w+dag)(?:avond|middag))\b"
)
_AROUND: Final = 30
Hour = tuple[int, int, int, int, bool]
"""Start, end, hour, minute, and whether the half of the day was left out."""


def told(plain: str) -> Iterator[Hour]:
    """Every hour that words of time lead or follow."""
    yield from _led(plain)
    yield from _ranged(plain)
    yield from _with_minutes(plain)
    yield from _of_a_half(plain)


def is_open(plain: str, start: int, end: int, hour: int) -> bool:
    """Whether "3 o'clock" or "8 Uhr" may be of the afternoon: small hours, and beside a word for the evening."""
    near = plain[max(0, start - _AROUND) : start], plain[end : end + _AROUND]
    return hour < _SMALL or (hour < _NOON and any(_EVENING.search(one) for one in near))


_SMALL: Final = 8
_NOON: Final = 12
_DAY: Final = 24


def figure(said: str) -> int:
    return int(said) if said.isdigit() else WORDS.get(bare(said), 0)


def _led(plain: str) -> Iterator[Hour]:
    for found in _LED.finditer(plain):
        name = next(one for one in ("h", "las", "near", "clock", "ish") if found[one])
        if (hour := figure(found[name])) <= _NOON:
            yield found.start(name), found.end(), hour, 0, True


def _ranged(plain: str) -> Iterator[Hour]:
    for found in _RANGE.finditer(plain):
        for name in ("h", "h2", "h3", "h4", "h5", "h6"):
            if found[name] and (hour := figure(found[name])) < _DAY:
                yield found.start(name), found.end(name), hour, 0, hour <= _NOON
    for found in _BOTH.finditer(plain):
        for name in ("h", "h2"):
            yield found.start(name), found.end(name), figure(found[name]) % _NOON + (_NOON if found["noon"] == "p" else 0), 0, False


def _with_minutes(plain: str) -> Iterator[Hour]:
    for found in _FIGURES.finditer(plain):
        hour, minute = int(found["h"] or found["u"] or found["d"]), int(found["m"] or found["um"] or found["dm"] or 0)
        if hour < _DAY:
            yield found.start(), found.end(), hour, minute, is_open(plain, *found.span(), hour)
    for found in _TOLD.finditer(plain):
        name = "h" if found["h"] else "uhr"
        yield found.start(name), found.end("m"), figure(found[name]), _MINUTES[bare(found["m"])], True
    for found in _INSTEAD.finditer(plain):
        yield from ((*found.span(one), figure(found[one]), 0, True) for one in ("h", "h2"))
    for found in _BARE.finditer(plain):
        before = _BESIDE.search(plain[max(0, found.start() - 14) : found.start()])
        if before is None or bare(before[1]) not in WORDS:
            yield found.start("h"), found.end("m"), figure(found["h"]), _MINUTES[found["m"]], True
    for found in _LESS.finditer(plain):
        hour = figure(found["h"] or found["h2"] or found["h3"] or found["h4"])
        short = found["m"] or found["m2"] or ""
        minutes = 15 if found["after"] else -45 if found["one"] else -(int(short) if short.isdigit() else _SHORT.get(short, 15))
        whole = (hour * 60 + minutes) % (_DAY * 60)
        yield found.start(), found.end(), *divmod(whole, 60), hour <= _NOON


_SHORT: Final = {"vingt-cinq": 25, "vingt": 20, "dix": 10, "cinq": 5}


def _of_a_half(plain: str) -> Iterator[Hour]:
    """ "Five pm", "six in the morning", "ten thirty am"."""
    for found in _HALF.finditer(plain):
        hour, said = figure(found["h"]), bare(found["and"] or "")
        if said and said not in _MINUTES:
            continue
        part = found["part"] or ""
        late = found["noon"] == "p" or any(one in part for one in _LATE) or (any(one in part for one in _NIGHT) and _SIX <= hour < _NOON)
        yield found.start(), found.end(), hour % _NOON + (_NOON if late else 0), _MINUTES.get(said, 0), False


_SIX: Final = 6
"""Hours before it are told as of the night as they are."""
