"""Numbers of further countries and the Union's tax numbers with the country before them; passports and licences of whichever country."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers import further_checks as checks
from policies.redaction.numbers.checksums import date, luhn, mod11_10
from policies.redaction.numbers.days import is_day
from policies.redaction.numbers.number import Number

_VENEZUELA: Final = {"V": 4, "E": 8, "J": 12, "P": 16, "G": 20, "C": 12}
_CYPRUS: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_FEWEST: Final = 4
_POST_CODE: Final = 5


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def id_tax(value: str) -> bool:
    """The first nine digits; since 2024 with a nought before them."""
    return luhn(value[-15:][:9])


def vn_tax(value: str) -> bool:
    return int(value[9]) == 10 - _sum(value[:9], (31, 29, 23, 19, 17, 13, 7, 5, 3)) % 11


def ca_firm(value: str) -> bool:
    return luhn(value[:9])


def uk_chi(value: str) -> bool:
    """Scotland's number of patients: a day of birth and a digit by eleven."""
    return date(value[:2], value[2:4]) and _sum(value, range(10, 0, -1)) % 11 == 0


def ve_rif(value: str) -> bool:
    return value[-1] == "00987654321"[(_VENEZUELA[value[0]] + _sum(value[1:9], (3, 2, 7, 6, 5, 4, 3, 2))) % 11]


def _rising(value: str) -> int:
    """From the last digit before the check digit on, with weights from two."""
    return sum(int(digit) * weight for weight, digit in enumerate(reversed(value), 2))


def py_ruc(value: str) -> bool:
    return int(value[-1]) == -_rising(value[:-1]) % 11 % 10


def gt_nit(value: str) -> bool:
    return value[-1] == "0123456789K"[-_rising(value[:-1]) % 11]


def sv_dui(value: str) -> bool:
    return int(value[8]) == -_sum(value[:8], range(9, 1, -1)) % 10


