"""Secrets of a channel: encrypted under a data key of the channel, read only where something is sent or fetched."""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import keys
from connectors.errors import ConnectorError
from connectors.models import Channel, Credential


def sealed(channel: Channel, name: str, value: str) -> bytes:
    """id of the data key (16) || nonce (12) || AES-256-GCM of the secret, bound to its channel and name."""
    identity, key = keys.for_writing(channel.workspace_id, None, channel.id)
    nonce = secrets.token_bytes(12)
    return identity.bytes + nonce + AESGCM(key).encrypt(nonce, value.encode(), _place(channel, name))


def secrets_of(channel: Channel, names: frozenset[str]) -> dict[str, str]:
    """Those of ``names`` that were set. Raises ConnectorError when one cannot be decrypted any more."""
    rows = dict(Credential.objects.filter(channel=channel, name__in=names).values_list("name", "ciphertext")) if names else {}
    return {name: _opened(channel, name, bytes(value)) for name, value in rows.items()}


def _opened(channel: Channel, name: str, value: bytes) -> str:
    identity, nonce, ciphertext = UUID(bytes=value[:16]), value[16:28], value[28:]
    key = keys.for_reading({identity}).get(identity)
    try:
        if key is None:
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, ciphertext, _place(channel, name)).decode()
    except InvalidTag:
        raise ConnectorError(f"The stored {name} cannot be read any more: set it again.", code="credential") from None


def _place(channel: Channel, name: str) -> bytes:
    return channel.id.bytes + name.encode()
