"""Values whose name stands further off because the text puts them right, days before the word for birth, names with endings and in other scripts, keys in sentences."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("US_DRIVER_LICENSE", "P415-220-68-904-1", "the driver's license number on my policy is from before the wedding, actually it is {}", "en"),
    ("NL_BSN", "111222333", "Het BSN dat u van mijn dochter heeft staan is fout, het juiste is {}", "nl"),
    ("DATE_OF_BIRTH", "March 9, 1968", "Birthday in your system is off by a year, it should say {}", "en"), ("DATE_OF_BIRTH", "14/02/1990", "La fecha de nacimiento del contrato está mal, la correcta es {}", "es"),
    ("DATE_OF_BIRTH", "3. Mai 1971", "Mein Mann ist am {} in Bremen geboren", "de"), ("DATE_OF_BIRTH", "1979. május 4", "{}-én született a lányom", "hu"), ("DATE_OF_BIRTH", "04.05.1979", "{} doğumluyum", "tr"),
    ("DATE_OF_BIRTH", "1979年5月4日", "{}生まれです", "ja"), ("DATE_OF_BIRTH", "1979년 5월 4일", "{}생입니다", "ko"), ("DATE_OF_BIRTH", "04.05.1979", "{} г.р., Москва", "ru"), ("DATE_OF_BIRTH", "4.5.1979", "syntymäaikani on {}", "fi"),
    ("DATE_OF_BIRTH", "04.05.1979", "doğum tarihim {}", "tr"), ("DATE_OF_BIRTH", "4.5.1979", "datum mého narozenin ne, narozena {}", "cs"),
    ("PH_TIN", "312-408-665-000", "ang TIN ko po ay {}", "fil"), ("EU_VAT_ID", "MT11679112", "our VAT no. {} changed", "en"), ("SI_EMSO", "0101006500006", "мој ЈМБГ је {}", "sr"),
    ("VEHICLE_PLATE", "KRX-482", "autossani {} on vika", "fi"), ("VEHICLE_PLATE", "06 KRX 48", "plakamız {} oldu", "tr"), ("DE_FUEHRERSCHEIN", "J010A7B3C52", "Führerschein-Nr. {}", "de"),
    ("US_PASSPORT", "A31482906", "the check-in page refuses my passport no. {}", "en"), ("PASSPORT", "PB3148290", "passport {} is an old one", "en"), ("PL_PASSPORT", "EC5008630", "numer paszportu {}", "pl"),
    ("API_KEY", "q7ZpL2xWv9RtK4mN8sBd3FhJ6cYg1QaE", "the new secret is {} until Friday", "en"), ("API_KEY", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "our api key {} leaked", "en"),
)  # fmt: skip
NOT_FOUND = (
    ("DATE_OF_BIRTH", "the birthday offer ends on 12/03/2026", "en"), ("DATE_OF_BIRTH", "Gebühr vom 12.03.2024, born to run", "de"), ("DATE_OF_BIRTH", "he was born abroad and the flat was let on 12/03/2020", "en"),
    ("PH_TIN", "TIN or not, PO 312-408-665-000", "en"), ("API_KEY", "the token of friendship we talked about is unforgettable", "en"), ("API_KEY", "a secret wJ4example", "en"), ("PHONE_NUMBER", "Codice articolo 0144-227-AX", "it"),
    ("PHONE_NUMBER", "routing number 073682752 is unknown", "en"), ("EU_VAT_ID", "our VAT no. MT11679113", "en"), ("PL_ID_CARD", "numer paszportu EC5008630", "pl"), ("SI_EMSO", "мој ЈМБГ је 0101006500007", "sr"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text", "language"), FOUND)
def test_it_is_found_however_the_sentence_turns(kind: str, value: str, text: str, language: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole, language=language)}


@pytest.mark.parametrize(("kind", "text", "language"), NOT_FOUND)
def test_what_only_stands_near_such_a_word_is_not(kind: str, text: str, language: str) -> None:
    assert kind not in {one.type for one in find(text, language=language)}
