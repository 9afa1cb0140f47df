"""Addresses of wallets of further chains, each with the check that its chain has: Ethereum's capitals, and check bytes in base 58."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SIZE: Final = 25
"""Bytes of an address in base 58: one of a version, twenty, and four to check them."""
_STELLAR: Final = 56
_RATE, _LANES, _WORD = 136, 25, 2**64 - 1
_ROUNDS: Final = 24
_PATTERNS: Final = {
    "ethereum": r"(?-i:(?<![\w.])0x[0-9A-Fa-f]{40}(?!\w))",
    "tron": r"(?-i:(?<![\w.])T[1-9A-HJ-NP-Za-km-z]{33}(?!\w))",
    "litecoin, dogecoin, dash": r"(?-i:(?<![\w.])[LMDAX][1-9A-HJ-NP-Za-km-z]{32,33}(?!\w))",
    "zcash": r"(?-i:(?<![\w.])t[13][1-9A-HJ-NP-Za-km-z]{33}(?!\w))",
    "tezos": r"(?-i:(?<![\w.])(?:tz[1-4]|KT1)[1-9A-HJ-NP-Za-km-z]{33}(?!\w))",
    "ripple": r"(?-i:(?<![\w.])r[1-9A-HJ-NP-Za-km-z]{24,34}(?!\w))",
    "in base 32": r"\b(?:bc|tb|ltc|vtc|dgb|addr|stake|cosmos|osmo|terra|inj|juno|kava|thor|celestia|bnb|sei|axelar)1[02-9ac-hj-np-z]{38,103}\b",
    "bitcoin cash": r"\bbitcoincash:[qp][02-9ac-hj-np-z]{41}\b",
    "stellar": r"(?-i:(?<![\w.])G[A-Z2-7]{55}(?!\w))",
}
_RIPPLE: Final = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BASE32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CASH: Final = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_CONSTANTS: Final = (1, 0x2BC830A3)
"""Of the first check and of its mended form."""


_FROM_RIPPLE: Final = str.maketrans(_RIPPLE, _BASE58)


class WalletRecogniser(PatternRecognizer):
    def validate_result(self, pattern_text: str) -> bool:
        text = pattern_text
        if text.startswith("0x"):
            return is_ethereum(text[2:])
        if text.lower().startswith("bitcoincash:"):
            return is_cash(text.lower())
        if "1" in text[2:9] and text in (text.lower(), text.upper()):
            return is_bech32(text.lower())
        if text[0] == "G" and len(text) == _STELLAR:
            return is_stellar(text)
        return is_base58(text.translate(_FROM_RIPPLE), _SIZE) if text[0] == "r" else is_base58(text, _sizes(text))


def wallet_recogniser(language: str) -> Any:
    patterns = [Pattern(name, regex, 0.3) for name, regex in _PATTERNS.items()]
    return WalletRecogniser("CRYPTO", name="WalletRecognizer", patterns=patterns, supported_language=language)


def _sizes(address: str) -> int:
    """Bytes: Zcash has two for its version, Tezos three."""
    return _SIZE + (1 if address[0] == "t" and address[1] in "13" else 2 if address[:2] in ("tz", "KT") else 0)


def is_base58(address: str, size: int) -> bool:
    """``size``: its bytes, with those that check it."""
    number = 0
    for char in address:
        number = number * 58 + _BASE58.index(char)
    if number >= 2 ** (8 * size):
        return False
    body = number.to_bytes(size, "big")
    return hashlib.sha256(hashlib.sha256(body[:-4]).digest()).digest()[:4] == body[-4:]


def is_bech32(address: str) -> bool:
    """Addresses of Bitcoin's newer kind, of Litecoin, Cardano and the chains of Cosmos: what stands before the last 1 is the chain."""
    chain, _, data = address.rpartition("1")
    values = [ord(char) >> 5 for char in chain] + [0] + [ord(char) & 31 for char in chain] + [_BASE32.find(char) for char in data]
    return -1 not in values and _rest(values, 25, _BECH32) in _CONSTANTS


def is_cash(address: str) -> bool:
    chain, _, data = address.partition(":")
    values = [ord(char) & 31 for char in chain] + [0] + [_BASE32.find(char) for char in data]
    return -1 not in values and _rest(values, 35, _CASH) == 1


def _rest(values: list[int], bits: int, generators: tuple[int, ...]) -> int:
    """Of the division by the code's polynomial, over characters of five bits."""
    rest = 1
    for value in values:
        top = rest >> bits
        rest = (rest & ((1 << bits) - 1)) << 5 ^ value
        for place, generator in enumerate(generators):
            rest ^= generator if top >> place & 1 else 0
    return rest


def is_stellar(address: str) -> bool:
    """The last two bytes check the others (CRC-16/XMODEM)."""
    body = base64.b32decode(address)
    return binascii.crc_hqx(body[:-2], 0) == int.from_bytes(body[-2:], "little")


def is_ethereum(digits: str) -> bool:
    """EIP-55: which letters are capitals says the hash of the address; one in small letters or capitals alone has no check."""
    letters = [char for char in digits if char.isalpha()]
    if all(map(str.islower, letters)) or all(map(str.isupper, letters)):
        return True
    hashed = keccak(digits.lower().encode()).hex()
    return all((int(hashed[place], 16) >= 8) == char.isupper() for place, char in enumerate(digits) if char.isalpha())


def keccak(message: bytes) -> bytes:
    """Keccak-256 as it was before SHA-3 changed its padding; of messages shorter than one block."""
    if len(message) >= _RATE:
        raise ValueError(f"A message of {len(message)} bytes does not fit in one block; at most {_RATE - 1} do.")
    block = bytearray(message.ljust(_RATE, b"\0"))
    block[len(message)] ^= 0x01
    block[-1] ^= 0x80
    lanes = [int.from_bytes(block[8 * place : 8 * place + 8], "little") for place in range(_RATE // 8)] + [0] * (_LANES - _RATE // 8)
    state = _mixed([[lanes[x + 5 * y] for y in range(5)] for x in range(5)])
    return b"".join(state[place % 5][place // 5].to_bytes(8, "little") for place in range(4))


def _mixed(state: list[list[int]]) -> list[list[int]]:
    register = 1
    for _ in range(_ROUNDS):
        state = _chi(_rho_and_pi(_theta(state)))
        for bit in range(7):
            register = ((register << 1) ^ ((register >> 7) * 0x71)) % 256
            if register & 2:
                state[0][0] ^= 1 << ((1 << bit) - 1)
    return state


def _theta(state: list[list[int]]) -> list[list[int]]:
    columns = [column[0] ^ column[1] ^ column[2] ^ column[3] ^ column[4] for column in state]
    return [[lane ^ columns[(x + 4) % 5] ^ _turned(columns[(x + 1) % 5], 1) for lane in state[x]] for x in range(5)]


def _rho_and_pi(state: list[list[int]]) -> list[list[int]]:
    x, y = 1, 0
    current = state[x][y]
    for turn in range(_ROUNDS):
        x, y = y, (2 * x + 3 * y) % 5
        current, state[x][y] = state[x][y], _turned(current, (turn + 1) * (turn + 2) // 2)
    return state


def _chi(state: list[list[int]]) -> list[list[int]]:
    return [[state[x][y] ^ (~state[(x + 1) % 5][y] & state[(x + 2) % 5][y] & _WORD) for y in range(5)] for x in range(5)]


def _turned(lane: int, bits: int) -> int:
    return ((lane << bits % 64) | (lane >> (64 - bits % 64))) & _WORD
