"""What has no check digits, or none on its face: plates, accounts, passports and licences of any country, days of birth. Their name leads to them."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("VEHICLE_PLATE", "auto CKL-482", "fi"), ("VEHICLE_PLATE", "Bilen EK 48217 er solgt", "no"), ("VEHICLE_PLATE", "targa: GH 482 TN", "it"), ("VEHICLE_PLATE", "машина А482КХ 77 стоит", "ru"),
    ("VEHICLE_PLATE", "차량번호는 48가 2196 입니다", "ko"), ("VEHICLE_PLATE", "车牌沪A·48K21的车主", "zh"), ("VEHICLE_PLATE", "KX-482-R is mijn kenteken", "nl"), ("VIN", "VIN 1HGCM82633A004352", "en"),
    ("IMEI", "imei 49-015420-323751-8", "en"), ("MAC_ADDRESS", "wifi AP 008ac2365556 offline", "en"), ("UK_SORT_CODE", "sort code 20-45-53", "en"), ("BANK_ACCOUNT", "sort code 20-45-53, account 73918264", "en"),
    ("BANK_ACCOUNT", "口座番号 4821396", "ja"), ("US_BANK_NUMBER", "Bank: 309634 / 41827705", "en"), ("CZ_BANK_ACCOUNT", "číslo účtu 19-2000145399/0800", "cs"), ("HU_BANK_ACCOUNT", "utalás 11773016-11111018-00000000", "hu"),
    ("NO_BANK_ACCOUNT", "kontonummer 8601.11.17947", "no"), ("PL_BANK_ACCOUNT", "konto 61 1090 1014 0000 0712 1981 2874", "pl"), ("ES_BANK_ACCOUNT", "CCC 2077 0024 00 3102575766", "es"), ("BE_BANK_ACCOUNT", "rekening 539-0075470-34", "nl"),
    ("FR_BANK_ACCOUNT", "RIB 20041 01005 0500013M026 06", "fr"), ("PASSPORT", "护照号 E48213706", "zh"), ("DRIVING_LICENCE", "運転免許 307670394300", "ja"), ("KE_NATIONAL_ID", "KRA PIN A004821937K, ID 28482193", "en"),
    ("EU_VAT_ID", "moms SE556012579001", "sv"), ("EU_VAT_ID", "VAT MT11679112", "en"), ("VN_TAX_CODE", "mã số thuế 0100233488", "vi"), ("ID_NPWP", "NPWP 01.312.166.0-091.000", "id"), ("VE_RIF", "RIF V-11470283-4", "es"),
    ("EC_RUC", "RUC 1792060346001", "es"), ("PY_RUC", "RUC 80028061-0", "es"), ("GT_NIT", "NIT 576937-K", "es"), ("CRYPTO", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "en"), ("CRYPTO", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "en"),
    ("CRYPTO", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "en"), ("CRYPTO", "GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7", "en"), ("DATE_OF_BIRTH", "née le 12 février 1984", "fr"),
    ("DATE_OF_BIRTH", "生年月日：1984年7月22日", "ja"), ("DATE_OF_BIRTH", "DOB\n03/14/1979", "en"), ("DATE_OF_BIRTH", '{"birthDate": "1984-07-22"}', ""), ("DATE_OF_BIRTH", "született 1984. július 22.", "hu"),
)  # fmt: skip
NOT_FOUND = (
    ("VEHICLE_PLATE", "my car BMW 320 needs a part", "en"), ("VEHICLE_PLATE", "template AB-1234 is broken", "en"), ("VEHICLE_PLATE", "the model AB-1234 of that case", "en"), ("BANK_ACCOUNT", "order on my account 12345678", "en"),
    ("BANK_ACCOUNT", "Kundenkonto 12345678, Vertragskonto 200123456", "de"), ("BANK_ACCOUNT", "Konto DE12 5001 0517 0648 4898 91", "de"), ("MAC_ADDRESS", "commit 1a2b3c4d5e6f", "en"), ("VIN", "VIN 1HGCM82633A004353", "en"),
    ("IMEI", "imei 49-015420-323751-9", "en"), ("PASSPORT", "passport renewal form 1234567", "en"), ("DATE_OF_BIRTH", "Gebühr 12.03.2024, born to run", "de"), ("EU_VAT_ID", "VAT MT11679113", "en"), ("CZ_BANK_ACCOUNT", "číslo účtu 19-2000145398/0800", "cs"),
    ("BANK_ACCOUNT", "numer konta: 10 1050 1445 1000 0092 1234 5678", "pl"), ("BANK_ACCOUNT", "číslo účtu 19-2000145398/0800", "cs"), ("CRYPTO", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n8", "en"), ("CRYPTO", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTg", "en"), ("IP_ADDRESS", "nginx/1.25.3.1 on it", "en"),
    ("IP_ADDRESS", "see section 4.8.2.1", "en"), ("PHONE_NUMBER", "load 0.48 0.21 0.96", "en"), ("PHONE_NUMBER", "splatnost 30. 6. 2024", "cs"), ("PHONE_NUMBER", "leaflet MKT/0482/1196", "en"), ("US_DRIVER_LICENSE", "dl. Ionescu 0722 481 936", "ro"),
)  # fmt: skip


@pytest.mark.parametrize(("entity", "text", "language"), FOUND)
def test_it_is_found_where_its_name_leads_to_it(entity: str, text: str, language: str) -> None:
    assert entity in {one.type for one in find(text, language=language)}


@pytest.mark.parametrize(("entity", "text", "language"), NOT_FOUND)
def test_it_is_not_found_without_its_name_or_with_wrong_check_digits(entity: str, text: str, language: str) -> None:
    assert entity not in {one.type for one in find(text, language=language)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("PASSPORT", "Passport PA4821937, call +61 412 482 296"),
        ("PE_DNI", "DNI 48213706, +51 948 212 296"),
        ("EG_NATIONAL_ID", "National ID 26410240156859, whatsapp +20 100 482 2296"),
    ],
)
def test_a_phone_number_or_an_address_from_a_country_says_whose_number_it_is(kind: str, text: str) -> None:
    assert next(iter(find(text, language="en"))).type == kind


def test_a_letter_that_signatures_set_before_a_number_leads_to_a_phone() -> None:
    text = "Nell Fairweather | Operations\nT 0117 496 0155 | claytonbridge"
    assert [(one.type, text[one.start : one.end]) for one in find(text, language="en")] == [("PHONE_NUMBER", "0117 496 0155")]
