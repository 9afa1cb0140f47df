"""Which bank it is: the code that the world's banks know each other by (ISO 9362), and the codes that countries give their banks and branches."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import Number

_COUNTRIES: Final = (
    "A[DEFGILMOQRSTUWXZ]|B[ABDEFGHIJLMNOQRSTVWYZ]|C[ACDFGHIKLMNORUVWXYZ]|D[EJKMOZ]|E[CEGHRST]|F[IJKMOR]|G[ABDEFGHILMNPQRSTUWY]|H[KNRTU]|I[DELMNOQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|"
    "M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]|U[AGSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW]"
)
"""Two letters of a country, which stand in the fifth and sixth place."""
_CODE: Final = (
    rf"[A-Z]{{4}}(?:{_COUNTRIES})[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{{3}})?",
    rf"(?-i:[A-Z]{{4}}[ -](?:{_COUNTRIES})[ -][A-Z2-9][A-NP-Z0-9](?:[ -][A-Z0-9]{{3}})?)",
)
"""Bank, country, place and, if it has any, the branch."""
_SMALL: Final = re.compile(r"x{3}$|\d")


def is_bank(written: str) -> bool:
    """In capitals; in small letters only with a digit or the three x of a head office, since words have eight letters too."""
    return written.isascii() and (written.isupper() or _SMALL.search(written) is not None)


BANKS: Final = (
    Number("BANK_CODE", "everywhere", r"\d{3}[ -]?\d{3}[ -]?\d{2}|\d{9}|\d{3,7}|\d{4}-\d|\d{5}-\d{3}", checksums.always, led=True),
    Number("BIC_CODE", "everywhere", "|".join(_CODE), checksums.always, led=True, written=is_bank),
)
TITLES: Final = {
    "BANK_CODE": "blz|bankleitzahl|bank code|bank sort code|bank clearing number|clearingnummer|clearing-nummer|clearing number|bc-nummer|bc-nr|code banque|code guichet|código de banco|código del banco|código do banco|kod banku|kód banky|kod banke|bankkód|bankcode|"
    "bank identifier|institution number|transit number|transit no|branch transit|numéro de transit|bik|бик|мфо|mfo|銀行コード|金融機関コード|支店コード|支店番号|店番|은행코드|联行号|銀行代碼|분행|banka kodu|şube kodu|kode bank|mã ngân hàng|código de agencia|número da agência|ispb",
    "BIC_CODE": "bic|swift|bic/swift|swift/bic|bic-swift|swift-bic|bic code|bic-code|swift code|swift-code|swiftcode|code bic|code swift|codice bic|codice swift|código bic|código swift|codigo swift|kod swift|kod bic|swift kód|bic kód|cod swift|cod bic|swift kodu|swiftコード|свифт|свіфт|银行国际代码|スイフト|스위프트|סוויפט|سويفت",
}
"""What they are called, as in ``titles``."""
NEAR: Final = {
    "BANK_CODE": "clearing|branch code|branch no|branch number|branch|agência|agencia|ag|filiale|bank no",
    "BIC_CODE": "via|wire|through|bank|über|par|por|przez|bank is|banque|banco|banca",
}
"""What shops have as well, and words for the way of money."""
SIGNS: Final = {
    "BANK_CODE": "account|acct|konto|bank|conta|cuenta|transit|iban|compte",
    "BIC_CODE": "wire|transfer|remit|iban|treasury|settle|correspondent|überweis|virement|transferencia|bonifico|przelew|sepa|beneficiary|payout|konto|account",
}
BESIDE: Final = {"BIC_CODE": "iban|konto|account|compte|cuenta|rib|rekening"}
"""Where these are said it is worth looking, since a bank may stand beside an account."""
