"""Numbers of countries: published examples are found, and not found with a wrong check digit."""

from __future__ import annotations

import pytest

from policies.redaction import find
from policies.redaction.catalogue import ENTITIES
from policies.redaction.numbers.national import NUMBERS
from policies.redaction.operators import NAMES
from policies.redaction.scanning import fast
from policies.redaction.scanning.recognisers import for_language

EXAMPLES = (
    ("AR_CUIT", "CUIT 20-17254359-7"), ("AT_SVNR", "SVNR 1237 010180"), ("BE_NATIONAL_NUMBER", "nr 85.07.30-033.28"), ("BG_EGN", "ЕГН 7523169263"),
    ("BR_CNPJ", "11.222.333/0001-81"), ("BR_CNPJ", "CNPJ 12ABC34501DE35"), ("BR_CPF", "529.982.247-25"), ("CH_AHV", "756.9217.0769.85"),
    ("CL_RUT", "RUT 30.686.957-4"), ("CN_RESIDENT_ID", "11010519491231002X"), ("CZ_BIRTH_NUMBER", "710319/2745"), ("DE_TAX_ID", "Steuer-ID 86 095 742 719"),
    ("DE_VAT_ID", "USt-IdNr. DE136695976"), ("DE_SOCIAL_SECURITY", "RVNR 15 070649 C 103"), ("ES_NIE", "NIE X-1234567-L"), ("ES_NIF", "DNI 12.345.678-Z"),
    ("CA_SIN", "SIN 130 692 544"), ("IN_GSTIN", "GSTIN 27AAPFU0939F1ZV"), ("IT_FISCAL_CODE", "CF RSSMRA85T10A562S"),
    ("IT_VAT_CODE", "P. IVA IT00743110157"), ("TH_TNIN", "Thai ID 1-2345-67890-12-1"), ("ZA_ID_NUMBER", "SA ID 800101 5009 08 7"),
    ("EC_CEDULA", "cédula 1710034065"), ("EE_PERSONAL_CODE", "isikukood 37605030299"), ("FR_NIR", "2 55 08 14 168 025 38"), ("FR_SIREN", "SIREN 732 829 320"),
    ("FR_VAT", "TVA FR40303265045"), ("GR_AFM", "ΑΦΜ 094259216"), ("GR_AMKA", "ΑΜΚΑ 01013099997"), ("HK_ID", "HKID A123456(3)"), ("HR_OIB", "OIB 33392005961"),
    ("HU_TAX_ID", "adóazonosító 8071592153"), ("IE_PPSN", "PPS 1234567T"), ("IE_PPSN", "PPS 1234567FA"), ("IS_KENNITALA", "kennitala 120174-3399"),
    ("JP_MY_NUMBER", "マイナンバー 1234 5678 9018"), ("LT_PERSONAL_CODE", "asmens kodas 38703181745"), ("LV_PERSONAL_CODE", "161175-19997"),
    ("MX_CURP", "HEGG560427MVZRRL04"), ("NL_BSN", "BSN 111222333"), ("NO_BIRTH_NUMBER", "fødselsnummer 01010750160"), ("NZ_IRD", "IRD 49-091-850"),
    ("PL_NIP", "123-456-32-18"), ("PT_NIF", "NIF 501964843"), ("RO_CNP", "CNP 1800101221144"), ("RU_INN", "ИНН 7707083893"), ("RU_SNILS", "112-233-445 95"),
    ("SG_NRIC_FIN", "S1234567D"), ("SI_EMSO", "EMŠO 0101006500006"), ("TW_ID", "A123456789"), ("UA_TAX_NUMBER", "РНОКПП 1759013776"),
    ("IL_ID", "תעודת זהות 123456782"), ("KR_RRN", "RRN 850101-1234566"), ("MX_RFC", "mi RFC es GODE561231GR8"), ("AT_VAT_ID", "UID ATU13585627"), ("BE_ENTERPRISE_NUMBER", "BTW BE 0428.759.497"),
    ("NL_VAT", "btw NL123456782B90"), ("UK_VAT", "VAT no. GB 980 7806 84"), ("CH_UID", "CHE-100.155.212 MWST"), ("ES_CIF", "CIF A58818501"), ("FI_BUSINESS_ID", "y-tunnus 2077474-0"), ("DK_CVR", "CVR 13585628"),
    ("NO_ORGANISASJONSNUMMER", "org.nr 974 760 673 MVA"), ("ES_SOCIAL_SECURITY", "seguridad social 28/12345678/40"), ("PL_ID_CARD", "dowód osobisty ABA300000"), ("UK_UTR", "UTR 1955839661"), ("RO_CUI", "CUI RO 18547290"),
    ("CO_NIT", "NIT 800.197.268-4"), ("MX_CLABE", "CLABE 032180000118359719"), ("CZ_ICO", "IČO 25123891"), ("PL_NIP", "VAT PL 8567346215"), ("LU_MATRICULE", "matricule 1893 12 01 057 32"), ("NZ_NHI", "NHI ZAC5361"),
    ("IR_NATIONAL_CODE", "کد ملی 0499370899"), ("AE_EMIRATES_ID", "Emirates ID 784-1980-1234567-8"),
)  # fmt: skip


