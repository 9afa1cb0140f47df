"""The secret between the sample's tools and its order desk: made for this installation, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE, HOST = "order-desk.token", "orders.internal"


def token(var: Path) -> str:
    """The one there is, else a new one. Two processes that make it at the same moment end with the same."""
    try:
        with os.fdopen(os.open(var / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return (var / FILE).read_text(encoding="ascii").strip()
