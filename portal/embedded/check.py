"""``up --check``: every part, asked, not remembered."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
import redis

from portal.embedded import state

Line = dict[str, Any]


def lines(var: Path, database_url: str, redis_url: str, own: Mapping[str, bool]) -> Iterator[Line]:
    """One line a part: ``name, state (running, restarting, missing), where, pid, kind (embedded, external)``."""
    yield service("postgres", shown(database_url), own["DATABASE_URL"], bool(database_url) and database_answers(database_url))
    yield service("redis", shown(redis_url), own["REDIS_URL"], bool(redis_url) and redis_answers(redis_url))
    for part in state.read_parts(var):
        yield {**part, "state": part["state"] if alive(part) else "missing", "kind": "process"}


def service(name: str, where: str, external: bool, answers: bool) -> Line:
    kind = "external" if external else "embedded"
    return {"name": name, "state": "running" if answers else "missing", "where": where, "pid": None, "kind": kind}


def alive(part: Line) -> bool:
    if part["name"] == "web":
        return web_answers(str(part["where"]))
    try:
        return bool(part["state"] != "running" or psutil.Process(int(part["pid"])).status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, TypeError):
        return False


def database_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError, OSError):
        return False


def web_answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code == 400  # it runs, but does not know itself by this host name
    except OSError:
        return False


def shown(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url
