"""What the gaps of the written sentences are filled with: people, streets, towns and firms, things that are none of them, numbers and days."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from policies.redaction.people import firms, towns
from policies.redaction.people.coining import from_list, lists

_ABROAD: Final = ("it", "pt", "pl", "ea", "ru", "tr", "ar", "in", "zh", "af", "sc", "xx", "nick", "en", "de", "fr", "es", "nl")
_PARTICLES: Final = {"en": ("Mac", "de", "van", "O'", "St.", "Fitz", "Ní", "Ó", "Mac Giolla"), "de": ("von", "von der", "zu", "von und zu"), "fr": ("de", "de la", "du", "Le", "des"), "es": ("de", "de la", "del", "de los"),
                     "nl": ("van", "van der", "van den", "de", "van de", "ter", "den", "van 't", "in 't"), "it": ("Di", "De", "Della", "Lo"), "pt": ("da", "dos", "de", "do"),
                     "ar": ("Al", "El", "Ben", "Ibn", "bin", "Abu")}  # fmt: skip
_INITIALS: Final = "ABCDEFGHJKLMPRSTW"
_STREETS: Final = {"en": ("Road", "Street", "Lane", "Avenue", "Drive", "Close", "Court", "Gardens", "Way", "Terrace", "Place", "Crescent", "Row", "St", "Rd", "Blvd"), "de": ("straße", "weg", "gasse", "platz", "allee", "str.", "ring", "ufer", "damm"),
                   "fr": ("rue", "rue de", "rue du", "rue des", "avenue", "avenue de", "boulevard", "place", "chemin des", "impasse", "allée des", "quai de"), "es": ("Calle", "Calle de", "Calle del", "Avenida", "Avda.", "Plaza", "Paseo de", "C/", "Camino de"),
                   "nl": ("straat", "laan", "weg", "gracht", "kade", "plein", "dijk", "pad", "singel")}  # fmt: skip
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec", "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jan. Feb. Apr. Aug. Sept. Okt. Nov. Dez.",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv. févr. juil. sept. oct. nov. déc.", "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene feb abr ago sept oct nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december jan. feb. mrt. apr. aug. sept. okt. nov. dec.",
}  # fmt: skip
_DAYS: Final = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun", "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Mo Di Mi Do Fr Sa So", "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lunes martes miércoles jueves viernes sábado domingo lun mar mié jue vie sáb dom", "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo",
}  # fmt: skip
_SHORT: Final = "SSO VPN API PDF GPS SIM PIN ICE TER AVE TGV RE IC HDMI USB LED SSD TV WLAN DSL SEPA DSGVO RGPD AVG GDPR CSV XML VAT BTW IVA TVA MwSt SMS MMS QR ID FAQ EAN ISBN UHD PC NFC 5G LTE W-2 S M L XL XS XXL A4 A5 B2B AC DC TÜV EC HR IT PR SLA AGB NDA PO RMA"
"""What is written in capitals and is no firm."""
_QUARTERS: Final = {
    "en": ("North", "South", "East", "West", "Upper", "Lower", "Central", "Greater", "Isle of", "Mount", "Lower", "Little", "Cape"), "de": ("Bad", "Ober", "Unter", "Groß", "Klein", "Sankt", "Insel", "Burg", "Hohen"), "fr": ("La", "Le", "Les", "Saint", "Grand", "Petit", "Île de", "Île", "Mont", "Val de"),
    "es": ("La", "El", "Los", "Las", "San", "Villa", "Puebla de", "Alto", "Isla", "Isla de", "El Puerto de", "Valle de"), "nl": ("Den", "Oud", "Nieuw", "Sint", "Klein", "Eiland", "Hoek van"),
}  # fmt: skip
_SMALL: Final = {
    "fr": ("de", "du", "à", "d'", "des", "pour"),
    "es": ("de", "de la", "del", "para", "con"),
    "nl": ("van", "voor", "met"),
    "de": ("mit", "für", "ohne"),
    "en": ("of", "for", "with", "and"),
}
_WRITTEN: Final = (
    "0612 55 31 {}",
    "+49 170 55{}",
    "+33 6 12 34 {}",
    "DE89 3704 0044 0532 {} 00",
    "NL91 ABNA 0417 {}",
    "info@{w}.com",
    "{w}.{w}@example.com",
    "{w}{}@gmail.com",
    "www.{w}.com",
    "https://{w}.eu/{w}/{}",
    "192.168.7.{}",
)


def _origin(dice: random.Random, language: str) -> str:
    return language if dice.random() < 0.55 else dice.choice(_ABROAD)


def first(dice: random.Random, language: str) -> str:
    return _first(dice, _origin(dice, language))


def _first(dice: random.Random, origin: str) -> str:
    name = from_list(dice, "first", origin)
    if "-" in name and origin == "zh" and dice.random() < 0.5:
        name = name.capitalize()
    return f"{name}-{from_list(dice, 'first', origin)}" if dice.random() < 0.03 else name


def last(dice: random.Random, language: str) -> str:
    return _last(dice, _origin(dice, language))


def _last(dice: random.Random, origin: str) -> str:
    name, roll = from_list(dice, "last", origin), dice.random()
    if roll < (0.3 if origin == "nl" else 0.09) and origin in _PARTICLES:
        return f"{dice.choice(_PARTICLES[origin])} {from_list(dice, 'city', origin) if dice.random() < 0.35 else name}"
    if roll > (0.7 if origin in ("es", "pt") else 0.98):
        return f"{name} {from_list(dice, 'last', origin)}"
    return f"{name}-{from_list(dice, 'last', dice.choice((origin, dice.choice(_ABROAD))))}" if roll > 0.64 and dice.random() < 0.2 else name


def person(dice: random.Random, language: str) -> str:
    origin, roll = _origin(dice, language), dice.random()
    family = _last(dice, origin if dice.random() < 0.8 else dice.choice(_ABROAD))
    if roll < 0.08:
        return _first(dice, origin)
    if roll < 0.14:
        return f"{dice.choice(_INITIALS)}. {family}"
    if roll < 0.17:
        return f"{dice.choice(_INITIALS)}.{dice.choice(_INITIALS)}. {family}"
    if roll < 0.21:
        return f"{_first(dice, origin)} {dice.choice(_INITIALS)}. {family}"
    if roll < 0.23 and origin == "zh":
        return f"{family} {_first(dice, origin)}"
    middle = f" {_first(dice, origin)}" if roll < 0.28 else ""
    return f"{_first(dice, origin)}{middle} {family}"


def place(dice: random.Random, language: str) -> str:
    roll = dice.random()
    if roll < 0.25:
        return dice.choice(towns.names())
    if roll < 0.45:
        return firms.unheard_town(dice, language)
    if roll < 0.6:
        return dice.choice(dice.choice(list(lists("place").values())))
    if roll < 0.63:
        return f"{dice.choice(_QUARTERS[language])} {from_list(dice, 'city', language)}"
    known = lists("city")
    if roll < 0.66:
        return f"{dice.choice(known[language])}-{from_list(dice, 'city', language)}"
    return dice.choice(known[language] if roll < 0.8 else dice.choice(list(known.values())))


def street(dice: random.Random, language: str) -> str:
    number = f"{dice.randint(1, 240)}{dice.choice(('', '', '', '', 'a', ' B', '-3'))}"
    if dice.random() < 0.5:
        name = dice.choice(lists("street")[language])
    else:
        kind = dice.choice(_STREETS[language])
        coin = (
            dice.choice(lists("noun")[language]).capitalize()
            if dice.random() < 0.35
            else from_list(dice, dice.choice(("last", "first", "city")), language)
        )
        name = {
            "en": f"{coin} {kind}",
            "de": f"{coin}{kind}" if dice.random() < 0.7 else f"{coin}er {kind.capitalize()}",
            "nl": f"{coin}{kind}",
        }.get(language, f"{kind} {coin}")
    if language in ("en", "fr"):
        return f"{number}{',' if language == 'fr' and dice.random() < 0.2 else ''} {name}"
    return f"{name}{',' if language == 'es' and dice.random() < 0.3 else ''} {number}"


def postcode(dice: random.Random, language: str) -> str:
    """What stands before a town in an address: mostly nothing."""
    if dice.random() < 0.5:
        return ""
    digits = f"{dice.randint(1000, 98999)}"
    return {"nl": f"{digits[:4]} {dice.choice('ABCDE')}{dice.choice('JKLMN')} ", "en": ""}.get(language, f"{digits.zfill(5)} ")


def thing(dice: random.Random, language: str) -> str:
    """A thing, a product, a setting: written small, with a capital, or as a title."""
    roll, noun = dice.random(), _noun(dice, language)
    if dice.random() < 0.05:
        return dice.choice(_SHORT.split())
    if roll < 0.35:
        return noun
    if roll < 0.5:
        return noun[0].upper() + noun[1:]
    kind = dice.choice(lists("adj")[language])
    if roll < 0.65:
        return f"{noun} {kind}".title() if language in ("fr", "es") else f"{kind} {noun[0].upper()}{noun[1:]}"
    if roll < 0.72:
        return f"{noun} {kind}".lower() if language in ("fr", "es") else f"{kind.lower()} {noun}"
    if roll < 0.84:
        other = _noun(dice, language)
        between = dice.choice(_SMALL[language])
        return f"{noun.capitalize()} {between} {other.capitalize()}".replace("' ", "'")
    if roll < 0.9:
        return (
            f"{noun.capitalize()} {dice.choice(('Plus', 'Pro', 'Premium', 'XL', 'Max', 'One', 'Mini', 'X3', '2000', 'Basic', 'Comfort'))}"
        )
    return f"{noun.capitalize()} {_noun(dice, language).capitalize()}"


def _noun(dice: random.Random, language: str) -> str:
    noun = dice.choice(lists("noun")[language])
    if language in ("de", "nl") and dice.random() < 0.4:
        return f"{noun}{dice.choice(('', '', 's', 'n') if language == 'de' else ('', '', 's', 'en'))}{dice.choice(lists('noun')[language]).lower()}"
    return f"{noun}{dice.choice(('s', 'e', 'en', 'n'))}" if dice.random() < 0.12 else noun


def job(dice: random.Random, language: str) -> str:
    return dice.choice(lists("job")[language])


def team(dice: random.Random, language: str) -> str:
    return dice.choice(lists("team")[language])


def code(dice: random.Random, language: str) -> str:
    digits = str(dice.randint(1000, 99_999_999))
    letters = "".join(dice.choice("ABCDEFGHKLMNPQRSTVXZ") for _ in range(dice.randint(1, 3)))
    return dice.choice(
        (
            digits,
            digits,
            f"{digits[:2]}-{digits[2:]}",
            f"{letters}-{digits}",
            f"{letters}{digits}",
            f"#{digits}",
            f"{digits}-{letters}",
            f"{letters}-{digits[:2]}-{digits[2:]}",
            digits[:1],
            digits[:2],
        )
    )


def day(dice: random.Random, language: str) -> str:
    number, month, week = dice.randint(1, 31), dice.choice(_MONTHS[language].split()), dice.choice(_DAYS[language].split())
    whole = f"{number}. {month}" if language == "de" else f"{number} {dice.choice(('', 'de ')) if language == 'es' else ''}{month}"
    return dice.choice(
        (
            whole,
            whole,
            f"{whole} 2025",
            f"{week}, {whole}",
            f"{week} {whole}",
            f"{number:02d}.0{dice.randint(1, 9)}.2025",
            f"{number}/{dice.randint(1, 12)}/25",
            week,
            month,
            "2024",
        )
    )


def written(dice: random.Random, language: str) -> str:
    """An address, an account or a number to call: the tagger reads the text as it is."""
    word = from_list(dice, dice.choice(("first", "last")), language).lower()
    return dice.choice(_WRITTEN).replace("{w}", word).replace("{}", str(dice.randint(1000, 9999)))


FILLS: Final[dict[str, Callable[[random.Random, str], str]]] = {
    "P": person, "F": first, "L": last, "C": place, "O": firms.organisation, "S": street, "Z": postcode, "N": thing, "J": job, "T": team, "K": code, "D": day, "E": written,
}  # fmt: skip
