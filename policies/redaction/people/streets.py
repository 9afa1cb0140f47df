"""Streets with their number, told by how they are written: a person's name within one is a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]
_WORD: Final = r"[A-ZÀ-ÖØ-ÞŠŽČŁŚŻ][\w'’.-]{0,30}"
_HOUSE: Final = r"\d{1,5}(?:[-/]\d{1,4})?[A-Za-z]?"
_FLAT: Final = r"(?:,? (?:Apt\.?|Apartment|Suite|Unit|Flat|Floor) ?#?\w{1,5})?"
_KINDS: Final = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Court|Ct|Place|Square|Sq|Hill|Terrace|Close|Grove|Gardens|Garden|Walk|Walks|Way|Crescent|Mews|Park|Parkway|Boulevard|Blvd|Circle|Trail|"
    "Ridge|View|Views|Heights|Meadow|Meadows|Valley|Crossing|Point|Points|Shore|Shores|Port|Ports|Forge|Isle|Island|Ramp|Rue|Spur|Spurs|Path|Passage|Plaza|Plains|Summit|Stream|Springs|"
    "River|Orchard|Oval|Overpass|Underpass|Union|Unions|Viaduct|Village|Villages|Ville|Vista|Mission|Manor|Lodge|Loop|Lake|Lakes|Landing|Knoll|Knolls|Junction|Inlet|Hollow|Highway|Hwy|"
    "Harbor|Harbour|Haven|Glen|Glens|Gateway|Freeway|Ford|Fords|Ferry|Falls|Extension|Expressway|Estate|Estates|Dale|Creek|Cove|Coves|Corner|Common|Club|Cliff|Cliffs|Causeway|Cape|"
    "Canyon|Camp|Bypass|Burg|Brook|Brooks|Bridge|Bluff|Bluffs|Bend|Beach|Alley|Mountain|Motorway|Turnpike|Parade|Quay|Row"
)
_LEADS: Final = (
    "rue|avenue|av\\.|boulevard|bd|place|chemin|impasse|allée|allées|quai|route|cours|sentier|passage|ruelle|calle|c/|avenida|avda\\.?|av\\.|paseo|plaza|callejón|pasaje|pasadizo|camino|ronda|"
    "travesía|carrer|carretera|cuesta|glorieta|vía|via|acceso|alameda|calzada|diagonal|privada|andador|boulevard|cerrada|circunvalación|continuación|corredor|peatonal|periférico|prolongación|viaducto|urbanización|rambla|vial|carrera|piazza|corso|viale"
)
_PARTICLES: Final = r"(?:d['’]|l['’]|(?:de la|de los|de las|de|du|des|del|la|le|les|el|los|las|y|et|à|au) )?"
_ENGLISH: Final = re.compile(rf"(?<![\w.,/-])#?{_HOUSE} (?:{_WORD} ){{1,3}}(?:{_KINDS})\b{_FLAT}")
_ROMANCE: Final = re.compile(
    rf"(?<!\w)(?:\d{{1,4}}(?: (?:bis|ter))?,? )?(?i:{_LEADS}) ?(?:{_PARTICLES}{_WORD})(?: {_PARTICLES}{_WORD}){{0,3}}(?:,? (?:n[º°.] ?|N° ?)?\d{{1,4}}(?: ?[A-Z]\b)?)?"
)
_ENDS: Final = "straße|strasse|str\\.|weg|gasse|platz|allee|ring|ufer|damm|steig|pfad|chaussee|straat|laan|gracht|kade|plein|dijk|singel|baan|hof|steeg|dreef"
_GERMANIC: Final = re.compile(
    rf"(?<![\w.'’-])(?:(?:Alte[rn]?|Neue[rn]?|Große[rn]?|Kleine[rn]?|Obere|Untere|Lange|Oude|Nieuwe|Grote|Hoge|Lage|Prins|Prinses|Koningin|Sint|St\.|Sankt) )?[A-ZÄÖÜ][\w'’.-]{{1,40}}(?:(?i:{_ENDS})) \d{{1,4}}(?:[/-]\d{{1,4}})? ?(?:[a-zA-Z]\b)?"
)


def streets(text: str) -> Iterator[Span]:
    """Where streets stand; the romance ones only with a number before or behind them."""
    for pattern in (_ENGLISH, _GERMANIC):
        for found in pattern.finditer(text):
            yield found.start(), len(found[0].rstrip()) + found.start()
    for found in _ROMANCE.finditer(text):
        if any(char.isdigit() for char in found[0]) and "\n" not in found[0]:
            yield found.span()
