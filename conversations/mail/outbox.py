"""What would leave a single machine lies here as files instead: ``var/outbox``, one .eml a mail."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def folder() -> Path:
    return Path(settings.VAR_DIR) / "outbox"


def write(raw: bytes) -> Path:
    """Durable when it returns. The same mail in the same second is the same file."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = place / f"{timezone.now():%Y%m%dT%H%M%S}-{hashlib.sha256(raw).hexdigest()[:12]}.eml"
    aside = path.with_suffix(f".{os.getpid()}.part")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    return path
