"""Numbers, keys and passwords as customers write them, and what only looks like one."""

from __future__ import annotations

import pytest

from policies.redaction import detection, find
from policies.redaction.overlaps import resolve
from policies.redaction.scanning import stock

WRITTEN = (
    ("Steuer-ID: 86 095 742 719", "DE_TAX_ID", "86 095 742 719"),
    ("mi DNI es 12.345.678-Z", "ES_NIF", "12.345.678-Z"),
    ("RVNR 15 070649 C 103", "DE_SOCIAL_SECURITY", "15 070649 C 103"),
    ("NIR : 2 55 08 14 168 025 clé 38", "FR_NIR", "2 55 08 14 168 025 clé 38"),
    ("my Croatian tax number, 33392005961, please", "HR_OIB", "33392005961"),
    ("A.F.M. 094259216", "GR_AFM", "094259216"),
    ("CPR 070761-4280", "DK_CPR", "070761-4280"),
    ("my SSN is 123-45-6789", "US_SSN", "123-45-6789"),
    ("the passport AN0740254 expired", "UK_PASSPORT", "AN0740254"),
    ("Personalausweis L01X00T47", "DE_ID_CARD", "L01X00T47"),
    ("card 4111\u00a01111\u00a01111\u00a01111", "CREDIT_CARD", "4111\u00a01111\u00a01111\u00a01111"),
    ("card 2223.0031.2200.3222", "CREDIT_CARD", "2223.0031.2200.3222"),
    ("IBAN DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "IBAN_CODE", "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000"),
    ("auf de89370400440532013000 bitte", "IBAN_CODE", "de89370400440532013000"),
    ("write to jane@firm.example", "EMAIL_ADDRESS", "jane@firm.example"),
    ("phone: (555) 123-4567 ext. 12", "PHONE_NUMBER", "(555) 123-4567 ext. 12"),
    ("+1 555 123 4567", "PHONE_NUMBER", "+1 555 123 4567"),
    ("mi móvil es 600.028.143", "PHONE_NUMBER", "600.028.143"),
    ("Mein Passwort lautet ONM4qE%819.", "PASSWORD", "ONM4qE%819"),
    ("the password for the shop is N4AgSH#229", "PASSWORD", "N4AgSH#229"),
    ("mdp : 3ji6K5#650", "PASSWORD", "3ji6K5#650"),
    ("Contraseña del wifi: otIuNW%775", "PASSWORD", "otIuNW%775"),
    ("siehe ftp://wxbgmi.shop:8080/admin", "URL", "ftp://wxbgmi.shop:8080/admin"),
    ("Nummer van mijn zoon: 21237575", "PHONE_NUMBER", "21237575"),
    ("Maestro 675962824023650227, thanks", "CREDIT_CARD", "675962824023650227"),
    ("paid by UnionPay 6221827720132241191", "CREDIT_CARD", "6221827720132241191"),
    ("konto PL 74 7487 0673 0647 5210 4394 7904", "IBAN_CODE", "PL 74 7487 0673 0647 5210 4394 7904"),
    ("wallet 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "CRYPTO", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    ("send to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "CRYPTO", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ("bot 6174355687:AAUh7nmfJ-MlHFEa0AW2qli8c-gnb5_CVws", "API_KEY", "6174355687:AAUh7nmfJ-MlHFEa0AW2qli8c-gnb5_CVws"),
    ("https://img.example.com/a/Zk3?full=1&dl=0, password protected", "URL", "https://img.example.com/a/Zk3?full=1&dl=0"),
    ("hop 3 80.249.209.1", "IP_ADDRESS", "80.249.209.1"),
    ("whsec_rgQ9rAs2Ips5n7tqOmv2bQtLpwFjOqAL", "API_KEY", "whsec_rgQ9rAs2Ips5n7tqOmv2bQtLpwFjOqAL"),
)
"""Text, type, value."""
NOTHING = (
    "order 6143-82618 is late",
    "article 675962824023650227",
    "wallet 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
    "the release notes for 31.0.15.41",
    "720404-1425377",
    "Zwischen 9:00 und 17:30 Uhr am 05.11.2024 fiel es aus",
    "Número de cliente 1659155612",
    "We run version 4.12.0.2",
    "my EGN is 8103276914",
    "personnummer 810502-7119",
    "GST no. 12NDNPN3493O1Z3",
    "USt-IdNr. DE845142443",
    "my password is wrong and expired",
    "article ABC123456",
    "between 09:00 and 17:30 on 2024-11-05",
    "barcode 0691747698335",
    "CPR 320761-4280",
)
"""Nothing in these is anybody's."""


@pytest.mark.parametrize(("text", "entity", "value"), WRITTEN, ids=[text for text, _, _ in WRITTEN])
def test_a_value_is_found_as_it_is_written_and_as_a_whole(text: str, entity: str, value: str) -> None:
    assert (entity, value) in {(one.type, text[one.start : one.end]) for one in resolve(find(text), lambda _: True)}


@pytest.mark.parametrize("text", NOTHING)
def test_what_the_text_calls_something_else_or_has_a_wrong_check_digit_is_none(text: str) -> None:
    assert {one.type for one in find(text)} <= {"DATE_TIME"}


def test_a_number_without_its_name_needs_the_country_and_what_it_is() -> None:
    assert "HR_OIB" in {one.type for one in find("the Croatian identification number 33392005961")}
    assert "HR_OIB" not in {one.type for one in find("the Croatian shop has 33392005961 of them")}


def test_the_language_of_the_letter_need_not_be_that_of_the_number() -> None:
    for language in ("", "en", "de", "fr", "es", "nl"):
        assert "UK_NINO" in {one.type for one in find("NI number KP 97 40 30 A", language=language)}
        assert "PHONE_NUMBER" in {one.type for one in find("tel 06 12648671", language=language)}


def test_a_part_of_a_longer_number_is_none() -> None:
    assert "UK_NHS" not in {one.type for one in find("+1 201-511-1026")}
    assert "CREDIT_CARD" not in {one.type for one in find("IBAN FR63 4032 7313 9859 3024 0580 078")}


def test_findings_come_by_place_though_some_are_narrowed_to_the_value_alone() -> None:
    for text in ("password: someone@example.com", "wachtwoord: mail://bob:x#9secret@host.example"):
        found = detection.detect(text, "en")
        assert len(found) > 1
        assert found == sorted(found, key=stock.order)
