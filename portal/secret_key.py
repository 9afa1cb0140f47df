"""The signing key of a local installation, made once and kept under ``var/``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def local_secret_key(var: Path) -> str:
    """Read or make ``var/secret_key``; a folder that cannot be written gets a key for this process only."""
    path = var / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip() or _made(path)
    except FileNotFoundError:
        return _made(path)
    except OSError:
        return secrets.token_urlsafe(64)


def _made(path: Path) -> str:
    key = secrets.token_urlsafe(64)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip() or key
    except OSError:
        return key
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
