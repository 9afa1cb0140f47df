"""Numbers of people, taxpayers and insured of further countries, which their names or their shape tell."""

from __future__ import annotations

import pytest

from policies.redaction import find

FOUND = (
    ("AF_TAZKIRA", "1401-0101-12345", "my tazkira {}"), ("AO_BI", "004829137LA042", "BI {}"), ("BD_TIN", "482913706012", "e-TIN {}"), ("BY_PERSONAL_NUMBER", "4120385A012PB7", "личный номер {}"), ("CU_ID", "79031412345", "carné de identidad {}"), ("DZ_NIN", "109482913706012345", "mon NIN {}"),
    ("GH_TIN", "P0048291370", "Ghana TIN {}"), ("IN_UPI", "rahul.k@okhdfcbank", "pay to {} please"), ("IN_UPI", "9876543210@ybl", "UPI: {}."), ("JO_NATIONAL_ID", "9791048291", "الرقم الوطني {}"), ("JP_PENSION", "4829-137060", "基礎年金番号は{}です"), ("MA_CNSS", "482913706", "CNSS {}"),
    ("MM_NRC", "12/OUKAMA(N)482913", "NRC {}"), ("MZ_BI", "110482913706B", "bilhete de identidade {}"), ("MZ_NUIT", "482913706", "Meu NUIT é {}"), ("NG_TIN", "48291370-0001", "TIN {}"), ("NL_V_NUMBER", "2482913706", "V-nummer {}"), ("NP_CITIZENSHIP", "27-01-70-48291", "citizenship number {}"),
    ("PH_PAGIBIG", "1212-4829-1370", "Pag-IBIG MID {}"), ("PH_PHILHEALTH", "12-482913706-1", "PhilHealth {}"), ("PH_PHILSYS", "4829-1370-6012-3456", "PhilSys {}"), ("PK_NTN", "4829137-6", "NTN {}"), ("RU_KPP", "770701001", "ИНН 7707083893 КПП {}"), ("RW_NID", "1 1990 8 0048291 3 70", "indangamuntu {}"),
    ("SA_VAT", "300482913706013", "VAT {}"), ("TN_TAX_NUMBER", "1482913/A/P/M/000", "matricule fiscal {}"), ("UA_UNZR", "19790314-48291", "УНЗР {}"), ("UK_PAYE", "120/AB48291", "PAYE reference {}"), ("VN_SOCIAL_INSURANCE", "7948291370", "mã số BHXH {}"), ("ZM_NRC", "482913/10/1", "NRC {}"),
    ("ZW_NATIONAL_ID", "63-482913 A 42", "ID number {}"), ("PHONE_NUMBER", "98765 43210", "GPay number {}"),
)  # fmt: skip
NOT_FOUND = (
    ("AF_TAZKIRA", "order 1401-0101-12345"), ("BY_PERSONAL_NUMBER", "личный номер 4992385A012PB7"), ("CU_ID", "carné de identidad 79131412345"), ("IN_UPI", "write to rahul@icici.com"), ("IN_UPI", "rahul@office"), ("MZ_NUIT", "cette nuit 482913706"), ("NG_TIN", "order 12345678-0001"),
    ("UA_UNZR", "УНЗР 19791314-48291"), ("ZM_NRC", "version 482913/10/1"), ("PK_NTN", "model 4829137-6"), ("ZW_NATIONAL_ID", "part 63-482913 A 42"), ("SA_VAT", "VAT 400482913706013"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_it_is_found_where_its_name_leads_to_it(kind: str, value: str, text: str) -> None:
    whole = text.format(value)
    assert (kind, value) in {(one.type, whole[one.start : one.end]) for one in find(whole)}


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_it_is_not_found_without_its_name_or_with_a_day_that_is_none(kind: str, text: str) -> None:
    assert kind not in {one.type for one in find(text)}
