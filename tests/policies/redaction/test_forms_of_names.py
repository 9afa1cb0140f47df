"""Names told by where they stand or how they are written: columns, fields of programs, addresses by their form, firms by their legal form."""

from __future__ import annotations

import pytest

from policies.redaction.people import find_names


def found(text: str) -> set[tuple[str, str]]:
    return {(one.type, text[one.start : one.end]) for one in find_names([text])[0]}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "No;Nachname, Vorname;Ort;Firma\n1;Ilse Brandauer;Zwettl;Brandauer Bau KG",
            {("PERSON", "Ilse Brandauer"), ("LOCATION", "Zwettl")},
        ),
        ('{"customer_name": "Tekla Wronka", "town": "Piastów"}', {("PERSON", "Tekla Wronka"), ("LOCATION", "Piastów")}),
        ("<row><Ansprechpartner>Tekla Wronka</Ansprechpartner></row>", {("PERSON", "Tekla Wronka")}),
        ("Proszę wysłać na ul. Wąska 10\n38-680 Piastów", {("LOCATION", "Piastów")}),
        ("Storgatan 4, 123 45 Enköping.", {("LOCATION", "Enköping")}),
        ("Rua Nova 3, 4076-105 Lourosa", {("LOCATION", "Lourosa")}),
        ("Hauptweg 1\nCH-3025 Meyrin", {("LOCATION", "Meyrin")}),
        ("1 Long Row\nNew Jason, VIC 2519", {("LOCATION", "New Jason")}),
        ("3 The Green, Lower Whitley, WA4 4JD", {("LOCATION", "Lower Whitley")}),
        ("Fakturaen er fra Moe-Nygaard AS.", {("ORGANIZATION", "Moe-Nygaard AS")}),
        ("Faktura je od Marek Tech s.r.o. a nesouhlasí", {("ORGANIZATION", "Marek Tech s.r.o.")}),
        ("Die Dachs & Söhne GmbH & Co. KG schreibt", {("ORGANIZATION", "Dachs & Söhne GmbH & Co. KG")}),
        ("Lasku tuli yritykseltä Korpi Oyj.", {("ORGANIZATION", "Korpi Oyj")}),
    ],
)
def test_the_form_tells_what_it_is(text: str, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= found(text)


@pytest.mark.parametrize(
    "text", ["AS of today the order is open", "5000 Stück Schrauben M8", "Total 1234 Euro", "an old chair, size 1234 only"]
)
def test_words_that_look_like_one_are_none(text: str) -> None:
    assert not found(text)
