"""Accounts as banks write them at home, without the letters of an IBAN: with their check digits where they have any, else by what they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import Number

_DIGITS: Final = re.compile(r"\d")
_FEWEST, _MOST = 6, 23
_CHECKED: Final = re.compile(
    r"\d{8}[- ]\d{8}(?:[- ]\d{8})?|(?:\d{1,6}-)?\d{2,10}/\d{4}|\d{4}\.\d{2}\.\d{5}|\d{3}-\d{7}-\d{2}|\d{2}(?: ?\d{4}){6}|\d{4}[ -]\d{4}[ -]\d{2}[ -]\d{10}|\d{2}-\d{4}-\d{7}-\d{2,3}"
)
"""How accounts are written that have check digits: with wrong ones they are none."""
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}")

_NZ_BRANCHES: Final = (6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1)
_NZ_ACCOUNTS: Final = (0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1)
_NZ_OWN: Final = {"08": (0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1)}
"""Of New Zealand's banks, by their two digits: weights of the branch and of the account where they are others."""
_NZ_UNKNOWN: Final = ("09", "25", "26", "28", "29", "31", "33")
"""Whose check digits are reckoned in other ways."""
_NZ_FROM: Final = 990_000
"""Accounts from here on whose branch does not count."""


def _sum(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=True))


def is_account(written: str) -> bool:
    return _FEWEST <= len(_DIGITS.findall(written)) <= _MOST and not _CHECKED.fullmatch(written) and not _DATE.fullmatch(written)


def hu_account(value: str) -> bool:
    """Eight digits of the bank with a check digit of their own, then eight or sixteen with another."""
    weights = (9, 7, 3, 1) * 4
    return bool(value.strip("0")) and _sum(value[:8], weights[:8]) % 10 == 0 and _sum(value[8:], weights[: len(value) - 8]) % 10 == 0


