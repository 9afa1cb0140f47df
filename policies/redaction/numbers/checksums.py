"""Check digits of national numbers, each as the authority that issues the number defines it. Values come without separators, upper case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

Check = Callable[[str], bool]
_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_IRISH: Final = "WABCDEFGHIJKLMNOPQRSTUV"
_CURP: Final = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_TAIWAN: Final = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_BALTIC: Final = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 1), (3, 4, 5, 6, 7, 8, 9, 1, 2, 3))
_SPANISH: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_INDIAN_STATES: Final = (
    "AN", "AP", "AR", "AS", "BR", "CG", "CH", "DD", "DL", "DN", "GA", "GJ", "HP", "HR", "JH", "JK", "KA", "KL", "LA", "LD", "MH", "ML", "MN", "MP", "MZ", "NL", "OD", "OR", "PB", "PY", "RJ", "SK",
    "TG", "TN", "TR", "TS", "UK", "UP", "UT", "WB",
)  # fmt: skip
_LETTERS_FOR_DIGITS: Final = str.maketrans("LMNPQRSTUV", "0123456789")
_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""What the characters of an Italian tax code count at odd places: A and 0 as 1, B and 1 as 0, and so on."""
_SINGAPORE: Final = {
    "S": (0, "JZIHGFEDCBA"),
    "T": (4, "JZIHGFEDCBA"),
    "F": (0, "XWUTRQPNMLK"),
    "G": (4, "XWUTRQPNMLK"),
    "M": (3, "XWUTRQPNJLK"),
}


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def luhn(value: str) -> bool:
    return sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(value))) % 10 == 0 and bool(
        value.strip("0")
    )


def date(day: str, month: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _MONTH_DAYS[int(month) - 1]


def always(value: str) -> bool:
    """A number without check digits: the word beside it decides."""
    return bool(value)


def never(value: str) -> bool:
    return False


def _last(value: str, digit: int, ten: int | None = None) -> bool:
    """The last digit is ``digit``; a digit of ten is written as ``ten``, or never given out."""
    wanted = ten if digit == 10 else digit
    return wanted is not None and int(value[-1]) == wanted


def fr_nir(value: str) -> bool:
    body = value[:13].replace("2A", "19", 1) if "A" in value else value[:13].replace("2B", "18", 1)
    return body.isdigit() and int(value[13:]) == 97 - int(body) % 97


def fr_vat(value: str) -> bool:
    return int(value[2:4]) == (12 + 3 * (int(value[4:]) % 97)) % 97


def nl_bsn(value: str) -> bool:
    return len(set(value)) > 1 and (_sum(value, range(9, 1, -1)) - int(value[8])) % 11 == 0


def be_national(value: str) -> bool:
    month, day, check = int(value[2:4]) % 20, int(value[4:6]), int(value[9:])
    return month <= 12 and day <= 31 and any(check == 97 - int(century + value[:9]) % 97 for century in ("", "2"))


def at_insurance(value: str) -> bool:
    return date(value[4:6], "12" if value[6:8] in ("13", "14", "15") else value[6:8]) and _sum(
        value, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)
    ) % 11 == int(value[3])


def ch_ahv(value: str) -> bool:
    return _last(value, -_sum(value, (1, 3) * 6) % 10)


def pt_nif(value: str) -> bool:
    return _last(value, (11 - _sum(value[-9:-1], range(9, 1, -1)) % 11) % 11, 0)


def br_cpf(value: str) -> bool:
    return len(set(value)) > 1 and all(int(value[n]) == _sum(value[:n], range(n + 1, 1, -1)) * 10 % 11 % 10 for n in (9, 10))


def br_cnpj(value: str) -> bool:
    numbers = [ord(char) - 48 for char in value]
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    ours = [-sum(n * w for n, w in zip(numbers[:size], weights[-size:], strict=True)) % 11 % 10 for size in (12, 13)]
    return ours == numbers[12:] and len(set(value)) > 1


