"""Numbers that registers of companies give out, with their check digits where they have any; elsewhere their own name must lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import Number

_FEWEST: Final = 4


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def _twice(value: str, first: Sequence[int], second: Sequence[int]) -> int:
    """By eleven, and with other weights where that leaves ten."""
    rest = _sum(value, first) % 11
    return rest if rest < 10 else _sum(value, second) % 11 % 10


def at_firm(value: str) -> bool:
    """A letter for the rest by seventeen of six digits."""
    digits = value.removeprefix("FN")[:-1].zfill(6)
    return value[-1] == "ABDFGHIKMPSTVWXYZ"[_sum(digits, (6, 4, 14, 15, 10, 1)) % 17]


def bg_firm(value: str) -> bool:
    """Nine digits; branches have four more."""
    whole = int(value[8]) == _twice(value[:8], range(1, 9), range(3, 11))
    return whole and (len(value) == 9 or int(value[12]) == _twice(value[8:12], (2, 7, 3, 5), (4, 9, 5, 7)))


def de_business(value: str) -> bool:
    """A firm's number for the tax on sales, and that of one of its businesses."""
    return checksums.de_vat(value[:11])


def ee_firm(value: str) -> bool:
    return value[0] in "1789" and int(value[7]) == _twice(value[:7], range(1, 8), range(3, 10))


def lt_firm(value: str) -> bool:
    return int(value[8]) == _twice(value[:8], range(1, 9), (3, 4, 5, 6, 7, 8, 9, 1))


