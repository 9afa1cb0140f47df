"""Numbers of firms, taxpayers and patients that their offices give out, of countries near and far, with their check digits; mostly only their own name tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import Number

_BELARUS: Final = "0123456789ABCEHKMOPT"


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def br_patient(value: str) -> bool:
    return value[0] in "12789" and _sum(value, range(15, 0, -1)) % 11 == 0


def uy_firm(value: str) -> bool:
    """A number of the office, six digits, 001 for the firm itself."""
    rest = -_sum(value[:11], (4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return "01" <= value[:2] <= "22" and value[8:11] == "001" and value[11] == str(rest)


def fr_taxpayer(value: str) -> bool:
    return value[0] in "0123" and int(value[:10]) % 511 == int(value[10:])


def jp_firm(value: str) -> bool:
    """The first digit checks the other twelve; a T before it says that it stands on invoices."""
    value = value.removeprefix("T")
    return int(value[0]) == 9 - _sum(value[:0:-1], (1, 2) * 6) % 9


def tw_firm(value: str) -> bool:
    """Digits of the products are added up; a seven in the seventh place may count one more."""
    total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(value, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
    return value != "00000000" and (total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0))


def ua_firm(value: str) -> bool:
    weights = (7, 1, 2, 3, 4, 5, 6) if value[0] in "345" else (1, 2, 3, 4, 5, 6, 7)
    rest = _sum(value[:7], weights) % 11
    return int(value[7]) == (rest if rest < 10 else _sum(value[:7], [weight + 2 for weight in weights]) % 11 % 10)


def by_firm(value: str) -> bool:
    total = sum(_BELARUS.index(char) * weight for char, weight in zip(value, (29, 23, 19, 17, 13, 7, 5, 3), strict=False))
    return int(value[8]) == total % 11


def ma_firm(value: str) -> bool:
    return bool(value.strip("0")) and int(value) % 97 == 0


def mk_firm(value: str) -> bool:
    number = value.removeprefix("MK")
    return int(number[12]) == -_sum(number[:12], (7, 6, 5, 4, 3, 2) * 2) % 11 % 10


def me_firm(value: str) -> bool:
    return int(value[7]) == -_sum(value[:7], range(8, 1, -1)) % 11 % 10


def do_firm(value: str) -> bool:
    return int(value[8]) == (10 - _sum(value[:8], (7, 9, 8, 6, 5, 4, 3, 2)) % 11) % 9 + 1


def ca_patient(value: str) -> bool:
    """Of Ontario, of British Columbia, or of Quebec with a day of birth in it."""
    if value[0].isalpha():
        return checksums.date(value[8:10], f"{int(value[6:8]) % 50:02d}")
    western = int(value[9]) == -_sum(value[1:9], (2, 4, 8, 5, 10, 9, 7, 3)) % 11
    return value[0] == "9" and western if value[0] == "9" and not checksums.luhn(value[:10]) else checksums.luhn(value[:10])


def pt_usual(value: str) -> bool:
    """With a first digit that people and firms have mostly."""
    return value.removeprefix("PT")[0] in "1235689" and checksums.pt_nif(value)


OFFICES: Final = (
    Number("AE_TRN", "emirates", r"10\d{13}", checksums.always, led=True),
    Number("BR_CNS", "brazil", r"\d{3} ?\d{4} ?\d{4} ?\d{4}", br_patient, named=True),
    Number("BY_UNP", "belarus", r"[0-9A-CEHKM][0-9A-CEHKMOPT]\d{7}", by_firm, named=True),
    Number("CA_HEALTH_CARD", "canada", r"\d{4}[- ]?\d{3}[- ]?\d{3}(?:-[A-Z]{2})?|[A-Z]{4} ?\d{4} ?\d{4}", ca_patient, named=True),
    Number("DO_RNC", "dominican", r"[1-9]\d{8}|[1-9]-\d{2}-\d{5}-\d", do_firm, named=True),
    Number("FR_TAX_NUMBER", "france", r"[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}", fr_taxpayer, named=True),
    Number("IN_IFSC", "india", r"[A-Z]{4}0[A-Z0-9]{6}", checksums.always, led=True),
    Number("JP_CORPORATE_NUMBER", "japan", r"T?[1-9]\d{12}|T?[1-9]-?\d{4}-?\d{4}-?\d{4}", jp_firm, r"T.*", named=True),
    Number("MA_ICE", "morocco", r"\d{15}|\d{3}(?: \d{3}){4}", ma_firm, named=True),
    Number("ME_PIB", "montenegro", r"\d{8}", me_firm, named=True),
    Number("MK_EDB", "macedonia", r"(?:MK ?)?\d{13}", mk_firm, named=True),
    Number("PT_NIF", "portugal", r"(?:PT ?)?[1-9]\d{2} ?\d{3} ?\d{3}", pt_usual, r"PT.*", later=checksums.pt_nif),
    Number("TW_UBN", "taiwan", r"\d{8}", tw_firm, named=True),
    Number("UA_EDRPOU", "ukraine", r"\d{8}", ua_firm, named=True),
    Number("UY_RUT", "uruguay", r"(?:0[1-9]|1\d|2[0-2])(?: ?\d{6} ?001 ?\d|-\d{6}-001\d)", uy_firm, named=True),
)  # fmt: skip
TITLES: Final = {
    "AE_TRN": "trn|tax registration number|الرقم الضريبي|رقم التسجيل الضريبي",
    "BR_CNS": "cns|cartão sus|cartão do sus|cartao do sus|cartao sus|sus|cartão nacional de saúde|cartao nacional de saude|carteira do sus|número do sus",
    "BY_UNP": "унп|унн|упн|unp",
    "CA_HEALTH_CARD": "health card|ohip|carte santé|health number|phn|personal health number|care card|carecard|ramq|assurance maladie|carte soleil|nam|health insurance number",
    "DO_RNC": "rnc|registro nacional del contribuyente|registro nacional de contribuyentes",
    "FR_TAX_NUMBER": "numéro fiscal|numero fiscal|n° fiscal|nº fiscal|no fiscal|référence fiscale|identifiant fiscal|spi|french tax",
    "IN_IFSC": "ifsc|ifsc code|ifs code",
    "JP_CORPORATE_NUMBER": "法人番号|登録番号|インボイス番号|適格請求書|corporate number|houjin bangou|invoice registration number",
    "MA_ICE": "ice|identifiant commun de l'entreprise|identifiant commun",
    "ME_PIB": "pib|poreski broj",
    "MK_EDB": "едб|edb|даночен број|единствен даночен",
    "TW_UBN": "統一編號|統編|公司統編|ubn|unified business number|gui number|tax id number",
    "UA_EDRPOU": "єдрпоу|едрпоу|код єдрпоу|edrpou|код юридичної особи",
    "UY_RUT": "rut|rut de empresa|registro único tributario|registro unico tributario",
}
"""What they are called, as in ``titles``."""