def ec_ruc(value: str) -> bool:
    """A citizen's number, or that of a firm or an office, and the number of the branch."""
    if value[2] < "6":
        return checksums.ec_cedula(value[:10])
    body, weights = (value[:10], (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) if value[2] == "9" else (value[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1))
    return value[2] in "69" and _sum(body, weights) % 11 == 0


def rs_pib(value: str) -> bool:
    return mod11_10(value)


def md_idno(value: str) -> bool:
    return int(value[12]) == _sum(value[:12], (7, 3, 1) * 4) % 10


def _lt_vat(value: str) -> bool:
    first = sum((1 + place % 9) * int(digit) for place, digit in enumerate(value[:-1])) % 11
    second = sum((1 + (place + 2) % 9) * int(digit) for place, digit in enumerate(value[:-1])) % 11
    return value[-2] == "1" and int(value[-1]) == (second if first == 10 else first) % 10


def _cy_vat(value: str) -> bool:
    return value[8] == chr(65 + (sum(_CYPRUS[int(digit)] for digit in value[:8:2]) + sum(map(int, value[1:8:2]))) % 26)


def _bg_vat(value: str) -> bool:
    if len(value) == 10:
        return checksums.bg_egn(value) or int(value[9]) == -_sum(value[:9], (4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    first = _sum(value[:8], range(1, 9)) % 11
    return int(value[8]) == (first if first < 10 else _sum(value[:8], range(3, 11)) % 11 % 10)


def _lv_vat(value: str) -> bool:
    return _sum(value, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3 if value[0] > "3" else checksums.lv_code(value)


_VATS: Final[dict[str, tuple[str, Callable[[str], bool]]]] = {
    "BG": (r"\d{9,10}", _bg_vat),
    "CY": (r"\d{8}[A-Z]", _cy_vat),
    "EE": (r"\d{9}", lambda value: _sum(value, (3, 7, 1) * 3) % 10 == 0),
    "ES": (r"[A-Z]\d{7}[0-9A-Z]|\d{8}[A-Z]", lambda value: checks.es_cif(value) if value[0] in "ABCDEFGHJNPQRSUVW" else _es_person(value)),
    "HU": (r"\d{8}", lambda value: int(value[7]) == -_sum(value[:7], (9, 7, 3, 1, 9, 7, 3)) % 10),
    "IE": (r"\d{7}[A-W][A-IW]?", checksums.ie_pps),
    "LT": (r"\d{12}|\d{9}", _lt_vat),
    "LU": (r"\d{8}", lambda value: int(value[:6]) % 89 == int(value[6:])),
    "LV": (r"\d{11}", _lv_vat),
    "MT": (r"\d{8}", lambda value: value[0] != "0" and _sum(value, (3, 4, 6, 7, 8, 9, 10, 1)) % 37 == 0),
    "SE": (r"\d{6}-?\d{4} ?01", lambda value: luhn(value[:10])),
}
"""Of countries whose tax numbers have no type of their own: shape behind the two letters, and check digits."""


def _es_person(value: str) -> bool:
    return (value[0].isdecimal() or value[0] in "XYZ") and checksums.es_nif(value)


def eu_vat(value: str) -> bool:
    return _VATS[value[:2]][1](value[2:])


def is_paper(written: str) -> bool:
    """Most of it digits, not all of them."""
    digits = sum(map(str.isdecimal, written))
    return digits >= _FEWEST and any(map(str.isalpha, written))


def is_licence(written: str) -> bool:
    """Neither a day nor a year nor a post code, in letters of a keyboard."""
    digits = sum(map(str.isdecimal, written))
    return written.isascii() and digits >= _FEWEST and not (written.isdecimal() and digits <= _POST_CODE) and not is_day(written)


ABROAD: Final = (
    Number("AU_DRIVER_LICENCE", "australia", r"\d{8,10}|\d{3} \d{3} \d{3,4}|\d{6}[A-Z]|[A-Z]\d{5,6}", checksums.always, said=True),
    Number("CA_BUSINESS_NUMBER", "canada", r"\d{5} ?\d{4}(?: ?R[CMPRTZ] ?\d{4})?", ca_firm, r".*R.*", named=True),
    Number("CA_DRIVING_LICENCE", "canada", r"[A-Z]\d{4}[- ]\d{5}[- ]\d{5}|[A-Z]\d{4}[- ]\d{6}[- ]\d{2}", checksums.always, r".*"),
    Number("CO_CEDULA", "colombia", r"\d{1,3}(?:\.\d{3}){2,3}|\d{6,10}", checksums.always, said=True),
    Number("DO_CEDULA", "dominican", r"\d{3}-?\d{7}-?\d", luhn, r"\d{3}-\d{7}-\d"),
    Number("DRIVING_LICENCE", "everywhere", r"[A-Z]{0,2}\d{2,6}(?:[/-][A-Z0-9]{1,10}){1,4}|(?-i:[A-Z]{1,3}) \d{5,8}|[A-Z0-9]{5,18}|[A-Z]{0,2}\d{2,6}(?:[ /-][A-Z]{0,4}\d[A-Z0-9]{0,9}){1,4}", checksums.always, led=True, written=is_licence),
    Number("EC_RUC", "ecuador", r"\d{10}001", ec_ruc, named=True),
    Number("EU_VAT_ID", "everywhere", "|".join(f"(?-i:{country}) ?(?:{shape})" for country, (shape, _) in _VATS.items()), eu_vat, r".*"),
    Number("GT_NIT", "guatemala", r"\d{6,8}-[0-9K]", gt_nit, named=True),
    Number("ID_NPWP", "indonesia", r"\d{2}\.?\d{3}\.?\d{3}\.?\d[-.]?\d{3}\.?\d{3}", id_tax, r"\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3}", named=True),
    Number("IN_DRIVING_LICENCE", "india", r"[A-Z]{2}[- ]?\d{2}[- ]?(?:19|20)\d{2}[- ]?\d{7}", checksums.in_plate, r".*"),
    Number("KE_KRA_PIN", "kenya", r"[AP]0\d{8}[A-Z]", checksums.always, r".*"),
    Number("KE_NATIONAL_ID", "kenya", r"\d{7,8}", checksums.always, said=True),
    Number("MD_IDNO", "moldova", r"[012]\d{12}", md_idno, named=True),
    Number("NG_BVN", "nigeria", r"22\d{9}", checksums.always, led=True),
    Number("NG_NIN", "nigeria", r"\d{11}", checksums.always, led=True, called="NinByNameRecognizer"),
    Number("PASSPORT", "everywhere", r"[A-Z]{1,3}\d{5,8}[A-Z]{0,2}|(?-i:[A-Z]{1,3}) \d{5,8}[A-Z]{0,2}|[A-Z]\d[A-Z]{2}\d{4,5}|[A-Z]{2}\d[A-Z0-9]\d{5}", checksums.always, led=True, written=is_paper),
    Number("PE_DNI", "peru", r"\d{8}", checksums.always, said=True),
    Number("PH_SSS", "philippines", r"\d{2}-\d{7}-\d", checksums.always, led=True),
    Number("PH_TIN", "philippines", r"\d{3}-\d{3}-\d{3}(?:-\d{3,5})?", checksums.always, led=True, called="TinInGroupsRecognizer"),
    Number("PY_RUC", "paraguay", r"\d{6,8}-\d", py_ruc, named=True),
    Number("RS_PIB", "serbia", r"\d{9}", rs_pib, named=True),
    Number("SV_DUI", "salvador", r"\d{8}-\d", sv_dui, named=True),
    Number("UK_CHI", "uk", r"\d{6} ?\d{4}", uk_chi, named=True),
    Number("UK_DRIVING_LICENCE", "uk", r"[A-Z9]{5} \d{6} [A-Z][A-Z9]\d[A-Z]{2}(?: ?\d{2})?", checks.uk_driver, r".*", called="LicenceInGroupsRecognizer"),
    Number("US_EIN", "us", r"\d{2}-\d{7}", checksums.always, led=True),
    Number("VE_CEDULA", "venezuela", r"[VE]-?\d{1,2}\.?\d{3}\.?\d{3}", checksums.always, led=True),
    Number("VE_RIF", "venezuela", r"[VEJPGC]-?\d{8}-?\d", ve_rif, r".*"),
    Number("VN_TAX_CODE", "vietnam", r"\d{10}(?:-\d{3})?", vn_tax, named=True),
)  # fmt: skip
TITLES: Final = {
    "AU_DRIVER_LICENCE": "australian driver licence|driver licence|driver's licence|drivers licence|licence|license",
    "CA_BUSINESS_NUMBER": "business number|bn|gst|hst|gst/hst|numéro d'entreprise|tps|cra account",
    "CA_DRIVING_LICENCE": "driver's licence|driver's license|driver licence|driving licence|permis de conduire|licence|license",
    "CO_CEDULA": "cédula de ciudadanía|cedula de ciudadania|cédula|cedula|c.c|cc",
    "DO_CEDULA": "cédula|cedula|cédula de identidad",
    "DRIVING_LICENCE": "führerausweis|führerschein|führerscheinnummer|fahrerlaubnis|vozačka dozvola|возачка|driving licence|driving license|driver licence|driver license|driver's licence|driver's license|permis de conduire|n° de permis|permiso de conducir|permiso de conducción|carné de conducir|carnet de conducir|"
    "licencia de conducir|licencia de conducción|licencia de manejo|carta de condução|rijbewijs|rijbewijsnummer|körkort|körkortsnummer|førerkort|førerkortnummer|kørekort|kørekortnummer|ajokortti|ajokortin|prawo jazdy|prawa jazdy|řidičský průkaz|řidičského|"
    "vodičský preukaz|vodičského|jogosítvány|vezetői engedély|permis de conducere|permisul de conducere|свидетелство за управление|шофьорска книжка|vozačka|vozačke|vozniško|άδεια οδήγησης|δίπλωμα οδήγησης|водительское удостоверение|водительского удостоверения|"
    "права №|посвідчення водія|juhiluba|juhiload|vadītāja apliecība|vairuotojo pažymėj|ökuskírtein|ehliyet|ehliyet no|sürücü belgesi|運転免許|免許証|驾驶证|駕駛執照|駕照|ใบขับขี่|ใบอนุญาตขับ|giấy phép lái xe|bằng lái|no sim|nomor sim|lesen memandu|רישיון נהיגה|رخصة القيادة|ड्राइविंग लाइसेंस|leseni ya udereva|rybewys|bestuurslisensie",
    "EC_RUC": "ruc|registro único de contribuyentes",
    "EU_VAT_ID": "vat|vat number|moms|momsnummer|momsreg|btw|tva|iva|mwst|ust-id|pvm|pvn|km|kmkr|áfa|közösségi adószám|ддс|φπα|fpa|cbl",
    "GT_NIT": "nit",
    "ID_NPWP": "npwp|nomor pokok wajib pajak|indonesian tax",
    "IN_DRIVING_LICENCE": "driving licence|driving license|licence no|license no|dl no|dl|licence|license",
    "KE_KRA_PIN": "kra pin|kra|pin",
    "KE_NATIONAL_ID": "kitambulisho|national id|id number|id no|id",
    "MD_IDNO": "idno|idnp",
    "NG_BVN": "bvn|bank verification",
    "NG_NIN": "nin|national identification number|national identity number|nimc",
    "PASSPORT": "cestovní pas|passport no|passport number|passport|reisepass|reisepassnummer|passnummer|pass-nr|passnr|pass nr|passeport|pasaporte|passaporte|passaporto|paspoort|paspoortnummer|pas nummer|passinumero|passi|passin|passet|pasnummer|paszport|paszportu|"
    "cestovní pas|pas č|číslo pasu|pasu č|cestovný pas|útlevél|útlevélszám|pașaport|pasaport|паспорт|паспорта|паспортът|putovnica|putovnice|pasoš|potni list|potnega lista|διαβατήριο|διαβατηρίου|закордонний паспорт|загранпаспорт|pase nr|pasi nr|passi nr|vegabréf|"
    "旅券|旅券番号|パスポート|여권|여권번호|护照|護照|หนังสือเดินทาง|พาสปอร์ต|hộ chiếu|ho chieu|paspor|pasport|דרכון|جواز|جواز السفر|पासपोर्ट|pasipoti",
    "PE_DNI": "dni peruano|dni|documento nacional de identidad|d.n.i",
    "PH_SSS": "sss|social security system",
    "PH_TIN": "tin|tin no|tin number|bir|taxpayer identification",
    "PY_RUC": "ruc|registro único de contribuyentes",
    "RS_PIB": "pib|пиб|poreski identifikacioni",
    "SV_DUI": "dui|documento único de identidad",
    "UK_CHI": "chi|chi number|community health index",
    "US_EIN": "ein|employer identification|federal tax id|fein|employer id",
    "VE_CEDULA": "cédula|cedula|c.i|ci|documento de identidad",
    "VE_RIF": "rif|registro de información fiscal",
    "VN_TAX_CODE": "mã số thuế|ma so thue|mst|vietnamese tax|tax code|tax id",
}
"""What they are called, as in ``titles``."""
NEAR: Final = {"US_DRIVER_LICENSE": "license|licence|lic|driver|drivers|driver's|id|state id|id card"}
SIGNS: Final = {
    "US_DRIVER_LICENSE": "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|"
    "new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington state|wisconsin|wyoming|nys|calif"
}
"""A licence of one of the states, whose name stands beside it."""