def lv_firm(value: str) -> bool:
    return _sum(value, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


def si_firm(value: str) -> bool:
    rest = -_sum(value[:6], range(7, 1, -1)) % 11
    return rest > 0 and int(value[6]) == rest % 10


def kr_firm(value: str) -> bool:
    return int(value[12]) == -_sum(value[:12], (1, 2) * 6) % 10


def nz_firm(value: str) -> bool:
    """A number of the world's trade, which New Zealand's begin."""
    return int(value[12]) == -_sum(value[:12], (1, 3) * 6) % 10


def legal_entity(value: str) -> bool:
    return value[:4].isalnum() and checksums.mod97(value)


def is_registered(written: str) -> bool:
    return sum(map(str.isdecimal, written)) >= _FEWEST


REGISTERS: Final = (
    Number("AT_COMPANY_NUMBER", "austria", r"(?:FN ?)?\d{4,6} ?[A-Z]", at_firm, r"FN.*", named=True),
    Number("AT_TAX_NUMBER", "austria", r"\d{2}[- ]?\d{3}[/ -]?\d{4}", checksums.luhn, named=True),
    Number("BG_EIK", "bulgaria", r"\d{9}|\d{13}", bg_firm, named=True),
    Number("DE_BUSINESS_ID", "germany", r"DE ?\d{9}-\d{5}", de_business, r".*"),
    Number("EE_REGISTRY_CODE", "estonia", r"[1789]\d{7}", ee_firm, named=True),
    Number("EORI_NUMBER", "everywhere", r"[A-Z]{2} ?[A-Z0-9]{6,15}", checksums.always, led=True, written=is_registered),
    Number("HR_COMPANY_NUMBER", "croatia", r"0\d{8}|\d{8}", checksums.always, led=True),
    Number("HU_COMPANY_NUMBER", "hungary", r"\d{2}[- ]\d{2}[- ]\d{6}", checksums.always, led=True),
    Number("IE_COMPANY_NUMBER", "ireland", r"\d{5,6}", checksums.always, led=True),
    Number("IL_COMPANY_NUMBER", "israel", r"5\d{7}-?\d", checksums.il_id, named=True),
    Number("IN_CIN", "india", r"[LU]\d{5}[A-Z]{2}(?:19|20)\d{2}[A-Z]{3}\d{6}", checksums.always, r".*"),
    Number("IN_TAN", "india", r"[A-Z]{4}\d{5}[A-Z]", checksums.always, led=True),
    Number("IT_REA", "italy", r"[A-Z]{2}[ -]{0,3}\d{5,7}", checksums.always, led=True),
    Number("KR_CORPORATE_NUMBER", "korea", r"\d{6}-?\d{7}", kr_firm, named=True),
    Number("LEI", "everywhere", r"[0-9A-Z]{18}\d{2}", legal_entity, named=True),
    Number("LT_COMPANY_CODE", "lithuania", r"[1-3]\d{8}", lt_firm, named=True),
    Number("LU_COMPANY_NUMBER", "luxembourg", r"B ?\d{4,6}|B ?\d{2,3}[. ]\d{3}", checksums.always, led=True),
    Number("LV_COMPANY_NUMBER", "latvia", r"[459]\d{10}", lv_firm, named=True),
    Number("MY_COMPANY_NUMBER", "malaysia", r"\d{12}|\d{5,7}-[A-Z]", checksums.always, led=True),
    Number("NL_KVK", "netherlands", r"\d{8}|\d{12}|\d{2}\.\d{3}\.\d{3}|\d{4} \d{4}", checksums.always, led=True),
    Number("NZ_COMPANY_NUMBER", "new_zealand", r"94\d{11}", nz_firm, named=True),
    Number("PL_KRS", "poland", r"0\d{9}", checksums.always, led=True),
    Number("RO_REGISTRY", "romania", r"[JFC](?:0[1-9]|[1-3]\d|40|5[12])/\d{1,6}/(?:19|20)\d{2}", checksums.always, r"J.*", led=True),
    Number("RS_COMPANY_NUMBER", "serbia", r"\d{8}", checksums.always, led=True),
    Number("SI_COMPANY_NUMBER", "slovenia", r"\d{7}(?:000)?", si_firm, named=True),
    Number("TR_MERSIS", "turkey", r"\d{16}|\d{4}-\d{4}-\d{4}-\d{4}", checksums.always, led=True),
    Number("UK_COMPANY_NUMBER", "uk", r"(?:SC|NI|OC|SO|NC|FC|LP|CE|R0)\d{6}|\d{8}", checksums.always, led=True),
)  # fmt: skip
TITLES: Final = {
    "AT_COMPANY_NUMBER": "firmenbuch|firmenbuchnummer|fn|fb-nr|company register austria",
    "AT_TAX_NUMBER": "steuernummer|steuernr|steuer-nr|st.nr|st.-nr|abgabenkonto|abgabenkontonummer|finanzamt",
    "BG_EIK": "еик|eik|булстат|bulstat|единен идентификационен код",
    "DE_BUSINESS_ID": "wirtschafts-id|wirtschafts-identifikationsnummer|w-idnr|w-id",
    "EE_REGISTRY_CODE": "registrikood|registrikoodi|äriregistri|reg. kood|rg-kood|registry code",
    "EORI_NUMBER": "eori",
    "HR_COMPANY_NUMBER": "mbs|matični broj subjekta",
    "HU_COMPANY_NUMBER": "cégjegyzékszám|cégjegyzék|cg",
    "IE_COMPANY_NUMBER": "cro number|cro no|companies registration office|irish company number",
    "IL_COMPANY_NUMBER": 'ח.פ|ח״פ|ח"פ|חפ|חברה פרטית|מספר חברה|עוסק מורשה|israeli company',
    "IN_CIN": "cin|corporate identity number|corporate identification number",
    "IN_TAN": "tan no|tan number|tan of|tax deduction account|tan is|company tan",
    "IT_REA": "rea|numero rea|n. rea|nr. rea|rea n|rea di|iscrizione rea|numero r.e.a|repertorio economico",
    "KR_CORPORATE_NUMBER": "법인등록번호|법인번호|법인 등록|corporate registration",
    "LEI": "legal entity identifier|lei code|lei-code|codice lei|code lei|lei number|lei-nummer",
    "LT_COMPANY_CODE": "įmonės kod|imones kod|juridinio asmens kod|įm. kod|company code",
    "LU_COMPANY_NUMBER": "rcs|rcsl|r.c.s|registre de commerce|handelsregister|rcs luxembourg",
    "LV_COMPANY_NUMBER": "reģistrācijas nr|reģistrācijas numur|reģ. nr|reģ.nr|vienotais reģ",
    "MY_COMPANY_NUMBER": "ssm|company registration|company reg|no. syarikat|no syarikat|pendaftaran syarikat|pendaftaran perniagaan",
    "NL_KVK": "kvk|kvk-nummer|kamer van koophandel|handelsregister|chamber of commerce|vestigingsnummer",
    "NZ_COMPANY_NUMBER": "nzbn|new zealand business number",
    "PL_KRS": "krs|krajowy rejestr|krajowego rejestru|rejestrze sądowym",
    "RO_REGISTRY": "registrul comerțului|registrul comertului|reg. com|nr. reg|orc",
    "RS_COMPANY_NUMBER": "matični broj|maticni broj|matičnog broja|матични број|матичног броја|mat. br|мат. бр",
    "SI_COMPANY_NUMBER": "matična številka|maticna stevilka|matična št|matično številko",
    "TR_MERSIS": "mersis",
    "UK_COMPANY_NUMBER": "company number|company no|company registration|companies house|registered in england|registered in scotland|company reg",
}
"""What they are called, as in ``titles``."""
BESIDE: Final = {
    "RO_REGISTRY": "cui|cif|srl|euid|onrc|românia|romania|roumanie|rumänien|societate|sediu|înmatricul|inmatricul|înregistrat|inregistrat"
}
"""Where a Romanian firm writes of itself, its number needs no name right before it."""
NEAR: Final = {"UK_COMPANY_NUMBER": "crn|registered number"}
SIGNS: Final = {"UK_COMPANY_NUMBER": "company|companies|ltd|limited|llp|plc|england|wales|scotland|registered office|vat"}
"""Names that courses and letters have as well: with a company beside them."""
