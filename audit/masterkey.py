"""The key-encryption key: 32 random bytes outside the database, from COUNTERSIGN_KEY or a file.

``settings.COUNTERSIGN_KEY`` holds base64 texts separated by commas: the first one wraps, all of them unwrap, so that a key can be
changed without a stop. Nothing here imports models: settings use it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_HELP = (
    "COUNTERSIGN_KEY must be 32 random bytes in base64 (several are separated by commas, the first one is in use). "
    'Make one with: python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())" and keep a copy apart from '
    "the database: without it no content can ever be read again."
)


def generate() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def local_key(folder: Path) -> str:
    """Read or make ``folder/countersign_key``, readable by this user only. Raises ImproperlyConfigured when that cannot be done."""
    path = folder / "countersign_key"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The key file {path} can be neither read nor made ({error.strerror}). {_HELP}") from error


def _create(path: Path) -> None:
    """Written aside and linked into place, so that two processes starting together end up with one key and never read half of it."""
    if path.exists():
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(generate())
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)


@lru_cache(maxsize=4)
def parsed(text: str) -> tuple[tuple[bytes, bytes], ...]:
    """(tag, key) pairs; the tag of 4 bytes says which key wrapped. Raises ImproperlyConfigured, never showing the text."""
    keys = tuple(_decoded(part.strip()) for part in text.split(",") if part.strip())
    if not keys:
        raise ImproperlyConfigured(_HELP)
    return tuple((hashlib.sha256(b"countersign key tag" + key).digest()[:4], key) for key in keys)


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(_HELP)
    return key
