"""Mails with names in them, made from sentences with gaps and lists of names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from policies.redaction.people import towns
from policies.redaction.people.words import FOLDER, rows

LANGUAGES: Final = ("en", "de", "fr", "es", "nl")
_GAP: Final = re.compile(r"\{([A-Z])\}")
_CHOICE: Final = re.compile(r"\(([^()]*\|[^()]*)\)")
_KINDS: Final = {"P": "PERSON", "F": "PERSON", "L": "PERSON", "C": "LOCATION", "O": "ORGANIZATION"}
_FIRST: Final = {"en": (0, 1, -1), "de": (2,), "fr": (3,), "es": (4,), "nl": (5,)}
_LAST: Final = {"en": (0, -1), "de": (1,), "fr": (2,), "es": (3,), "nl": (4,)}
_PARTICLES: Final = {"en": ("Mc", "de", "van"), "de": ("von", "von der", "zu"), "fr": ("de", "de la", "du", "Le"), "es": ("de", "de la", "del", "de los"),
                     "nl": ("van", "van der", "van den", "de", "van de", "ter", "den")}  # fmt: skip
_LONGEST_COINED: Final = 14
_WITHIN: Final = {"en": ("on", "upon", "under", "le"), "de": ("am", "an der", "bei", "im"), "fr": ("sur", "en", "la", "lès"), "es": ("de", "de la", "del", "de los"),
                  "nl": ("aan", "aan den", "op", "en")}  # fmt: skip
_PLACES: Final = ("New York", "Los Angeles", "San Francisco", "New Delhi", "Cape Town", "Hong Kong", "Kuala Lumpur", "Tel Aviv", "Buenos Aires", "Rio de Janeiro", "São Paulo",
                  "United Kingdom", "United States", "UK", "USA", "South Africa", "New Zealand", "Costa Rica", "Saudi Arabia", "Czech Republic", "Den Haag", "'s-Hertogenbosch",
                  "Bad Homburg", "Frankfurt am Main", "Freiburg im Breisgau", "Saint-Étienne", "Saint-Denis", "Aix-en-Provence", "Le Havre", "La Rochelle", "San Sebastián",
                  "Las Palmas", "La Coruña", "Santa Cruz", "Alphen aan den Rijn", "Stoke-on-Trent", "Newcastle upon Tyne", "St. Gallen", "St Albans", "Côte d'Azur", "Île-de-France")  # fmt: skip
_TOWNS: Final = (
    "burg",
    "ham",
    "ville",
    "stadt",
    "dorf",
    "dijk",
    "ton",
    "ford",
    "heim",
    "hausen",
    "wick",
    "bury",
    "veen",
    "kerk",
    "ingen",
    "bach",
    "mont",
    "ac",
    "ella",
)
_SIDES: Final = (
    "New",
    "East",
    "West",
    "North",
    "South",
    "Port",
    "Lake",
    "Bad",
    "Saint",
    "St.",
    "San",
    "Santa",
    "Villa",
    "Sint",
    "Neu",
    "Alt",
    "Mont",
    "Upper",
)
_SYLLABLES: Final = (
    "ba",
    "ri",
    "mo",
    "ka",
    "len",
    "sha",
    "tor",
    "vi",
    "no",
    "el",
    "an",
    "da",
    "jo",
    "mi",
    "ra",
    "tes",
    "lo",
    "u",
    "ge",
    "zan",
    "pe",
    "fi",
    "ha",
    "su",
    "ku",
    "mar",
    "sten",
    "wyn",
)
_TRADES: Final = ("Logistics", "Bank", "Media", "Travel", "Energy", "Airlines", "Hotels", "Insurance", "Consulting", "Versicherung", "Reisen", "Möbel", "Apotheke", "Bau", "Voyages",
                  "Assurances", "Transports", "Banque", "Seguros", "Viajes", "Transportes", "Verzekeringen", "Reizen", "Bouw", "Software", "Motors", "Telecom", "Pharma")  # fmt: skip
_FORMS: Final = ("PLC", "and Sons", "LLC", "Inc", "Group", "GmbH & Co. KG", "AG & Co. OHG", "KG", "e.G.", "S.A.R.L.", "S.A.S.", "et Fils", "S.L.", "S.A.", "y asociados", "Groep", "B.V.",
                 "Stiftung & Co. KGaA", "Holding", "Industries", "Labs", "Studios", "Partners LLP", "Clinic", "Kliniken", "Hospital", "College")  # fmt: skip
Fill = Callable[[random.Random, str], str]


@dataclass(frozen=True, slots=True)
class Mail:
    """``spans``: (type, start, end) of each name."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


@cache
def sentences(language: str) -> dict[str, list[str]]:
    """Greeting, body and closing lines with gaps."""
    sorted_out: dict[str, list[str]] = {"greeting": [], "body": [], "closing": []}
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        kind = "closing" if "\\n" in line else "greeting" if line.endswith((",", ":")) and len(line) < 45 and "{C}" not in line else "body"
        sorted_out[kind].append(line.replace("\\n", "\n"))
    return sorted_out


