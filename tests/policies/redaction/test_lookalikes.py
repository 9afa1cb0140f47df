"""What is written as a number, a key or a day of birth is and is none, beside those that are."""

from __future__ import annotations

import pytest

from policies.redaction import find

NOT_FOUND = (
    ("RO_REGISTRY", "Invoice F12/345/2024 is overdue", "en"), ("RO_REGISTRY", "Rechnung C01/17/2023", "de"), ("RO_REGISTRY", "drawing J12/3/2019 rev B", "en"), ("RO_REGISTRY", "SRL J48/3/2019", "ro"),
    ("AT_COMPANY_NUMBER", "Artikel FN 4829 X ist defekt", "de"), ("AT_COMPANY_NUMBER", "room FN 12345 B", "en"), ("AT_COMPANY_NUMBER", "Firmenbuch FN 56247v", "de"),
    ("BR_RG", "Bitte begleichen Sie die Rg. 12345678", "de"), ("BR_RG", "RG-Nr.: 20241234", "de"), ("BR_VOTER", "título de eleitor 100000070100", "pt"),
    ("DATE_OF_BIRTH", "12.03.2024 tarihinde doğrulandı", "tr"), ("DATE_OF_BIRTH", "12.03.2024 tarihinde doğrudan", "tr"), ("DATE_OF_BIRTH", "verheiratet seit 12.03.2010, geb. Müller", "de"), ("DATE_OF_BIRTH", "seit 12.03.2010, geborene Müller", "de"),
    ("DATE_OF_BIRTH", "2024年3月4日出生率", "zh"), ("DATE_OF_BIRTH", "2024年3月4日 生 ビール", "ja"), ("DATE_OF_BIRTH", "2024年3月4日生ビール", "ja"),
    ("DATE_OF_BIRTH", "birthday at the casino on 12 March 2025", "en"), ("DATE_OF_BIRTH", "for his birthday we shall all meet once more at that big casino, 12/03/2025", "en"), ("DATE_OF_BIRTH", "born in Leeds and his order number is actually 120324", "en"),
    ("DATE_OF_BIRTH", "Mein Geburtstag naht, bitte liefern Sie stattdessen am 12.03.2025", "de"), ("DATE_OF_BIRTH", "Sono nata a Roma e vorrei invece la consegna il 12/03/2025", "it"),
    ("API_KEY", "The foreign key is CustomerOrderReference2024Id", "en"), ("API_KEY", "The key to Reports/2024/Q3/Sales-Overview", "en"), ("API_KEY", "config key to features.newCheckoutFlow.v2Enabled", "en"),
    ("API_KEY", "incident key is INC-2024/Network_Outage_Berlin_V2", "en"), ("API_KEY", "Der Schlüssel ist Anlage-3/Kundenbericht_2024_final.xlsx", "de"),
    ("DRIVING_LICENCE", "Führerschein seit 01/2015", "de"), ("DRIVING_LICENCE", "Mit dem Führerschein 2015 bestanden", "de"), ("DRIVING_LICENCE", "Führerschein 10117 Berlin", "de"), ("DRIVING_LICENCE", "Fahrerlaubnis 12-2020", "de"), ("DRIVING_LICENCE", "permis de conduire 14/03/2019", "fr"),
    ("PA_CEDULA", "CIP 12-3-2024 Rotterdam", "nl"), ("PA_CEDULA", "CIP 8-482-1370 Rotterdam", "nl"), ("PA_CEDULA", "fecha de la cédula: 12-05-2024", "es"), ("AU_CRN", "Customer reference number 123456789A", "en"), ("UK_COMPANY_NUMBER", "The course CRN: 12345678", "en"),
    ("UK_COMPANY_NUMBER", "registered mail, registered number 12345678", "en"), ("IDENTITY_CARD", "Buletin informativ 12345678", "ro"), ("PT_SNS", "Our SNS 912345678", "en"), ("US_ALIEN_NUMBER", "dial a number A12345678", "en"),
)  # fmt: skip
FOUND = (
    ("RO_REGISTRY", "J12/345/2024", "Alfa SRL, {}", "ro"), ("RO_REGISTRY", "F12/345/2024", "Nr. Reg. Com. {}", "ro"), ("AT_COMPANY_NUMBER", "FN 56247t", "{} beim Handelsgericht Wien", "de"), ("AT_COMPANY_NUMBER", "93363 z", "Firmenbuchnummer {}", "de"), ("BR_RG", "48.291.370-6", "RG {}", "pt"),
    ("BR_VOTER", "100000070108", "título de eleitor {}", "pt"), ("BR_VOTER", "1000 0007 0108", "título de eleitor {}", "pt"),
    ("DATE_OF_BIRTH", "14/03/1979", "{} tarihinde doğdum", "tr"), ("DATE_OF_BIRTH", "12.03.1980", "Anna Müller, {} geb. in Bonn", "de"), ("DATE_OF_BIRTH", "1985年3月4日", "{}出生于上海", "zh"), ("DATE_OF_BIRTH", "1985年3月4日", "{}生 東京都", "ja"),
    ("DATE_OF_BIRTH", "12.03.1980", "Das Geburtsdatum im Konto stimmt so leider gar nicht, richtig ist {}", "de"), ("API_KEY", "q7ZpL2xWv9RtK4mN8sBd3FhJ6cYg1QaE", "the key is {} for now", "en"),
    ("DRIVING_LICENCE", "307670394300", "Führerschein {} liegt bei", "de"), ("DRIVING_LICENCE", "12 345678", "Führerschein {} liegt bei", "de"),
    ("PA_CEDULA", "8-482-1370", "mi cédula {}", "es"), ("PA_CEDULA", "8-482-1370", "CIP {}, Panamá", "es"), ("AU_CRN", "482913706A", "Centrelink customer reference number {}", "en"), ("UK_COMPANY_NUMBER", "09482917", "Harrow Ltd, CRN {}", "en"),
    ("UK_COMPANY_NUMBER", "09482917", "a limited company, registered number {}", "en"), ("IDENTITY_CARD", "RX 482913", "buletin {}", "ro"), ("PT_SNS", "912345678", "o meu SNS {}", "pt"), ("US_ALIEN_NUMBER", "A48291370", "USCIS has my A-Number {}", "en"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "language"), NOT_FOUND)
def test_what_is_only_written_alike_is_not_found(kind: str, text: str, language: str) -> None:
    assert kind not in {one.type for one in find(text, language=language)}


@pytest.mark.parametrize(("kind", "value", "text", "language"), FOUND)
def test_what_its_name_or_its_digits_tell_is_found(kind: str, value: str, text: str, language: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole, language=language)}
