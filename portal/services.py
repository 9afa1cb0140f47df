"""Where the database and the broker are: from the environment, or from the services that ``manage.py up`` runs under ``var/``."""

from __future__ import annotations

import fcntl
import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

FILE = "services.json"
LOCK = "up.lock"


def is_up(var: Path) -> bool:
    """Whether a living ``manage.py up`` holds this folder (a lock, so a killed one never counts)."""
    try:
        with (var / LOCK).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def running(var: Path) -> dict[str, str]:
    """The addresses that a living ``up`` wrote (names as in the environment); empty when none runs."""
    try:
        values = json.loads((var / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in values.items()} if is_up(var) else {}


def broker_url(redis_url: str) -> str:
    """The Celery spelling of a Redis address: Unix sockets are ``redis+socket://`` there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def broker_tls(url: str) -> dict[str, Any] | None:
    """What makes Celery verify the broker's certificate and its name; None for plain and local ones."""
    parts = urlsplit(url)
    if parts.scheme == "rediss":
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
    if parts.scheme == "amqps":
        return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}
    return None
