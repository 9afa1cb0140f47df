"""The keys that sign checkpoints: one is in use, the public halves of all stay. A retired key's private half is destroyed, so that what it
signed can never be signed anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from audit import keys
from audit.models import SigningKey
from audit.notes import VerifierKey, key_name
from audit.recorder import INSTALLATION, record
from kit.actor import SYSTEM, Actor

CREATED = "audit.signing_key.created"
RETIRED = "audit.signing_key.retired"


@dataclass(frozen=True, slots=True)
class Signer:
    number: int
    key: VerifierKey
    private: Ed25519PrivateKey


def ensure() -> None:
    """Make the first key if there is none. Only the sealer calls this, and there is one."""
    if not SigningKey.objects.exists():
        with transaction.atomic():
            _make(1, SYSTEM)


def rotate(actor: Actor = SYSTEM) -> SigningKey:
    """Retire the key in use and make the next; both are on the installation's ledger. The sealer waits and signs on with the new one."""
    with transaction.atomic():
        for old in SigningKey.objects.select_for_update().filter(retired_at=None):
            data = {"number": old.number, "public_key": bytes(old.public)}
            record(RETIRED, workspace=INSTALLATION, actor=actor, data=data)
            SigningKey.objects.filter(number=old.number).update(retired_at=timezone.now(), wrapped=b"")
        last = SigningKey.objects.order_by("-number").first()
        return _make(last.number + 1 if last else 1, actor)


def current() -> Signer | None:
    """The key in use, held until the caller's transaction ends; None when it is being replaced this moment.

    Raises ImproperlyConfigured when COUNTERSIGN_KEY is not the one that wrapped it.
    """
    row = SigningKey.objects.select_for_update(of=("self",), no_key=True).filter(retired_at=None).order_by("-number").first()
    if row is None:
        return None
    private = Ed25519PrivateKey.from_private_bytes(keys.unwrap(_identity(bytes(row.public)), bytes(row.wrapped)))
    return Signer(row.number, verifier_key(row), private)


def verifier_key(row: SigningKey) -> VerifierKey:
    return VerifierKey(row.name, bytes(row.public))


def by_number() -> dict[int, VerifierKey]:
    """All that ever signed, oldest first."""
    return {row.number: verifier_key(row) for row in SigningKey.objects.order_by("number")}


def verifier_keys() -> list[VerifierKey]:
    return list(by_number().values())


def private_fits(row: SigningKey) -> bool:
    """Whether the private half of a living key is there and belongs to its public one."""
    try:
        raw = keys.unwrap(_identity(bytes(row.public)), bytes(row.wrapped))
        return _public(Ed25519PrivateKey.from_private_bytes(raw)) == bytes(row.public)
    except (ImproperlyConfigured, ValueError):
        return False


def rewrap(row: SigningKey) -> None:
    """Wrap the private half of a living key anew under the first key of COUNTERSIGN_KEY, in the caller's transaction."""
    identity = _identity(bytes(row.public))
    SigningKey.objects.filter(number=row.number, retired_at=None).update(
        wrapped=keys.wrap(identity, keys.unwrap(identity, bytes(row.wrapped)))
    )


def _make(number: int, actor: Actor) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public, name = _public(private), key_name(settings.COUNTERSIGN_LEDGER_NAME, number)
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    record(CREATED, workspace=INSTALLATION, actor=actor, data={"number": number, "name": name, "public_key": public})
    return SigningKey.objects.create(number=number, name=name, public=public, wrapped=keys.wrap(_identity(public), raw))


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _identity(public: bytes) -> UUID:
    """Binds the wrapped private half to its public one."""
    return UUID(bytes=hashlib.sha256(public).digest()[:16])