def is_czech(written: str) -> bool:
    """Six digits at most before a hyphen, ten at most before the number of the bank, each part by eleven."""
    account, _, bank = written.replace(" ", "").partition("/")
    before, _, number = account.rpartition("-")
    parts = (before.zfill(10), number.zfill(10))
    return bool(number.strip("0")) and bank[:1] in "02345678" and all(_sum(one, (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0 for one in parts)


def no_account(value: str) -> bool:
    return bool(value.strip("0")) and _sum(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def pl_account(value: str) -> bool:
    return checksums.mod97(f"{value[2:]}PL{value[:2]}") and bool(value.strip("0"))


def es_account(value: str) -> bool:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    rests = (11 - _sum(part, weights) % 11 for part in (f"00{value[:8]}", value[10:]))
    return bool(value.strip("0")) and value[8:10] == "".join(str({10: 1, 11: 0}.get(rest, rest)) for rest in rests)


def be_account(value: str) -> bool:
    return bool(value.strip("0")) and int(value[10:]) == (int(value[:10]) % 97 or 97)


def fr_account(value: str) -> bool:
    """Letters count as the digits that the keys of a telephone once gave them."""
    digits = "".join(
        char if char.isdecimal() else str((ord(char) - 64) % 9 or 9) if char < "S" else str((ord(char) - 63) % 9 or 9) for char in value
    )
    return bool(digits.strip("0")) and int(digits) % 97 == 0


def nz_account(value: str) -> bool:
    """Bank, branch, account and suffix; of some banks the branch counts, too."""
    bank, body = value[:2], value[2:13]
    if bank in _NZ_UNKNOWN:
        return False
    weights = _NZ_OWN.get(bank, _NZ_BRANCHES if int(value[6:13]) < _NZ_FROM else _NZ_ACCOUNTS)
    return _sum(body, weights) % 11 == 0


def nz_other_account(value: str) -> bool:
    return value[:2] in _NZ_UNKNOWN


ACCOUNTS: Final = (
    Number("BANK_ACCOUNT", "everywhere", r"(?:\d{6,20}|\d{1,10}(?:[ ./-]\d{1,12}){1,5})(?![ ./-]?\d)", checksums.always, led=True, written=is_account),
    Number("BE_BANK_ACCOUNT", "belgium", r"\d{3}-\d{7}-\d{2}", be_account, r".*"),
    Number("CZ_BANK_ACCOUNT", "czechia", r"(?:\d{2,6}-)?\d{2,10} ?/ ?\d{4}", checksums.always, led=True, written=is_czech),
    Number("ES_BANK_ACCOUNT", "spain", r"\d{4}[ -]?\d{4}[ -]?\d{2}[ -]?\d{10}", es_account, named=True),
    Number("FR_BANK_ACCOUNT", "france", r"\d{5}[ -]?\d{5}[ -]?[0-9A-Z]{11}[ -]?\d{2}", fr_account, named=True),
    Number("HU_BANK_ACCOUNT", "hungary", r"\d{8}[- ]\d{8}(?:[- ]\d{8})?|\d{24}", hu_account, r"\d{8}-\d{8}.*"),
    Number("NO_BANK_ACCOUNT", "norway", r"\d{4}[. ]?\d{2}[. ]?\d{5}", no_account, r"\d{4}\.\d{2}\.\d{5}"),
    Number("NZ_BANK_ACCOUNT", "new_zealand", r"(?:0[1-9]|[1-3]\d)[- ]\d{4}[- ]\d{7}[- ]\d{2,3}", nz_account, r"\d\d-\d{4}-\d{7}-\d{2,3}", later=nz_other_account),
    Number("PL_BANK_ACCOUNT", "poland", r"\d{2}(?: ?\d{4}){6}", pl_account, certain=True),
    Number("SE_BANKGIRO", "sweden", r"\d{3,4}-\d{4}", checksums.luhn, named=True),
    Number("SE_PLUSGIRO", "sweden", r"\d{1,6}-\d|\d{2} \d{2} \d{2}-\d", checksums.luhn, named=True),
    Number("AU_BSB", "australia", r"\d{3}[- ]?\d{3}", checksums.always, led=True),
    Number("UK_SORT_CODE", "uk", r"\d{2}[- ]?\d{2}[- ]?\d{2}", checksums.always, led=True),
)  # fmt: skip
_GENERAL: Final = (
    "kontonummer|bank account|bank acct|bank a/c|bank acc|bankkonto|bankverbindung|bankrekening|bankkontonummer|kontonummer|konto-nr|konto nr|kontonr|ktonr|kto-nr|kto|numéro de compte|compte bancaire|n° de compte|cuenta bancaria|número de cuenta|numero de cuenta|"
    "nº de cuenta|n.º de cuenta|cuenta corriente|cuenta de ahorro|cuenta de ahorros|conto corrente|numero di conto|c/c|rekeningnummer|rekeningnr|conta bancária|conta bancaria|conta corrente|conta poupança|número da conta|n.º da conta|"
    "numer konta|nr konta|numeru konta|rachunek bankowy|numer rachunku|nr rachunku|číslo účtu|číslo účtu|č. účtu|bankovní účet|bankový účet|bankszámla|bankszámlaszám|számlaszám|cont bancar|număr de cont|numar de cont|банкова сметка|"
    "bankovni račun|broj računa|žiro račun|bančni račun|številka računa|τραπεζικό λογαριασμό|αριθμός λογαριασμού|λογαριασμός|расчётный счёт|расчетный счет|расчётного счёта|номер счёта|номер счета|лицевой счёт|р/с|р/сч|розрахунковий рахунок|"
    "номер рахунку|р/р|kontonumre|tilinumero|pangakonto|kontonumber|konta numur|sąskaitos numer|bankareikningur|reikningsnúmer|banka hesab|hesap no|hesap numaras|口座番号|普通預金|当座預金|普通口座|계좌번호|계좌|银行账号|银行账户|银行卡号|"
    "銀行帳號|帳號|账号|帳戶號碼|户口号码|เลขที่บัญชี|เลขบัญชี|số tài khoản|so tai khoan|stk|nomor rekening|no rekening|no. rekening|norek|no rek|no. rek|nombor akaun|no akaun|חשבון בנק|מספר חשבון|מס' חשבון|رقم الحساب|الحساب البنكي|खाता संख्या|खाता नंबर|bankgironummer"
)  # fmt: skip
TITLES: Final = {
    "BANK_ACCOUNT": _GENERAL,
    "BE_BANK_ACCOUNT": "rekeningnummer|numéro de compte",
    "CZ_BANK_ACCOUNT": "číslo účtu|č. účtu|účet|účtu|bankovní účet|bankový účet|účtem|account|account number|konto|kontonummer",
    "ES_BANK_ACCOUNT": "ccc|código cuenta cliente|cuenta bancaria|número de cuenta|numero de cuenta|cuenta corriente|cuenta",
    "FR_BANK_ACCOUNT": "rib|relevé d'identité bancaire|compte bancaire|numéro de compte",
    "HU_BANK_ACCOUNT": "bankszámla|bankszámlaszám|számlaszám|utalás",
    "NO_BANK_ACCOUNT": "kontonummer|kontonr|bankkonto|konto|norwegian account|bank account",
    "NZ_BANK_ACCOUNT": "nz bank account|bank account|bank acct|account|acct|acc|a/c",
    "PL_BANK_ACCOUNT": "numer konta|nr konta|rachunek|konto|nrb",
    "SE_BANKGIRO": "bankgiro|bg|bankgironummer",
    "SE_PLUSGIRO": "plusgiro|postgiro|pg|plusgironummer",
    "AU_BSB": "bsb",
    "UK_SORT_CODE": "sort code|sortcode|sort-code",
}
"""What they are called, as in ``titles``."""
NEAR: Final = {
    "BANK_ACCOUNT": "bank|account|acct|acc|a/c|account number|account no|konto|konto:|compte|cuenta|cta|conta|conto|rekening|rek|rachunek|račun|účet|сметка|счёт|счет|рахунок|hesap|tili|λογαριασμό|reikning|akaun|บัญชี|tài khoản|חשבון|حساب|खाता|口座|账户|帳戶",
    "UK_SORT_CODE": "bank|s/c|sc",
}  # fmt: skip
"""Words that banks share with shops: they count right before the number, where the text speaks of a bank as well."""
SIGNS: Final = {
    "BANK_ACCOUNT": "sort code|sortcode|bsb|clearing|giro|routing|aba|swift|bic|ifsc|iban|bank|wire|direct deposit|direct debit|payroll|überweis|blz|bankleitzahl|lastschrift|virement|banque|transferencia|banco|agência|agencia|bonifico|banca|"
    "overschrij|przelew|převod|utal|virament|превод|перевод|переказ|bik|бик|överför|overfør|overføring|tilisiirto|ülekanne|havale|eft|振込|振り込|송금|입금|汇款|转账|匯款|โอน|chuyển khoản|transfer ke|savings|checking|current account",
    "UK_SORT_CODE": "bank|account|acct|acc|a/c",
}  # fmt: skip
"""What only a bank has."""
MOVES: Final = {
    "BANK_ACCOUNT": "payout|refund|transfer|pay|paid|send|deposit|credit|erstatt|rückzahl|auszahl|gutschr|geld|rembours|vers|verser|transferir|reembols|devol|abon|rimbors|accredit|overboek|overma|terugbetal|storten|zwrot|zwróc|wpła|převést|vrátit|vrať|"
    "перевести|вернуть|верните|повернути|върн|isplat|uplat|povrat|έμβασμα|återbetal|tilbakebetal|refusjon|maksa|palaut|tagasi|iade|ramburs|visszatér|envie|enviar|reembolso|העברה|תעביר|החזר|تحويل|استرداد|返金|환불|退款|คืนเงิน|hoàn tiền|pengembalian",
}  # fmt: skip
"""What shops do with money as well: it tells where it goes to the number ("refund to account 1234567"), not beside it ("my account 1234567 still waits for a refund")."""
BESIDE: Final = {"UK_SORT_CODE": "account|acct|acc|a/c", "AU_BSB": "account|acct|acc|a/c"}
"""Where these are said it is worth looking, since what stands before an account may be such a number."""
