"""Lines of forms: what a label such as Name or City asks for is a person or a place, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Field = tuple[str, int, int]
_LABELS: Final = {
    "PERSON": "name|full name|first name|last name|surname|customer name|contact person|passenger|guest|insured|tenant|patient|account holder|cardholder|vorname|nachname|familienname|ansprechpartner(?:in)?|"
              "kontoinhaber(?:in)?|versicherungsnehmer(?:in)?|versicherte[r]?|fahrgast|gast|mieter(?:in)?|patient(?:in)?|nom|prénom|nom et prénom|titulaire|assurée?|passager|voyageur|locataire|nombre|apellidos?|"
              "nombre y apellidos|titular|asegurad[oa]|pasajero|huésped|inquilin[oa]|naam|voornaam|achternaam|rekeninghouder|verzekerde|reiziger|huurder|contactpersoon",
    "LOCATION": "city|town|place|place of birth|country|ort|wohnort|stadt|geburtsort|land|ville|lieu|lieu de naissance|commune|pays|ciudad|localidad|población|lugar de nacimiento|país|plaats|woonplaats|stad|geboorteplaats",
    "ORGANIZATION": "company|company name|employer|organi[sz]ation|firma|firmenname|unternehmen|arbeitgeber|société|entreprise|employeur|raison sociale|empresa|razón social|compañía|bedrijf|bedrijfsnaam|werkgever|organisatie",
}  # fmt: skip
_LINES: Final = {
    kind: re.compile(
        rf"^[ \t>*•-]{{0,6}}(?i:{labels})[ \t\u00a0]?[:=][ \t\u00a0]{{0,6}}([^\n\r|;<>\d@(]{{2,60}}?)[ \t]*[.;|]?[ \t]*$", re.MULTILINE
    )
    for kind, labels in _LABELS.items()
}
_APART: Final = re.compile(r"\s[-–—/]\s|,\s")
_MOST: Final = 6
"""Words: what is longer is a sentence."""


def fields(text: str) -> Iterator[Field]:
    """(type, start, end) of each value; of several between commas and dashes the first."""
    for kind, line in _LINES.items():
        for found in line.finditer(text) if ":" in text or "=" in text else ():
            value = _APART.split(found[1])[0].rstrip() if kind != "ORGANIZATION" else found[1]
            words = value.split()
            if words and len(words) <= _MOST and (any(word[0].isupper() for word in words) or (kind == "PERSON" and len(words) > 1)):
                yield kind, found.start(1), found.start(1) + len(value)
