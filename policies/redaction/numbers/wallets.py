"""Addresses of wallets of further chains, each with the check that its chain has: Ethereum's capitals, and check bytes in base 58."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SIZE: Final = 25
"""Bytes of an address in base 58: one of a version, twenty, and four to check them."""
_RATE, _LANES, _WORD = 136, 25, 2**64 - 1
_ROUNDS: Final = 24
_PATTERNS: Final = {
    "ethereum": r"(?-i:(?<![\w.])0x[0-9A-Fa-f]{40}(?!\w))",
    "tron": r"(?-i:(?<![\w.])T[1-9A-HJ-NP-Za-km-z]{33}(?!\w))",
    "litecoin, dogecoin, dash": r"(?-i:(?<![\w.])[LMDAX][1-9A-HJ-NP-Za-km-z]{32,33}(?!\w))",
}


class WalletRecogniser(PatternRecognizer):
    def validate_result(self, pattern_text: str) -> bool:
        return is_ethereum(pattern_text[2:]) if pattern_text.startswith("0x") else is_base58(pattern_text)


def wallet_recogniser(language: str) -> Any:
    patterns = [Pattern(name, regex, 0.3) for name, regex in _PATTERNS.items()]
    return WalletRecogniser("CRYPTO", name="WalletRecognizer", patterns=patterns, supported_language=language)


def is_base58(address: str) -> bool:
    number = 0
    for char in address:
        number = number * 58 + _BASE58.index(char)
    if number >= 2 ** (8 * _SIZE):
        return False
    body = number.to_bytes(_SIZE, "big")
    return hashlib.sha256(hashlib.sha256(body[:-4]).digest()).digest()[:4] == body[-4:]


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
