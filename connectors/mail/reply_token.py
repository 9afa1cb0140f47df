"""The signed token that brings an answer back into its conversation: ``support+cs<token>@our.example`` and inside our Message-IDs.

Token: base32 (lower case, no padding) of 16 bytes of the conversation's UUID and the first 10 bytes of HMAC-SHA-256 over it, under
the workspace's key. It says where an answer belongs, never who wrote it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from uuid import UUID

LENGTH = 42  # base32 characters of 26 bytes
HEADER = "X-Countersign-Thread"  # of an approved Outbound: the token that its Message-ID is to carry; never leaves as a header
TOKEN = re.compile(r"cs([a-z2-7]{42})(?![a-z0-9])")


def create(conversation: UUID, key: bytes) -> str:
    """The token of a conversation; 42 characters that survive lower-casing and every mailer. ``key`` is at least 16 bytes."""
    if len(key) < 16:
        raise ValueError("the reply token key must hold at least 16 bytes")
    return base64.b32encode(conversation.bytes + _mac(conversation.bytes, key)).decode("ascii").rstrip("=").lower()


def parse(token: str, key: bytes) -> UUID | None:
    """The conversation a token was made for; None if it was not made with this key."""
    if not re.fullmatch(r"[a-z2-7]{42}", token):
        return None
    data = base64.b32decode(token.upper() + "=" * (-LENGTH % 8))
    return UUID(bytes=data[:16]) if hmac.compare_digest(data[16:], _mac(data[:16], key)) else None


def _mac(data: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"countersign reply token\x00" + data, hashlib.sha256).digest()[:10]


def address_with(token: str, mailbox: str) -> str:
    """``support@our.example`` -> ``support+cs<token>@our.example``."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local.split('+', 1)[0]}+cs{token}@{domain}"


def message_id_with(delivery_key: str, domain: str, token: str = "") -> str:
    """A Message-ID (no brackets) that derives from the delivery key alone, so a retry carries the same one."""
    digest = hashlib.sha256(b"countersign message id\x00" + delivery_key.encode()).hexdigest()[:32]
    return f"cs.{digest}{f'.cs{token}' if token else ''}@{domain}"


def find(values: Iterable[str]) -> str:
    """The first token (unverified) in addresses or Message-IDs; "" if there is none."""
    for value in values:
        found = TOKEN.search(value.lower())
        if found:
            return found.group(1)
    return ""