@pytest.mark.parametrize(("entity", "text"), EXAMPLES, ids=[f"{entity} {number}" for number, (entity, _) in enumerate(EXAMPLES)])
def test_a_number_with_its_check_digit_is_found_and_with_another_is_not(entity: str, text: str) -> None:
    assert entity in {finding.type for finding in find(f"Hello, {text}, thanks")}
    assert entity not in {finding.type for finding in find(f"Hello, {_spoilt(text)}, thanks")}


def _spoilt(text: str) -> str:
    """Two digits away, somewhere in the middle: one digit alone might be a leading one that some numbers leave out."""
    places = [place for place, char in enumerate(text) if char.isdigit()]
    place = places[len(places) * 3 // 4]
    return f"{text[:place]}{(int(text[place]) + 2) % 10}{text[place + 1 :]}"


def test_a_danish_number_without_check_digits_needs_its_own_name() -> None:
    assert "DK_CPR" in {finding.type for finding in find("den 211062-5629 haster", language="da")}
    assert "DK_CPR" not in {finding.type for finding in find("den 010165-4321 haster", language="da")}
    assert "DK_CPR" in {finding.type for finding in find("CPR-nummer: 010165-4321", language="da")}
    assert "DK_CPR" not in {finding.type for finding in find("CPR-nummer: 310265-4321", language="da")}


@pytest.mark.parametrize(
    ("entity", "value"), [("RU_PASSPORT", "45 09 номер 123456"), ("RU_PASSPORT", "4509 НОМЕР 123456"), ("MX_RFC", "H&E951128469")]
)
def test_a_word_or_a_sign_within_a_number_belongs_to_it(entity: str, value: str) -> None:
    text = f"паспорт, RFC: {value}"
    assert [(one.type, text[one.start : one.end]) for one in find(text)] == [(entity, value)]


def test_a_dash_of_a_typesetter_stands_between_the_groups_too() -> None:
    for dash in "–—‑−":
        text = f"mit CPR-nummer er 211062{dash}5629"
        assert [(one.type, text[one.start : one.end]) for one in find(text, language="da")] == [("DK_CPR", f"211062{dash}5629")]


@pytest.mark.parametrize(
    "text", ["taiwan id \u212a123456789", "RFC GOD\u212a561231GR8", "NHI ZA\u212a5361", "CURP \u212aEGG560427MVZRRL04"]
)
def test_a_letter_that_only_looks_like_one_of_ours_ends_in_no_error(text: str) -> None:
    read = text.replace("\u212a", "K")
    assert [one.type for one in find(text)] == [one.type for one in find(read)]
    assert not [one for one in fast.detect(text, "") if one.score == 1.0]


def test_a_bare_number_needs_a_word_before_or_behind_it_or_a_letter_from_its_country() -> None:
    assert not find("order 111222333", language="en")
    assert [finding.type for finding in find("111222333 is my BSN", language="en")] == ["NL_BSN"]
    assert "NL_BSN" in {finding.type for finding in find("bestelling 111222333", language="nl")}


def test_the_catalogue_names_what_is_looked_for() -> None:
    assert set(ENTITIES) == {entity for recogniser in for_language("") for entity in recogniser.supported_entities} | NAMES
    assert len({number.country for number in NUMBERS}) > 30