def mails(dice: random.Random, count: int, extra: Sequence[str] = ()) -> Iterator[Mail]:
    for _ in range(count):
        language = dice.choice(LANGUAGES)
        yield _filled(_casing(_chosen(_outline(language, dice, extra), dice), dice), language, dice)


def _outline(language: str, dice: random.Random, extra: Sequence[str]) -> str:
    known = sentences(language)
    body = [dice.choice(extra) if extra and dice.random() < 0.25 else dice.choice(known["body"]) for _ in range(dice.randint(1, 4))]
    parts = [dice.choice((" ", " ", "\n")).join(body)]
    if dice.random() < 0.5:
        parts.insert(0, dice.choice(known["greeting"]))
    if dice.random() < 0.5:
        parts.append(dice.choice(known["closing"]))
    return dice.choice(("\n", "\n\n", " ")).join(parts)


def _chosen(outline: str, dice: random.Random) -> str:
    """One of each (this|that)."""
    return _CHOICE.sub(lambda choice: dice.choice(choice[1].split("|")), outline)


def _casing(outline: str, dice: random.Random) -> str:
    """People write as they like: all small, all large, without full stops. Gaps are marked so that names follow."""
    roll = dice.random()
    if roll < 0.1:
        return _GAP.sub(lambda gap: f"{{{gap[1]}}}", "\x01" + _but_gaps(outline, str.lower))
    if roll < 0.14:
        return "\x02" + _but_gaps(outline, str.upper)
    return re.sub(r"[.,!?]", "", outline) if roll < 0.18 else outline


def _but_gaps(outline: str, change: Callable[[str], str]) -> str:
    return "".join(part if part.startswith("{") else change(part) for part in re.split(r"(\{[A-Z]\})", outline))


def _filled(outline: str, language: str, dice: random.Random) -> Mail:
    change: Callable[[str], str] = {"\x01": str.lower, "\x02": str.upper}.get(outline[:1], str)
    text, spans, at = "", [], 0
    outline = outline.lstrip("\x01\x02")
    for gap in _GAP.finditer(outline):
        text += outline[at : gap.start()]
        name, at = change(_FILLS[gap[1]](dice, language)), gap.end()
        if gap[1] in _KINDS:
            spans.append((_KINDS[gap[1]], len(text), len(text) + len(name)))
        text += name
    return Mail(text + outline[at:], tuple(spans))


@cache
def _lists(kind: str) -> tuple[list[str], ...]:
    return tuple(names for found, names in rows("names.txt") if found == kind)


def _own(kind: str, at_home: Mapping[str, tuple[int, ...]], dice: random.Random, language: str) -> str:
    """Mostly a name of the letter's language, often one from anywhere, sometimes one nobody has."""
    roll, lists = dice.random(), _lists(kind)
    if roll < 0.05:
        return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 3))).capitalize()
    if roll < 0.3:
        return coined(dice, kind, dice.choice(at_home[language]) % len(lists))
    return dice.choice(lists[dice.choice(at_home[language])] if roll < 0.6 else dice.choice(lists))


def coined(dice: random.Random, kind: str, number: int) -> str:
    """A name that sounds like those of a list and stands in none: each letter follows two as it does somewhere in the list."""
    follows, name = _follows(kind, number), "^^"
    while len(name) < _LONGEST_COINED and (letter := dice.choice(follows[name[-2:]])) != "$":
        name += letter
    return name[2:] if len(name) > 4 else coined(dice, kind, number)


@cache
def _follows(kind: str, number: int) -> dict[str, list[str]]:
    follows: dict[str, list[str]] = {}
    for name in _lists(kind)[number]:
        padded = f"^^{name}$"
        for place in range(2, len(padded)):
            follows.setdefault(padded[place - 2 : place], []).append(padded[place])
    return follows


@cache
def _heads(language: str) -> list[str]:
    return next(words for found, words in rows("heads.txt") if found == language)


def first(dice: random.Random, language: str) -> str:
    name = _own("first", _FIRST, dice, language)
    return f"{name}-{_own('first', _FIRST, dice, language)}" if dice.random() < 0.04 else name


def last(dice: random.Random, language: str) -> str:
    name, roll = _own("last", _LAST, dice, language), dice.random()
    if roll < (0.3 if language == "nl" else 0.06):
        return f"{dice.choice(_PARTICLES[language])} {name}"
    if roll > (0.75 if language == "es" else 0.97):
        return f"{name} {_own('last', _LAST, dice, language)}"
    return f"{name}-{_own('last', _LAST, dice, language)}" if roll > 0.93 else name


