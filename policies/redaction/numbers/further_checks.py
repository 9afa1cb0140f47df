"""Check digits of numbers of further countries, of firms, of insurances and of accounts, each as its authority defines them. Values come without separators, upper case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.redaction.numbers.checksums import date, luhn

_CUI: Final = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_CIF: Final = "JABCDEFGHI"
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NHI: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_RFC: Final = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def _mod11(value: str, weights: Sequence[int], ten: int = 0) -> bool:
    """The last digit is what is missing to the next eleven; a rest of ten is written as ``ten``."""
    rest = -_sum(value, weights) % 11
    return int(value[-1]) == (ten if rest == 10 else rest)


def mx_rfc(value: str) -> bool:
    total = sum(_RFC.index(char) * (13 - place) for place, char in enumerate(value[:-1].rjust(12)))
    return mx_rfc_day(value) and value[-1] == "0123456789A"[-total % 11]


def mx_rfc_day(value: str) -> bool:
    """Of people whom the tax office has registered without looking at the last character: a day of birth, or of a firm's founding."""
    return date(value[-5:-3], value[-7:-5])


def mx_clabe(value: str) -> bool:
    return int(value[-1]) == -sum(int(digit) * weight % 10 for digit, weight in zip(value[:17], (3, 7, 1) * 6, strict=False)) % 10


def co_nit(value: str) -> bool:
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(value[:-1]), (3, 7, 13, 17, 19, 23, 29, 37, 41), strict=False)) % 11
    return int(value[-1]) == (rest if rest < 2 else 11 - rest)


