"""How a process holds its connections to PostgreSQL."""

from __future__ import annotations

from typing import Any

import dj_database_url


def connection(url: str, process: str, pool: int) -> dict[str, Any]:
    """Django's settings of one database. ``process`` is COUNTERSIGN_PROCESS, ``pool`` the most connections of one that shares them."""
    if not url:
        return {"ENGINE": "portal.absent", "NAME": "absent"}
    values: dict[str, Any] = {**dj_database_url.parse(url)}
    options = values.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options.setdefault("application_name", f"countersign {process}")
    # An open transaction anywhere in the cluster holds the sealer back.
    options.setdefault("options", "-c idle_in_transaction_session_timeout=60s -c lock_timeout=10s")
    # These say the same few statements all day: planned once a connection, half of PostgreSQL's time.
    if process in ("prefork", "models", "mail"):
        options.setdefault("server_side_binding", True)
        options.setdefault("prepare_threshold", 5)
    if process in ("web", "models"):  # persistent connections leak under ASGI; a pool is bounded
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    else:
        values["CONN_MAX_AGE"] = 600 if process == "prefork" else 0
        values["CONN_HEALTH_CHECKS"] = process == "prefork"
    return values
