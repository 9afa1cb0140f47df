"""Secrets of a channel or tool: encrypted under a data key of its own, read only where something is sent or fetched."""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import keys
from connectors.errors import ConnectorError
from connectors.models import Channel, Credential, Tool

Owner = Channel | Tool


def sealed(owner: Owner, name: str, value: str) -> bytes:
    """id of the data key (16) || nonce (12) || AES-256-GCM of the secret, bound to its owner and name."""
    identity, key = keys.for_writing(owner.workspace_id, None, owner.id)
    nonce = secrets.token_bytes(12)
    return identity.bytes + nonce + AESGCM(key).encrypt(nonce, value.encode(), _place(owner, name))


def of(owner: Owner) -> dict[str, Owner]:
    """The column of a credential that names its owner."""
    return {"tool" if isinstance(owner, Tool) else "channel": owner}


def secrets_of(owner: Owner, names: frozenset[str]) -> dict[str, str]:
    """Those of ``names`` that were set. Raises ConnectorError when one cannot be decrypted any more."""
    rows = dict(Credential.objects.filter(**of(owner), name__in=names).values_list("name", "ciphertext")) if names else {}
    return {name: _opened(owner, name, bytes(value)) for name, value in rows.items()}


def _opened(owner: Owner, name: str, value: bytes) -> str:
    identity, nonce, ciphertext = UUID(bytes=value[:16]), value[16:28], value[28:]
    key = keys.for_reading({identity}).get(identity)
    try:
        if key is None:
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, ciphertext, _place(owner, name)).decode()
    except InvalidTag:
        raise ConnectorError(f"The stored {name} cannot be read any more: set it again.", code="credential") from None


def _place(owner: Owner, name: str) -> bytes:
    return owner.id.bytes + name.encode()