def pe_ruc(value: str) -> bool:
    return int(value[-1]) == (11 - _sum(value[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10


def uy_ci(value: str) -> bool:
    return int(value[-1]) == -_sum(value[:-1].zfill(7), (2, 9, 8, 7, 6, 3, 4)) % 10 and len(set(value)) > 1


def ar_cbu(value: str) -> bool:
    first = -_sum(value[:7], (7, 1, 3, 9, 7, 1, 3)) % 10
    second = -_sum(value[8:21], (3, 9, 7, 1) * 4) % 10
    return int(value[7]) == first and int(value[21]) == second


def br_cnh(value: str) -> bool:
    first, second = _sum(value, range(9, 0, -1)) % 11, _sum(value, range(1, 10)) % 11
    lower = 2 if first == 10 else 0
    return len(set(value)) > 1 and (int(value[9]), int(value[10])) == (first % 10, 0 if second == 10 else second - lower)


def br_pis(value: str) -> bool:
    return len(set(value)) > 1 and _mod11(value, (3, 2, 9, 8, 7, 6, 5, 4, 3, 2))


def my_nric(value: str) -> bool:
    """No check digit; a day of birth, and the place of birth by number."""
    return date(value[4:6], value[2:4]) and value[6:8] not in ("00", "17", "18", "19", "20", "69", "70", "73", "80", "81")


def id_nik(value: str) -> bool:
    """No check digit; a province, and a day of birth, which women have with 40 added."""
    return 11 <= int(value[:2]) <= 94 and date(str(int(value[6:8]) % 40), value[8:10]) and value[12:] != "0000"


def ir_code(value: str) -> bool:
    rest = _sum(value, range(10, 1, -1)) % 11
    return len(set(value)) > 1 and int(value[9]) == (rest if rest < 2 else 11 - rest)


def kz_iin(value: str) -> bool:
    rest = _sum(value, range(1, 12)) % 11
    if rest == 10:
        rest = _sum(value, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return date(value[4:6], value[2:4]) and int(value[11]) == rest


def eg_id(value: str) -> bool:
    """A day of birth and a governorate; how the last digit is made is not public."""
    return date(value[5:7], value[3:5]) and (1 <= int(value[7:9]) <= 35 or value[7:9] == "88")


def lu_matricule(value: str) -> bool:
    """The twelfth digit; the thirteenth checks the same digits another way."""
    return value[:2] in ("18", "19", "20") and date(value[6:8], value[4:6]) and luhn(value[:12])


def ch_uid(value: str) -> bool:
    return _mod11(value[3:], (5, 4, 3, 2, 7, 6, 5, 4), ten=-1)


def at_vat(value: str) -> bool:
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(value[3:10]))
    return int(value[10]) == (6 - total) % 10


def be_enterprise(value: str) -> bool:
    number = value[-10:]
    return number[0] in "01" and (int(number[:8]) + int(number[8:])) % 97 == 0


def nl_vat(value: str) -> bool:
    """Since 2020 people have one with other digits than their own."""
    old = (_sum(value[2:11], range(9, 1, -1)) - int(value[10])) % 11 == 0
    return old or int("".join(str(int(char, 36)) for char in value)) % 97 == 1


def gb_vat(value: str) -> bool:
    rest = _sum(value[-9:-2], range(8, 1, -1)) + int(value[-2:])
    return value[-9] != "0" and rest % 97 in (0, 42, 55)


def uk_utr(value: str) -> bool:
    return value[0] == "21987654321"[_sum(value[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11]


def es_cif(value: str) -> bool:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(value[1:8]))
    check = -total % 10
    return value[8] == str(check) or (value[0] not in "ABEH" and value[8] == _CIF[check])


def es_nuss(value: str) -> bool:
    province, number = int(value[:2]), int(value[2:10])
    return 1 <= province <= 66 and int(value[10:]) == (number + province * (10_000_000 if number < 10_000_000 else 100_000_000)) % 97


def pt_niss(value: str) -> bool:
    return int(value[-1]) == 9 - _sum(value[:10], (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10


def pt_citizen(value: str) -> bool:
    """Letters count from ten, every second character twice."""
    crossed = (int(char, 36) * (2 - place % 2) for place, char in enumerate(value))
    return sum(one - 9 if one > 9 and place % 2 == 0 else one for place, one in enumerate(crossed)) % 10 == 0


def pl_regon(value: str) -> bool:
    return len(set(value)) > 1 and int(value[8]) == _sum(value[:8], (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10


def pl_document(value: str) -> bool:
    """An identity card or, with two letters, a passport; the fourth or third character is the check digit."""
    letters = 3 if value[2].isalpha() else 2
    numbers = [int(char, 36) for char in value]
    weights = (7, 3, 1, 9, 7, 3, 1, 7, 3) if letters == 3 else (7, 3, 9, 1, 7, 3, 1, 7, 3)
    rest = sum(number * weight for number, weight in zip(numbers, weights, strict=True) if weight != 9)
    return rest % 10 == numbers[letters]


def hu_personal(value: str) -> bool:
    """People born since 1997 have the weights the other way round."""
    weights = range(1, 11) if value[0] in "1256" else range(10, 0, -1)
    return date(value[5:7], value[3:5]) and (
        int(value[10]) == _sum(value, weights) % 11 or int(value[10]) == _sum(value, range(10, 0, -1)) % 11
    )


def hu_vat(value: str) -> bool:
    return int(value[7]) == -_sum(value[:7], (9, 7, 3, 1, 9, 7, 3)) % 10 and value[8] in "12345"


def dk_cvr(value: str) -> bool:
    return value[-8] != "0" and _sum(value[-8:], (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def no_org(value: str) -> bool:
    return value[0] in "89" and _mod11(value.removesuffix("MVA"), (3, 2, 7, 6, 5, 4, 3, 2), ten=-1)


def fi_firm(value: str) -> bool:
    return _mod11(value[-8:], (7, 9, 10, 5, 8, 4, 2), ten=-1)


def cz_firm(value: str) -> bool:
    number = value[-8:]
    return int(number[7]) == (11 - _sum(number[:7], range(8, 1, -1)) % 11) % 10 and len(set(number)) > 1


def sk_tax(value: str) -> bool:
    return int(value[-10:]) % 11 == 0 and value[-8] in "234789"


def si_tax(value: str) -> bool:
    number = value[-8:]
    return number[0] != "0" and _mod11(number, range(8, 1, -1))


def ro_firm(value: str) -> bool:
    number = value.removeprefix("RO").zfill(10)
    return int(number[9]) == _sum(number[:9], _CUI) * 10 % 11 % 10


def tr_tax(value: str) -> bool:
    total = 0
    for place, digit in enumerate(value[:9]):
        moved = (int(digit) + 9 - place) % 10
        total += 9 if moved and moved * 2 ** (9 - place) % 9 == 0 else moved * 2 ** (9 - place) % 9
    return int(value[9]) == -total % 10


def cn_firm(value: str) -> bool:
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(value[:17]))
    return value[17] == _USCC[-total % 31]


def nz_nhi(value: str) -> bool:
    numbers = [_NHI.index(char) + 1 if char.isalpha() else int(char) for char in value]
    rest = 11 - sum(number * weight for number, weight in zip(numbers[:6], range(7, 1, -1), strict=True)) % 11
    return rest != 11 and numbers[6] == rest % 10


def ru_ogrn(value: str) -> bool:
    return int(value[-1]) == int(value[:-1]) % (len(value) - 2) % 10


def vn_citizen(value: str) -> bool:
    """No check digit; a province by number and the year of birth, with the century in the fourth digit."""
    return 1 <= int(value[:3]) <= 96 and value[3] in "0123"


def ar_dni(value: str) -> bool:
    """No check digit."""
    return value[0] != "0"


def pk_cnic(value: str) -> bool:
    """No check digit; a province comes first."""
    return value[0] in "1234567"


def uk_driver(value: str) -> bool:
    """Five letters of the name, with nines behind a short one, the day of birth with a woman's month raised by fifty, and initials."""
    return value[:5].rstrip("9").isalpha() and value[6] in "0156" and date(value[8:10], f"{int(value[6:8]) % 50:02d}")
