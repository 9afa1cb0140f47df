"""Firms, offices, schools and shops for the gaps of the written sentences, and towns that stand in no list."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from policies.redaction.people.coining import anywhere, coined, from_list, lists, syllables

_WITHIN: Final = {"en": ("on", "upon", "under", "le", "St"), "de": ("am", "an der", "bei", "im"), "fr": ("sur", "en", "la", "lès", "sous"), "es": ("de", "de la", "del", "de los"),
                  "nl": ("aan", "aan den", "op", "en")}  # fmt: skip
_PLACES: Final = ("New York", "Los Angeles", "San Francisco", "New Delhi", "Cape Town", "Hong Kong", "Kuala Lumpur", "Tel Aviv", "Buenos Aires", "Rio de Janeiro", "São Paulo",
                  "United Kingdom", "United States", "UK", "USA", "US", "South Africa", "New Zealand", "Costa Rica", "Saudi Arabia", "Czech Republic", "Den Haag", "'s-Hertogenbosch",
                  "Bad Homburg", "Frankfurt am Main", "Freiburg im Breisgau", "Saint-Étienne", "Saint-Denis", "Aix-en-Provence", "Le Havre", "La Rochelle", "San Sebastián",
                  "Las Palmas", "La Coruña", "Santa Cruz", "Alphen aan den Rijn", "Stoke-on-Trent", "Newcastle upon Tyne", "St. Gallen", "St Albans", "Côte d'Azur", "Île-de-France",
                  "EE. UU.", "États-Unis", "Estados Unidos", "Reino Unido", "Vereinigtes Königreich", "Verenigde Staten", "Pays-Bas", "Países Bajos", "Sri Lanka", "El Cairo", "Le Caire")  # fmt: skip
_TOWNS: Final = "burg ham ville stadt dorf dijk ton ford heim hausen wick bury veen kerk ingen bach mont ac ella ley field rode leben hoven beek dam gem nac igny court ar uela illo ona"
_SIDES: Final = ("New", "East", "West", "North", "South", "Port", "Lake", "Bad", "Saint", "St.", "San", "Santa", "Villa", "Sint", "Neu", "Alt", "Mont", "Upper", "La", "Le", "Los", "Las", "El", "Den", "Sankt", "Fort", "Puerto", "Groß", "Klein", "Oud", "Nieuw", "Sant", "Santo", "Sainte", "Ober", "Nieder", "Great", "Little", "Kings")  # fmt: skip
_FORMS: Final = ("PLC", "and Sons", "LLC", "Inc", "Group", "GmbH & Co. KG", "AG & Co. OHG", "KG", "e.G.", "S.A.R.L.", "S.A.S.", "et Fils", "S.L.", "S.A.", "y asociados", "Groep", "B.V.",
                 "Stiftung & Co. KGaA", "Holding", "Industries", "Labs", "Studios", "Partners LLP", "Clinic", "Kliniken", "Hospital", "College", "GmbH", "Ltd", "Ltd.", "Inc.", "BV", "SL", "SA", "e. V.", "UG", "SARL", "SAS")  # fmt: skip
_OF_TOWN: Final = {
    "en": "{} Borough Council|{} Water|{} Ambulance Service|{} Library|Port of {}|Visit {}|University of {}|Bank of {}|{} General Hospital|{} Elementary School|{} City Council|{} Council|{} Primary School|St. {} Hospital|{} High School|{} Town Hall|{} Police|{} Airport|{} Chamber of Commerce|Royal {} Infirmary|{} Housing Association|Hotel {}|{} County Court|{} Tigers|{} United|{} FC",
    "de": "{}er Sparkasse|{}er Volksbank|{}er Zeitung|{}er Verkehrsbetriebe|{}er Bank|{}er Werke|{}er Hof|Caritas {}|Handwerkskammer {}|Verkehrsverbund {}|Amt {}|Kita {}|Universität {}|Stadtwerke {}|Sparkasse {}|Volksbank {}|Gymnasium {}|Klinikum {}|Landratsamt {}|Stadt {}|Stadtverwaltung {}|Finanzamt {}|Amtsgericht {}|Bürgeramt {}|Flughafen {}|Jobcenter {}|Messe {}|TSV {}|FC {}|Kreissparkasse {}|Raiffeisenbank {}|Gemeinde {}|Feuerwehr {}",
    "fr": "Communauté de communes du {}|Conseil départemental du {}|Caisse primaire de {}|Maison de retraite de {}|Union sportive de {}|Université de {}|Mairie de {}|Lycée {}|CHU de {}|Communauté de communes de {}|Ville de {}|Préfecture de {}|Hôpital de {}|Tribunal de {}|Office de tourisme de {}|Aéroport de {}|Collège de {}|Métropole de {}|Crédit Agricole de {}|Gare de {}|Olympique de {}|Chambre de commerce de {}",
    "es": "Consejería de Educación de {}|Cabildo de {}|Junta Vecinal de {}|Cooperativa de {}|Peña {}|Banco de {}|Ayuntamiento de {}|Universidad de {}|Hospital de {}|Diputación de {}|Instituto {}|Clínica {}|Caja {}|Junta de {}|Policía Local de {}|Aeropuerto de {}|Cámara de Comercio de {}|Real {}|Deportivo {}|Mancomunidad de {}|Colegio {}|Hotel {} Palace|Grupo {}",
    "nl": "{}se Courant|{}se Bank|Vereniging van Eigenaren {}|Bibliotheek {}|Omgevingsdienst {}|Voetbalvereniging {}|Gemeente {}|Zorggroep {}|Stichting {}|Universiteit {}|Rabobank {}|Ziekenhuis {}|Waterschap {}|Provincie {}|Hogeschool {}|Politie {}|GGD {}|Station {}|Luchthaven {}|Woningbouw {}|Rechtbank {}|Kamer van Koophandel {}|ROC {}|FC {}|Hotel {}",
}  # fmt: skip
_KINDS: Final = {
    "en": "Veterinary Dental Medical Community Royal National Family Village Organic Independent Regional Modern Coastal Legal Technical", "de": "Städtische Evangelische Katholische Freie Deutsche Erste Alte Neue Allgemeine Bayerische Norddeutsche Vereinigte Internationale Ökologische Private",
    "fr": "vétérinaire dentaire médicale municipale artisanale générale régionale agricole sportive nationale Saint-Joseph familiale bio maritime libre automobile", "es": "veterinaria dental médica municipal artesana general regional agrícola deportiva nacional familiar ecológica marítima privada industrial pública",
    "nl": "Christelijke Openbare Koninklijke Nederlandse Eerste Oude Nieuwe Algemene Vrije Regionale Stedelijke Biologische Vlaamse Friese Brabantse",
}  # fmt: skip
"""Of what sort a clinic or a school is; in French and Spanish it stands behind it, and small."""
_JOINS: Final = ("tech", "soft", "net", "ly", "Pay", "Box", "Shop", "bank", "ify", "io", "line", "more", "hub", "plus", "aria", "alia", "eo", "ando", "meister", "world", "plein", "welt", "grove", "point", "fit", "med", "care", "mart", "go", "ster")  # fmt: skip
_BESIDE: Final = {
    "en": ("& Co", "& Sons", "Brothers", "Bros"), "de": ("und Partner", "& Söhne", "& Cie", "& Co"), "fr": ("et Fils", "& Fils", "Frères", "et Associés"),
    "es": ("e Hijos", "Hermanos", "y Asociados", "y Cía"), "nl": ("en Zonen", "& Zn", "Gebroeders", "en Partners"),
}  # fmt: skip


def unheard_town(dice: random.Random, language: str) -> str:
    roll = dice.random()
    if roll < 0.25:
        return dice.choice(_PLACES)
    if roll < 0.35:
        return f"{dice.choice(_SIDES)} {dice.choice(anywhere(dice, 'first'))}{dice.choice(('', '', *_TOWNS.split()))}"
    if roll < 0.7:
        return coined(dice, "city", language if dice.random() < 0.6 else "")
    if roll < 0.85:
        return f"{coined(dice, 'city', language)} {dice.choice(_WITHIN[language])} {coined(dice, dice.choice(('last', 'city')), language)}"
    return (dice.choice(anywhere(dice, "last"))[:5].rstrip("aeiou") + dice.choice(_TOWNS.split())).capitalize()


def organisation(dice: random.Random, language: str) -> str:
    """One of a dozen ways to be called, each with names that are made for it."""
    return dice.choice(_WAYS)(dice, language if dice.random() < 0.85 else dice.choice(tuple(_OF_TOWN)))


def _town(dice: random.Random, language: str) -> str:
    return unheard_town(dice, language) if dice.random() < 0.3 else dice.choice(lists("city")[language if dice.random() < 0.7 else "xx"])


def _family(dice: random.Random, language: str) -> str:
    return from_list(dice, "last", language if dice.random() < 0.75 else "")


def _sign(dice: random.Random) -> str:
    sign = dice.choice(lists("sign")["xx"])
    return coined(dice, "sign") if dice.random() < 0.3 else sign


def _trade(dice: random.Random, language: str) -> str:
    return dice.choice(lists("trade")[language])


def _headed(dice: random.Random, language: str) -> str:
    """A bakery, a clinic, a school: by family, town or sign, or by where it stands."""
    head, roll = dice.choice(lists(language)["xx"]), dice.random()
    if roll < 0.35:
        name = dice.choice(lists("thing")[language])
        kind = f" {dice.choice(_KINDS[language].split())}" if language in ("fr", "es") and dice.random() < 0.3 else ""
        return f"{name} {head}" if language == "en" else f"{head}{kind} {name}"
    name = _family(dice, language) if roll < 0.7 else _sign(dice) if roll < 0.85 else _town(dice, language)
    if roll > 0.6 and language in ("fr", "es", "nl") and dice.random() < 0.3:
        name = f"{dice.choice({'fr': ('de', 'du', 'des'), 'es': ('de', 'del', 'de los'), 'nl': ('van', 'de', 'het')}[language])} {name}"
    whole = f"{name} {head}" if language == "en" else f"{head} {name}"
    if dice.random() < 0.25:
        kind = dice.choice(_KINDS[language].split())
        whole = (
            f"{name} {kind} {head}"
            if language == "en"
            else f"{head} {kind} {name}"
            if language in ("fr", "es")
            else f"{kind} {head} {name}"
        )
    return f"{whole} {dice.choice((*_FORMS, *_BESIDE[language]))}" if dice.random() < 0.15 else whole


def _formed(dice: random.Random, language: str) -> str:
    name = _family(dice, language) if dice.random() < 0.5 else _sign(dice)
    trade = f" {_trade(dice, language)}" if dice.random() < 0.4 else ""
    ending = dice.choice(_FORMS) if dice.random() < 0.6 else dice.choice(anywhere(dice, "ending")).rstrip("&").strip() or "Co"
    return f"{name}{trade} {ending}"


def _traded(dice: random.Random, language: str) -> str:
    name = dice.choice((_family, _town))(dice, language) if dice.random() < 0.6 else _sign(dice)
    return (
        f"{name} {_trade(dice, language)}" if language in ("en", "de", "nl") or dice.random() < 0.4 else f"{_trade(dice, language)} {name}"
    )


def _grouped(dice: random.Random, language: str) -> str:
    """A group of firms, a hotel, an office of two partners."""
    name = dice.choice((_family, _town))(dice, language) if dice.random() < 0.5 else _sign(dice)
    group, office = {
        "en": ("{} Group", "{} Solicitors"),
        "de": ("{} Gruppe", "Kanzlei {}"),
        "fr": ("Groupe {}", "Cabinet {}"),
        "es": ("Grupo {}", "Bufete {}"),
        "nl": ("{} Groep", "Kantoor {}"),
    }[language]
    return dice.choice(
        (
            group.format(name),
            group.format(name),
            f"Hotel {name}" if language != "fr" else f"Hôtel {name}",
            office.format(_two(dice, language)),
        )
    )


def _two(dice: random.Random, language: str) -> str:
    joint = dice.choice((" & ", " & ", "-", {"en": " and ", "de": " und ", "fr": " et ", "es": " y ", "nl": " en "}[language], " + "))
    names = f"{_family(dice, language)}{joint}{_family(dice, language)}"
    return f"{_family(dice, language)}, {names}" if dice.random() < 0.15 else names


def _kin(dice: random.Random, language: str) -> str:
    before = {"de": "Gebrüder", "fr": "Établissements", "es": "Hermanos", "nl": "Gebroeders"}.get(language)
    name = (
        f"{before} {_family(dice, language)}"
        if before and dice.random() < 0.5
        else f"{_family(dice, language)} {dice.choice(_BESIDE[language])}"
    )
    return f"{name} {_trade(dice, language)}" if dice.random() < 0.3 else name


def _invented(dice: random.Random, language: str) -> str:
    """A brand of one word."""
    roll = dice.random()
    if roll < 0.3:
        return coined(dice, "org")
    if roll < 0.5:
        return _sign(dice)
    if roll < 0.75:
        word = dice.choice(lists("noun")[language])[:6] if dice.random() < 0.6 else dice.choice(lists("sign")["xx"])
        return word.capitalize() + dice.choice(_JOINS)
    if roll < 0.85:
        return "".join(dice.choice("ABCDEFGHIKLMNOPRSTVW") for _ in range(dice.randint(3, 4)))
    return (
        syllables(dice).capitalize()
        if roll < 0.95
        else dice.choice(lists("noun")[language]).capitalize() + dice.choice(lists("noun")[language]).capitalize()
    )


def _phrase(dice: random.Random, language: str) -> str:
    """Two or three words that mean something, as shops are called."""
    noun, kind, other = (
        dice.choice(lists("noun")[language]).capitalize(),
        dice.choice(lists("adj")[language]),
        dice.choice(lists("noun")[language]).capitalize(),
    )
    return dice.choice((f"{noun} {kind}" if language in ("fr", "es") else f"{kind} {noun}", f"{noun} Plus", f"{noun}{other.lower()}", f"{noun} & {other}", f"{noun} {_family(dice, language)}", f"{_sign(dice)} {noun}", f"Die {noun}" if language == "de" else f"{noun} Direct"))  # fmt: skip


def _known(dice: random.Random, language: str) -> str:
    return dice.choice(lists("org")["xx"])


def _of_town(dice: random.Random, language: str) -> str:
    return dice.choice(_OF_TOWN[language].split("|")).format(_town(dice, language))


_WAYS: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    _grouped, _headed, _headed, _headed, _formed, _formed, _traded, _traded, _two, _kin, _invented, _invented, _invented, _phrase, _known, _known, _known, _of_town, _of_town,
)  # fmt: skip
