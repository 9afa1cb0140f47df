"""Names as forms, addresses and signatures have them, and capitals that are nobody's."""

from __future__ import annotations

from itertools import pairwise

import pytest

from policies.redaction.people import find_names

FOUND = (
    ("Deliver to 552 Kestrel Crescent, please.", "LOCATION", "552 Kestrel Crescent"),
    ("Bitte liefern an Sigrun-Stadelmann-Ring 5/3, danke", "LOCATION", "Sigrun-Stadelmann-Ring 5/3"),
    ("Livraison au 12 bis, rue de la Fontaine, merci", "LOCATION", "12 bis, rue de la Fontaine"),
    ("Entregar en Calle de Verónica Barral 57, gracias", "LOCATION", "Calle de Verónica Barral 57"),
    ("Bezorgen op Vajènlaan 847, 9233 OS Klaaswaal", "LOCATION", "Klaaswaal"),
    ("City: East Merrow", "LOCATION", "East Merrow"),
    ("Société : Chabot Martin", "ORGANIZATION", "Chabot Martin"),
    ("Naam: Muhammed de Mercks", "PERSON", "Muhammed de Mercks"),
    ("thanks\nmanon caudron", "PERSON", "manon caudron"),
    ("Dokter Marques schreef het voor.", "PERSON", "Marques"),
    ("CUSTOMER THOMAS MACJONES WAS NOT AT HOME", "PERSON", "THOMAS MACJONES"),
)


@pytest.mark.parametrize(("text", "kind", "name"), FOUND, ids=[name for _, _, name in FOUND])
def test_a_name_is_found_as_a_whole(text: str, kind: str, name: str) -> None:
    assert (kind, name) in {(one.type, text[one.start : one.end]) for one in find_names([text])[0]}


@pytest.mark.parametrize(
    "text",
    [
        "<ul><li>12 pieces</li></ul>",
        "Status: open",
        "my Norwegian national number",
        "Zählerstand 4512 kWh",
        "seat 23C, please",
        "UID 7899 0226 2512",
        "Meterstand",
    ],
)
def test_words_of_forms_peoples_and_marks_are_no_names(text: str) -> None:
    assert not find_names([text])[0]


def test_no_two_names_overlap_and_all_stand_in_order() -> None:
    text = "Name: Anna Berg\nCity: Kiel\n12 Kestrel Crescent\nAnna Berg, Haustechnik Berg GmbH, 24103 Kiel\nthanks\nanna berg"
    found = find_names([text])[0]
    assert len(found) > 4
    assert all(one.end <= two.start for one, two in pairwise(found))
