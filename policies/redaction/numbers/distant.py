"""Numbers of people, taxpayers and insured in further countries of Asia, Africa and the Americas, and some of Europe. No check digits of theirs are published: their name leads to them, or their shape tells."""

from __future__ import annotations

from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.checksums import date
from policies.redaction.numbers.number import Number

_HANDLES: Final = "ok(?:axis|hdfcbank|icici|sbi)|ybl|ibl|axl|paytm|pt(?:sbi|axis|hdfc|yes)|upi|y?apl|rapl|fam|ikwik|jupiteraxis|sliceaxis|naviaxis|wa(?:axis|hdfcbank|icici|sbi)|barodampay|cnrb|hdfcbank|icici|sbi|axisbank|kotak|yesbank|idfcbank|freecharge|postbank"
"""Banks and apps behind which India's payments go to a person."""


def by_person(written: str) -> bool:
    """The day of birth, ddmmyy, behind the century and the sex."""
    return date(written[1:3], written[3:5])


def cu_person(written: str) -> bool:
    """The day of birth, yymmdd, before all."""
    return date(written[4:6], written[2:4])


def ua_register(written: str) -> bool:
    return date(written[6:8], written[4:6])


DISTANT: Final = (
    Number("AF_TAZKIRA", "afghanistan", r"\d{4}-\d{4}-\d{5}", checksums.always, led=True),
    Number("AO_BI", "angola", r"\d{9}[A-Z]{2}\d{3}", checksums.always, led=True),
    Number("BD_TIN", "bangladesh", r"\d{12}", checksums.always, led=True),
    Number("BY_PERSONAL_NUMBER", "belarus", r"[1-6]\d{6}[ABCEHKM]\d{3}(?:PB|BA|BI)\d", checksums.always, led=True, written=by_person),
    Number("CU_ID", "cuba", r"\d{11}", checksums.always, led=True, written=cu_person),
    Number("DZ_NIN", "algeria", r"\d{18}", checksums.always, led=True),
    Number("GH_TIN", "ghana", r"[CGPQV]00\d{7}[0-9X]", checksums.always, led=True),
    Number("IN_UPI", "india", rf"[A-Z0-9][A-Z0-9._-]{{1,63}}@(?:{_HANDLES})(?!\.?\w)", checksums.always, r".*"),
    Number("JO_NATIONAL_ID", "jordan", r"\d{10}", checksums.always, led=True),
    Number("JP_PENSION", "japan", r"\d{4}-\d{6}", checksums.always, led=True),
    Number("MA_CNSS", "morocco", r"\d{9}", checksums.always, led=True),
    Number("MM_NRC", "myanmar", r"\d{1,2}/[A-Z]{4,9} ?\((?:N|E|P|T|R|S|naing)\) ?\d{6}", checksums.always, led=True),
    Number("MZ_BI", "mozambique", r"\d{12}[A-Z]", checksums.always, led=True),
    Number("MZ_NUIT", "mozambique", r"\d{9}", checksums.always, led=True),
    Number("NG_TIN", "nigeria", r"\d{8}-\d{4}", checksums.always, led=True),
    Number("NL_V_NUMBER", "netherlands", r"\d{10}|\d{3}\.\d{3}\.\d{4}", checksums.always, led=True),
    Number("NP_CITIZENSHIP", "nepal", r"\d{2}-\d{2}-\d{2}-\d{5}", checksums.always, led=True),
    Number("PH_PAGIBIG", "philippines", r"\d{4}-?\d{4}-?\d{4}", checksums.always, led=True),
    Number("PH_PHILHEALTH", "philippines", r"\d{2}-?\d{9}-?\d", checksums.always, led=True),
    Number("PH_PHILSYS", "philippines", r"\d{4}-?\d{4}-?\d{4}(?:-?\d{4})?", checksums.always, led=True),
    Number("PK_NTN", "pakistan", r"\d{7}-\d", checksums.always, led=True),
    Number("RU_KPP", "russia", r"\d{4}[0-9A-Z]{2}\d{3}", checksums.always, led=True),
    Number("RW_NID", "rwanda", r"[123] ?(?:19|20)\d{2} ?[78] ?\d{7} ?\d ?\d{2}", checksums.always, led=True),
    Number("SA_VAT", "saudi", r"3\d{13}3", checksums.always, led=True),
    Number("TN_TAX_NUMBER", "tunisia", r"\d{7} ?/? ?[A-Z] ?/ ?[ABDNP] ?/ ?[CMNPE] ?/ ?\d{3}", checksums.always, led=True),
    Number("UA_UNZR", "ukraine", r"(?:19|20)\d{6}-\d{5}", checksums.always, led=True, written=ua_register),
    Number("UK_PAYE", "uk", r"\d{3} ?/ ?[A-Z]{1,2}\d{3,5}", checksums.always, led=True),
    Number("VN_SOCIAL_INSURANCE", "vietnam", r"\d{10}", checksums.always, led=True),
    Number("ZM_NRC", "zambia", r"\d{6}/\d{2}/\d", checksums.always, led=True),
    Number("ZW_NATIONAL_ID", "zimbabwe", r"\d{2}-\d{6,7} ?[A-Z] ?\d{2}", checksums.always, led=True),
)  # fmt: skip
TITLES: Final = {
    "AF_TAZKIRA": "tazkira|tazkera|e-tazkira|تذکره|تذكره",
    "AO_BI": "bilhete de identidade|bi|bi n|nº do bi|número do bi",
    "BD_TIN": "etin|e-tin|tin|টিআইএন",
    "BY_PERSONAL_NUMBER": "идентификационный номер|личный номер|асабісты нумар|ідэнтыфікацыйны нумар|belarusian id|personal number|identification number",
    "CU_ID": "carné de identidad|carnet de identidad|número de identidad permanente|número de identidad",
    "DZ_NIN": "nin|numéro d'identification national|numéro d'identification nationale|رقم التعريف الوطني",
    "GH_TIN": "tin|ghana tin|tax identification",
    "IN_UPI": "upi|upi id|vpa|gpay|google pay|phonepe|paytm|bhim|यूपीआई",
    "JO_NATIONAL_ID": "الرقم الوطني|jordanian national|jordanian id",
    "JP_PENSION": "基礎年金番号|年金番号|年金手帳|basic pension number",
    "MA_CNSS": "cnss|n° cnss|numéro cnss|immatriculation cnss",
    "MM_NRC": "nrc|မှတ်ပုံတင်|myanmar id",
    "MZ_BI": "bilhete de identidade|bi|bi n|nº do bi|número do bi",
    "MZ_NUIT": "nuit n|nº de nuit|meu nuit|número único de identificação tributária|nuit:",
    "NG_TIN": "tin|tax identification|tax id",
    "NL_V_NUMBER": "v-nummer|vreemdelingennummer|v-number",
    "NP_CITIZENSHIP": "citizenship no|citizenship number|citizenship certificate|nagarikta|नागरिकता",
    "PH_PAGIBIG": "pag-ibig|pagibig|pag ibig|hdmf",
    "PH_PHILHEALTH": "philhealth|phil health",
    "PH_PHILSYS": "philsys|phil sys|philippine identification|pcn|psn|national id",
    "PK_NTN": "ntn|national tax number",
    "RU_KPP": "кпп|kpp",
    "RW_NID": "indangamuntu|irangamuntu|rwandan id|national id|id number",
    "SA_VAT": "vat|الرقم الضريبي|رقم التسجيل الضريبي|ضريبة القيمة المضافة|saudi vat|tax number",
    "TN_TAX_NUMBER": "matricule fiscal|matricule fiscale|mf|المعرف الجبائي|المعرف الجبائى",
    "UA_UNZR": "унзр|запис у реєстрі|unzr",
    "UK_PAYE": "paye reference|paye ref|paye number|paye no|employer reference|employer paye|employer's reference",
    "VN_SOCIAL_INSURANCE": "bhxh|bảo hiểm xã hội|sổ bảo hiểm",
    "ZM_NRC": "nrc|nrc number|national registration card",
    "ZW_NATIONAL_ID": "id|id number|national id|id no|national registration",
}
"""What they are called, as in ``titles``."""
