"""Lines of forms: what a label such as Name or City asks for is a person or a place, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from policies.redaction.around.layout import Tables

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
_SPACED: Final = {kind: labels.replace(" ", "[ _-]?") for kind, labels in _LABELS.items()}
_PROGRAMS: Final = {
    kind: re.compile(
        rf"[\"'](?i:{labels})[\"'][ ]{{0,3}}(?::|=>?)[ ]{{0,3}}[\"']([^\"'\n]{{2,60}})[\"']|<(?i:{labels})>([^<>\n]{{2,60}})</|\b(?i:{labels})=[\"']([^\"'\n]{{2,60}})[\"']"
    )
    for kind, labels in _SPACED.items()
}
_TITLES: Final = {kind: re.compile(rf"(?i:{labels})(?:, (?i:{labels}))?[:.]?") for kind, labels in _SPACED.items()}
_THINGS: Final = re.compile(r"(?i:name|naam|nom|nombre|guest|gast|patient)[:.]?")
"""What things have as well: below it stands a person where one of the words is known from a list of names."""
_APART: Final = re.compile(r"\s[-–—/]\s|,\s")
_LONGEST: Final = 60
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


def columns(text: str, is_named: Callable[[str], bool]) -> Iterator[Field]:
    """As ``fields``, of the names of fields in programs and of the headings of tables. ``is_named`` knows words of which people are called."""
    for kind, pattern in _PROGRAMS.items() if "=" in text or ":" in text or "<" in text else ():
        for found in pattern.finditer(text):
            start, end = found.span(found.lastindex or 1)
            things = _THINGS.fullmatch(text[found.start() : start].strip(" \"'<>:=")) is not None
            yield from _field(text, kind, start, end, is_named if things else None)
    if "\n" not in text:
        return
    tables = Tables(text)
    for kind in _TITLES:
        for plain in (False, True):
            for start, end in tables.under(partial(_is_title, kind, plain)):
                yield from _field(text, kind, start, end, is_named if plain else None)


def _is_title(kind: str, plain: bool, heading: str) -> bool:
    """``plain``: one that things have as well."""
    return _TITLES[kind].fullmatch(heading) is not None and (_THINGS.fullmatch(heading) is not None) is plain


def _field(text: str, kind: str, start: int, end: int, is_named: Callable[[str], bool] | None) -> Iterator[Field]:
    words = text[start:end].split()
    told = words and len(words) <= _MOST and end - start <= _LONGEST and words[0][0].isalpha() and any(word[0].isupper() for word in words)
    if told and (is_named is None or any(map(is_named, words))):
        yield kind, start, end
