"""Time stamps by RFC 3161: an authority signs that a checkpoint existed at a moment. What it signs is the note, byte for byte.

The package rfc3161-client reads and checks what the authority answers; an installation that wants time stamps installs it with the extra
``timestamps``. Without it everything else works, and what needs it says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography import x509

from audit.anchors import der

MISSING = "The package rfc3161-client is not installed: install countersign[timestamps]."


class StampProblem(Exception):
    """The sentence says why no time stamp can be asked for or judged here."""


class BadStamp(StampProblem):
    """The sentence says what is wrong with a time stamp."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and the number that the answer must repeat."""

    body: bytes
    nonce: int | None


def library() -> ModuleType:
    """Raises StampProblem."""
    try:
        return importlib.import_module("rfc3161_client")
    except ImportError:
        raise StampProblem(MISSING) from None


def authority(path: Path) -> list[x509.Certificate]:
    """The certificates of an authority, PEM: its root, and those between. Raises StampProblem."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise StampProblem(f"The authority's certificates {path} cannot be read ({error.strerror}).") from error
    except ValueError:
        raise StampProblem(f"{path} holds no certificate (PEM).") from None


def request(note: str) -> Request:
    asked = library().TimestampRequestBuilder().data(note.encode()).build()
    return Request(asked.as_bytes(), asked.nonce)


def check(answer: bytes, note: str, trusted: Sequence[x509.Certificate], nonce: int | None = None) -> datetime:
    """The moment that the authority vouches for. Raises BadStamp, and StampProblem where it cannot be judged.

    Certificates need to be valid at that moment, not today.
    """
    known = library()
    if not trusted:
        raise StampProblem("There are time stamps, and no certificates of their authority to judge them by (--authority FILE).")
    try:
        told = known.decode_timestamp_response(der.sorted_certificates(answer))
        granted = known.PKIStatus(told.status) == known.PKIStatus.GRANTED
    except ValueError:
        raise BadStamp("The authority's answer is no time stamp.") from None
    if not granted:
        raise BadStamp(f"The authority refuses: {' '.join(told.status_string)[:200] or 'no reason given'}.")
    try:
        _verifier(known, trusted, nonce).verify_message(told, note.encode())
    except (known.VerificationError, ValueError) as problem:
        raise BadStamp(f"The time stamp does not hold: {problem}.") from None
    moment: datetime = told.tst_info.gen_time
    return moment.astimezone(UTC)


def _verifier(known: ModuleType, trusted: Sequence[x509.Certificate], nonce: int | None) -> Any:
    roots = [one for one in trusted if one.issuer == one.subject]
    between = [one for one in trusted if one.issuer != one.subject]
    return known.VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build()
