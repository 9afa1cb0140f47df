"""Passwords of the sample's people: made for this installation, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.embedded.state import write_private

FILE = "sign-ins.json"
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
SYLLABLES = 9  # of 70 each: 55 bits, and nobody mistypes it


@dataclass(frozen=True, slots=True)
class SignIn:
    """``shown``: `up` prints it when it is ready."""

    role: str
    email: str
    password: str
    shown: bool = True


def new_password() -> str:
    parts = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES)]
    return "-".join("".join(parts[start : start + 3]) for start in range(0, SYLLABLES, 3))


def write(var: Path, sign_ins: list[SignIn]) -> None:
    write_private(var / FILE, [asdict(one) for one in sign_ins])


def read(var: Path) -> list[SignIn]:
    """Empty when there are none, or the file is not ours."""
    try:
        rows = json.loads((var / FILE).read_text(encoding="utf-8"))
        return [SignIn(str(row["role"]), str(row["email"]), str(row["password"]), bool(row.get("shown", True))) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
