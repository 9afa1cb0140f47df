"""Numbers of companies' registers, identity cards and permits of any country, and people's numbers of further countries."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("NL_KVK", "68241907", "ons KvK-nummer is {}", "nl"), ("UK_COMPANY_NUMBER", "SC482913", "registered in Scotland no. {}", "en"), ("UK_COMPANY_NUMBER", "09482917", "Companies House number {}", "en"),
    ("BG_EIK", "831650349", "фактура на ЕИК {}", "bg"), ("EE_REGISTRY_CODE", "12345678", "registrikood {}", "et"), ("LT_COMPANY_CODE", "110053842", "įmonės kodas {}", "lt"), ("SI_COMPANY_NUMBER", "9331310000", "matična številka {}", "sl"),
    ("PL_KRS", "0000482913", "KRS {}", "pl"), ("HU_COMPANY_NUMBER", "01-09-482913", "cégjegyzékszám: {}", "hu"), ("RO_REGISTRY", "J40/4829/2013", "{}, CUI pe factură", "ro"), ("AT_COMPANY_NUMBER", "FN 482913t", "{} beim Handelsgericht Wien", "de"),
    ("IT_REA", "MI-1829374", "REA {}", "it"), ("LU_COMPANY_NUMBER", "B182937", "RCS Luxembourg {}", "fr"), ("RS_COMPANY_NUMBER", "17482913", "матични број {}", "sr"), ("TR_MERSIS", "0482913706182937", "MERSİS no {}", "tr"),
    ("KR_CORPORATE_NUMBER", "130111-0006246", "법인등록번호 {}", "ko"), ("NZ_COMPANY_NUMBER", "9499102374095", "NZBN {}", "en"), ("IL_COMPANY_NUMBER", "510000003", "ח.פ. {}", "he"), ("IN_CIN", "L48291MH2004PLC182937", "our {} on the letterhead", "en"),
    ("EORI_NUMBER", "GB482913706000", "EORI: {}", "en"), ("LEI", "529900T8BM49AURSDO55", "our LEI code is {}", "en"),
    ("IDENTITY_CARD", "X4RTBPFW4", "ma carte d’identité {} est floue", "fr"), ("IDENTITY_CARD", "RX nr. 482913", "CI seria {}", "ro"), ("IDENTITY_CARD", "482913AB", "személyi igazolványom száma {}", "hu"), ("IDENTITY_CARD", "ΑΗ 482913", "ΑΔΤ {}", "el"),
    ("IDENTITY_CARD", "204829137", "číslo OP {}", "cs"), ("IDENTITY_CARD", "AB4829137", "minu ID-kaardi number on {}", "et"), ("RESIDENCE_PERMIT", "YZ4829137", "Aufenthaltstitel Nr. {}", "de"), ("RESIDENCE_PERMIT", "ZU4829137", "BRP {} expires", "en"), ("RESIDENCE_PERMIT", "AB48291370CD", "在留カード {}", "ja"),
    ("BG_FOREIGNER_NUMBER", "7111042925", "ЛНЧ {}", "bg"), ("BR_VOTER", "0043 5687 0906", "título de eleitor {}", "pt"), ("BR_RENAVAM", "00639884962", "Renavam {}", "pt"), ("BR_RG", "48.291.370-6", "RG {}", "pt"), ("GT_DPI", "0048 05143 0180", "mi DPI {}", "es"), ("KW_CIVIL_ID", "206042357052", "civil ID {}", "en"),
    ("AU_IHI", "8003608166690503", "IHI {}", "en"), ("US_ALIEN_NUMBER", "A482-913-706", "my alien registration number {}", "en"), ("GH_CARD", "GHA-482913706-1", "{} is on it", "en"), ("LK_NIC", "482913706V", "NIC {}", "en"), ("MA_CIN", "BE482913", "CIN {}", "fr"), ("MX_VOTER", "GMVLMR80070501M100", "{} es la mía", "es"),
    ("IN_VOTER", "KRS4829137", "Voter ID {} is enclosed", "en"), ("AT_TAX_NUMBER", "48 291/3704", "Steuernummer {} beim Finanzamt Graz", "de"), ("DE_BUSINESS_ID", "DE136695976-00001", "W-IdNr. {}", "de"), ("HEALTH_CARD", "80276000048291370601", "EHIC number {}", "en"), ("HEALTH_CARD", "ABCD482913706012", "tarjeta sanitaria {}", "es"),
    ("IN_ABHA", "91-4829-1370-6012", "ABHA {}", "en"), ("US_KNOWN_TRAVELER", "TT4829137", "known traveler number {}", "en"), ("VN_CITIZEN_ID", "048291370", "CMND {}", "vi"), ("DRIVING_LICENCE", "48291/13/7061", "prawo jazdy nr {}", "pl"), ("DRIVING_LICENCE", "EH 482913", "řidičský průkaz {}", "cs"),
    ("DATE_OF_BIRTH", "790314", "född {}", "sv"), ("DATE_OF_BIRTH", "14.3.1979", "נולדתי ב-{}", "he"), ("PASSWORD", "fjord-lantern-82", "wifi key: {}", "en"),
)  # fmt: skip
NOT_FOUND = (
    ("BG_EIK", "фактура на ЕИК 831650348", "bg"), ("LT_COMPANY_CODE", "įmonės kodas 110053843", "lt"), ("SI_COMPANY_NUMBER", "matična številka 9331311", "sl"), ("KR_CORPORATE_NUMBER", "법인등록번호 130111-0006247", "ko"), ("NZ_COMPANY_NUMBER", "NZBN 9499102374096", "en"),
    ("LEI", "our LEI code is 529900T8BM49AURSDO56", "en"), ("BR_VOTER", "título de eleitor 0043 5687 0907", "pt"), ("BR_RENAVAM", "Renavam 00639884963", "pt"), ("GT_DPI", "mi DPI 0048 05144 0180", "es"), ("KW_CIVIL_ID", "civil ID 206042357053", "en"),
    ("NL_KVK", "bestelling 68241907 bij de winkel", "nl"), ("UK_COMPANY_NUMBER", "warranty registration number 12345678", "en"), ("IDENTITY_CARD", "DNI 12345678A", "es"), ("IDENTITY_CARD", "dowód ABC123456", "pl"), ("RESIDENCE_PERMIT", "order YZ4829137 is late", "en"), ("IN_TAN", "the tan jacket SHOE12345X", "en"),
    ("AT_TAX_NUMBER", "Steuernummer 48 291/3708", "de"), ("DE_BUSINESS_ID", "W-IdNr. DE136695977-00001", "de"), ("PHONE_NUMBER", "СТС 9912 482913", "ru"), ("PHONE_NUMBER", "allocataire 4829137", "fr"), ("HEALTH_CARD", "order 80276000048291370601", "en"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text", "language"), FOUND)
def test_it_is_found_where_its_name_leads_to_it(kind: str, value: str, text: str, language: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole, language=language)}


@pytest.mark.parametrize(("kind", "text", "language"), NOT_FOUND)
def test_it_is_not_found_with_a_wrong_check_digit_or_without_its_name(kind: str, text: str, language: str) -> None:
    assert kind not in {one.type for one in find(text, language=language)}
