"""Signed notes and checkpoints as text (C2SP signed-note, tlog-checkpoint), and the verifier keys that go with them. Pure functions.

    countersign.local/0199...            the origin: the ledger's name and a workspace
    4711                                 how many entries
    base64(root)

    \u2014 countersign.local/key-1 base64(key id || Ed25519 signature of the lines above, with the newline at the end of the third)

A verifier key is ``name+id+base64(0x01 || public key)``, id = SHA-256(name || newline || 0x01 || public key)[:4] in hex. The standard allows
no plus sign in a name, so the number of a key follows a slash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
_NAME = re.compile(r"([^\s+]+)/key-([1-9][0-9]{0,8})\Z")
_LINE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)\Z")
_VERIFIER = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})\Z")


class BadNote(ValueError):
    """The sentence says what is wrong with a note or a key."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint says. ``ledger`` is the name before the workspace."""

    ledger: str
    workspace: UUID
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.ledger}/{self.workspace}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    name: str
    public: bytes

    @property
    def identity(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.identity.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @property
    def ledger(self) -> str:
        """The ledger's name: a key signs for this one only."""
        found = _NAME.match(self.name)
        return found[1] if found else ""


def key_name(ledger: str, number: int) -> str:
    return f"{ledger}/key-{number}"


def read_key(text: str) -> VerifierKey:
    """Raises BadNote."""
    found = _VERIFIER.match(text.strip())
    data = base64.b64decode(found[3]) if found else b""
    if found is None or data[:1] != ED25519 or len(data) != 33:
        raise BadNote("This is not a verifier key of the form name+id+base64.")
    key = VerifierKey(found[1], data[1:])
    if key.identity.hex() != found[2]:
        raise BadNote(f"The id of the key {key.name} does not belong to it.")
    return key


def sign(statement: Statement, key: VerifierKey, private: Ed25519PrivateKey) -> str:
    return signed(statement.text, key, private)


def signed(text: str, key: VerifierKey, private: Ed25519PrivateKey) -> str:
    """``text`` as a signed note; its first line must say what kind of statement it is."""
    signature = base64.b64encode(key.identity + private.sign(text.encode())).decode()
    return f"{text}\n\u2014 {key.name} {signature}\n"


def read(note: str) -> Statement:
    """What a note says, whoever signed it. Raises BadNote."""
    lines = note.split("\n")
    try:
        ledger, _, workspace = lines[0].rpartition("/")
        statement = Statement(ledger, UUID(workspace), int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (ValueError, IndexError, binascii.Error):
        raise BadNote("This is not a checkpoint.") from None
    if not note.startswith(f"{statement.text}\n\u2014 ") or len(statement.root) != 32:
        raise BadNote("This is not a checkpoint of this ledger's form.")
    return statement


def signers(note: str) -> list[str]:
    """The names on the lines of signatures; others than ours (witnesses) may have signed, too. Raises BadNote when nobody has."""
    names = [name for name, _ in _signatures(note)]
    if not names:
        raise BadNote("The note carries no signature.")
    return names


def signature_fault(note: str, key: VerifierKey) -> str:
    """Empty when the note carries a signature of its text by this key, else a sentence. Signatures by other keys are left aside."""
    text = note.partition("\n\n")[0] + "\n"
    named = [encoded for name, encoded in _signatures(note) if name == key.name]
    own = [signature for signature in map(_decoded, named) if signature[:4] == key.identity]
    if not own:
        return f"The note is signed by another key that calls itself {key.name}." if named else f"The note is not signed by {key.name}."
    return "" if all(_fits(text, signature[4:], key) for signature in own) else f"The signature by {key.name} does not fit."


def _signatures(note: str) -> list[tuple[str, str]]:
    found = (_LINE.match(line) for line in note.partition("\n\n")[2].split("\n"))
    return [(one[1], one[2]) for one in found if one]


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return b""


def _fits(text: str, signature: bytes, key: VerifierKey) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