def dk_cpr(value: str) -> bool:
    """Modulo 11, which numbers had without exception until October 2007."""
    return dk_cpr_later(value) and _sum(value, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def dk_cpr_later(value: str) -> bool:
    """Since then the register gives out numbers of some days without check digits."""
    return date(value[:2], value[2:4]) and value[6:] != "0000"


def se_date(value: str) -> bool:
    """Of a Swedish number of ten digits, or of twelve; 60 is added to the day of people who are not registered there."""
    return date(str(int(value[-6:-4]) % 60), value[-8:-6])


def no_birth_number(value: str) -> bool:
    day, month = int(value[:2]) % 40, int(value[2:4]) % 40
    first, second = _sum(value, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)), _sum(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return date(str(day), str(month)) and first % 11 == 0 and second % 11 == 0


def ie_pps(value: str) -> bool:
    extra = 9 * _IRISH.index(value[8]) if len(value) > 8 else 0
    return _IRISH[(_sum(value, range(8, 1, -1)) + extra) % 23] == value[7]


def cz_birth_number(value: str) -> bool:
    month = int(value[2:4]) % 50
    return date(value[4:6], str(month - 20 if month > 20 else month)) and (
        int(value) % 11 == 0 or (int(value[:9]) % 11 == 10 and value[9] == "0")
    )


def ro_cnp(value: str) -> bool:
    return value[0] != "0" and date(value[5:7], value[3:5]) and _last(value, _sum(value, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11, 1)


def bg_egn(value: str) -> bool:
    return date(value[4:6], str(int(value[2:4]) % 20)) and _last(value, _sum(value, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11, 0)


def mod11_10(value: str) -> bool:
    """ISO 7064: Croatia's OIB, Germany's numbers of taxpayers and of firms."""
    rest = 10
    for digit in value[:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return _last(value, (11 - rest) % 10)


def hr_oib(value: str) -> bool:
    return mod11_10(value[-11:])


def de_tax_id(value: str) -> bool:
    """Of the ten digits before the last, one occurs twice or three times, the others once at most."""
    often = sorted(value[:10].count(digit) for digit in set(value[:10]))
    return value[0] != "0" and often[-1] in (2, 3) and often[-2] == 1 and mod11_10(value)


def de_vat(value: str) -> bool:
    return value[2] != "0" and mod11_10(value[2:])


def de_pension(value: str) -> bool:
    """The day may be raised by 50 where two people would have the same number."""
    day, number = int(value[2:4]) % 50, f"{value[:8]}{ord(value[8]) - 64:02d}{value[9:11]}"
    crossed = (divmod(int(digit) * weight, 10) for digit, weight in zip(number, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return date(str(day), value[4:6]) and sum(map(sum, crossed)) % 10 == int(value[11])


def de_document(value: str) -> bool:
    """Nine characters stand on the card; the tenth, their check digit, in the lines for machines."""
    body = sum(int(char, 36) * (7, 3, 1)[place % 3] for place, char in enumerate(value[:9]))
    return any(char.isdecimal() for char in value) and (len(value) == 9 or body % 10 == int(value[9]))


def es_nif(value: str) -> bool:
    """A citizen's number, or a foreigner's, whose first letter counts as a digit."""
    first = {"X": "0", "Y": "1", "Z": "2"}.get(value[0], value[0])
    return _SPANISH[int(first + value[1:8]) % 23] == value[8]


def in_gstin(value: str) -> bool:
    crossed = (divmod(int(char, 36) * (1 + place % 2), 36) for place, char in enumerate(value[:14]))
    return -sum(map(sum, crossed)) % 36 == int(value[14], 36)


def uk_nino(value: str) -> bool:
    """No check digit; some beginnings are never given out."""
    return value[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")


def au_medicare(value: str) -> bool:
    """The ninth digit; the tenth says which card it is."""
    return int(value[8]) == _sum(value, (1, 3, 7, 9, 1, 3, 7, 9)) % 10


def in_plate(value: str) -> bool:
    """Plates have no check digit; the first two letters are a state's."""
    return value[:2] in _INDIAN_STATES


def it_fiscal(value: str) -> bool:
    """Where two people would have the same code, letters stand for digits."""
    day = value[9:11].translate(_LETTERS_FOR_DIGITS)
    places = [int(char) if char.isdecimal() else ord(char) - 65 for char in value[:15]]
    total = sum(_ODD[place] for place in places[::2]) + sum(places[1::2])
    return 1 <= int(day) % 40 <= 31 and chr(65 + total % 26) == value[15]


def ca_sin(value: str) -> bool:
    return value[0] not in "08" and luhn(value)


def mod97(value: str) -> bool:
    """ISO 7064, the check digits at the end; letters count from 10."""
    return int("".join(str(int(char, 36)) for char in value)) % 97 == 1


def iban(value: str) -> bool:
    return mod97(value[4:] + value[:4])


def it_vat(value: str) -> bool:
    return luhn(value[-11:])


def za_id(value: str) -> bool:
    return date(value[4:6], value[2:4]) and luhn(value)


def th_citizen(value: str) -> bool:
    return _last(value, (11 - _sum(value[:12], range(13, 1, -1)) % 11) % 10)


def us_ssn(value: str) -> bool:
    return value[:3] not in ("000", "666") and value[0] != "9" and value[3:5] != "00" and value[5:] != "0000" and len(set(value)) > 1


def hu_tax(value: str) -> bool:
    return _last(value, _sum(value, range(1, 10)) % 11)


def hu_taj(value: str) -> bool:
    return len(set(value)) > 1 and _last(value, _sum(value, (3, 7) * 4) % 10)


def gr_amka(value: str) -> bool:
    return date(value[:2], value[2:4]) and luhn(value)


def gr_afm(value: str) -> bool:
    return bool(value[-9:].strip("0")) and _last(value, _sum(value[-9:], [2**n for n in range(8, 0, -1)]) % 11, 0)


def baltic(value: str) -> bool:
    rests = [_sum(value, weights) % 11 for weights in _BALTIC]
    return date(value[5:7], value[3:5]) and _last(value, next((rest for rest in rests if rest < 10), 0))


def lv_code(value: str) -> bool:
    return (value[:2] == "32" or date(value[:2], value[2:4])) and _last(
        value, (1101 - _sum(value, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11, 0
    )


def si_emso(value: str) -> bool:
    return date(value[:2], value[2:4]) and _last(value, -_sum(value, (7, 6, 5, 4, 3, 2) * 2) % 11, 0)


def cn_resident(value: str) -> bool:
    body = _sum(value[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return date(value[12:14], value[10:12]) and value[17] == "10X98765432"[body % 11]


def mx_curp(value: str) -> bool:
    return date(value[8:10], value[6:8]) and _last(value, -sum(_CURP.index(char) * (18 - n) for n, char in enumerate(value[:17])) % 10)


def ar_cuit(value: str) -> bool:
    return _last(value, (11 - _sum(value[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11, 9)


def cl_rut(value: str) -> bool:
    rest = (11 - sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(value[:-1]))) % 11) % 11
    return value[-1] == ("K" if rest == 10 else str(rest))


def il_id(value: str) -> bool:
    return luhn(value.zfill(9))


def jp_my_number(value: str) -> bool:
    rest = _sum(value, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return _last(value, 0 if rest <= 1 else 11 - rest) and len(set(value)) > 1


def kr_resident(value: str) -> bool:
    """Numbers that were given out since October 2020 have no check digit."""
    return date(value[4:6], value[2:4]) and (_last(value, (11 - _kr_sum(value) % 11) % 10) or _is_of_2020(value))


def kr_foreigner(value: str) -> bool:
    return date(value[4:6], value[2:4]) and (_last(value, (13 - _kr_sum(value) % 11) % 10) or _is_of_2020(value))


def _kr_sum(value: str) -> int:
    return _sum(value[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))


def _is_of_2020(value: str) -> bool:
    """Born then or later."""
    return value[6] in "3478" and value[:4] >= "2010"


def is_kennitala(value: str) -> bool:
    day = int(value[:2]) % 40
    return value[9] in "890" and date(str(day), value[2:4]) and int(value[8]) == -_sum(value[:8], (3, 2, 7, 6, 5, 4, 3, 2)) % 11


def ru_snils(value: str) -> bool:
    return len(set(value)) > 1 and int(value[9:]) == _sum(value[:9], range(9, 0, -1)) % 101 % 100


def ru_inn(value: str) -> bool:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    sizes = (9,) if len(value) == 10 else (10, 11)
    return len(set(value)) > 1 and all(int(value[n]) == _sum(value[:n], weights[-n:]) % 11 % 10 for n in sizes)


def ua_tax(value: str) -> bool:
    return len(set(value)) > 1 and _last(value, _sum(value, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11, 0)


def pl_nip(value: str) -> bool:
    """In letters to the Union's tax offices PL stands before it."""
    number = value[-10:]
    return len(set(number)) > 1 and _last(number, _sum(number, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11)


def hk_id(value: str) -> bool:
    letters, digits, check = value[:-7].rjust(2), value[-7:-1], value[-1]
    first, second = (36 if char == " " else ord(char) - 55 for char in letters)
    rest = (11 - (first * 9 + second * 8 + _sum(digits, range(7, 1, -1))) % 11) % 11
    return check == ("A" if rest == 10 else str(rest))


def tw_id(value: str) -> bool:
    tens, ones = divmod(_TAIWAN.index(value[0]) + 10, 10)
    return (tens + 9 * ones + _sum(value[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def nz_ird(value: str) -> bool:
    body, check = value[:-1].zfill(8), int(value[-1])
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = -_sum(body, weights) % 11
        if rest < 10:
            return 10_000_000 < int(value) < 150_000_000 and rest == check
    return False


def ec_cedula(value: str) -> bool:
    return 1 <= int(value[:2]) <= 24 and value[2] < "6" and luhn(value)


def sg_nric(value: str) -> bool:
    offset, letters = _SINGAPORE[value[0]]
    return letters[(offset + _sum(value[1:8], (2, 7, 6, 5, 4, 3, 2))) % 11] == value[8]


def nl_document(value: str) -> bool:
    """No check digit on its face; at least one digit more than the last."""
    return sum(map(str.isdigit, value)) > 1