def person(dice: random.Random, language: str) -> str:
    roll = dice.random()
    if roll < 0.08:
        return first(dice, language)
    if roll < 0.13:
        return f"{dice.choice('ABCDEFGHJKLMPRST')}. {last(dice, language)}"
    if roll < 0.18:
        return f"{first(dice, language)} {dice.choice('ABCDEFGHJKLMPRST')}. {last(dice, language)}"
    middle = f" {first(dice, language)}" if roll < 0.23 else ""
    return f"{first(dice, language)}{middle} {last(dice, language)}"


def place(dice: random.Random, language: str) -> str:
    roll = dice.random()
    if roll < 0.1:
        return dice.choice(_PLACES)
    if roll < 0.4:
        return dice.choice(towns.names())
    if roll < 0.44:
        return f"{dice.choice(_SIDES)} {dice.choice(dice.choice(_lists('first')))}{dice.choice(('', '', *_TOWNS))}"
    if roll < 0.54:
        return coined(dice, "city", dice.randrange(len(_lists("city"))))
    if roll < 0.58:
        return f"{coined(dice, 'city', dice.randrange(len(_lists('city'))))} {dice.choice(_WITHIN[language])} {coined(dice, 'last', dice.randrange(5))}"
    if roll < 0.64:
        return (dice.choice(dice.choice(_lists("last")))[:5].rstrip("aeiou") + dice.choice(_TOWNS)).capitalize()
    return dice.choice(dice.choice(_lists("place" if roll < 0.74 else "city")))


def organisation(dice: random.Random, language: str) -> str:
    sign, name = dice.choice(dice.choice(_lists("sign"))), _own("last", _LAST, dice, language)
    ending, town = dice.choice(dice.choice(_lists("ending"))).rstrip("&").strip() or "Co", dice.choice(dice.choice(_lists("city")))
    head, coin = dice.choice(_heads(language)), coined(dice, "last", dice.randrange(len(_lists("last"))))

    def before(one: str) -> str:
        return f"{one} {head}" if language == "en" else f"{head} {one}"

    made = (
        lambda: before(name), lambda: before(coin), lambda: before(sign), lambda: before(town), lambda: f"{before(coin)} {dice.choice(_FORMS)}",
        lambda: f"{before(name)} {dice.choice(('& Co', 'und Partner', 'et Fils', 'e Hijos', 'en Zonen', '& Sons'))}", lambda: f"{coin} {ending}", lambda: f"{sign} {head}",
        lambda: dice.choice(_lists("org")[0]), lambda: dice.choice(_lists("org")[0]), lambda: f"{sign} {ending}", lambda: f"{name} {ending}", lambda: f"{sign} {dice.choice(_lists('ending')[-1])} {ending}", lambda: f"{sign} {dice.choice(_lists('ending')[-1])}",
        lambda: f"{name} & {_own('last', _LAST, dice, language)}", lambda: f"{sign} {dice.choice(_TRADES)}", lambda: f"{name} {dice.choice(_TRADES)} {ending}",
        lambda: "".join(dice.choice("ABCDEFGHIKLMNOPRSTVW") for _ in range(dice.randint(3, 4))), lambda: f"{town} {dice.choice(_TRADES)}", lambda: sign,
        lambda: dice.choice(("University of {}", "Universität {}", "Stadtwerke {}", "Banco de {}", "Université de {}", "Gemeente {}", "Bank of {}", "Hotel {}", "{} General Hospital", "{} Elementary School", "{} City Council", "Sparkasse {}", "Volksbank {}", "Zorggroep {}", "Stichting {}", "Clínica {}",
                             "Clinique {}", "Ayuntamiento de {}", "Mairie de {}", "Hotel {} Palace", "Grupo {}", "Lycée {}", "Gymnasium {}", "{} Primary School", "St. {} Hospital")).format(town),
        lambda: f"{sign}{dice.choice(('tech', 'soft', 'net', 'ly', 'Pay', 'Box', 'Shop', 'bank'))}", lambda: f"{sign} {dice.choice(dice.choice(_lists('sign')))}",
        lambda: f"{name}-{_own('last', _LAST, dice, language)}", lambda: f"{name}, {_own('last', _LAST, dice, language)} {dice.choice(('and', 'und', 'et', 'y', 'en', '&'))} "
        f"{_own('last', _LAST, dice, language)}", lambda: f"{name} {dice.choice(_FORMS)}", lambda: f"{name}'s", lambda: f"{name} {dice.choice(('Brothers', '& Sons', '& Söhne', '& Fils', 'Hermanos', 'Gebroeders', 'und Partner'))}",
    )  # fmt: skip
    return dice.choice(made)()


def street(dice: random.Random, language: str) -> str:
    return {"de": "Hauptstraße", "fr": "rue des Lilas", "es": "Calle Mayor", "nl": "Dorpsstraat"}.get(language, "Park Road")


_FILLS: Final[dict[str, Fill]] = {"P": person, "F": first, "L": last, "C": place, "O": organisation, "S": street}
