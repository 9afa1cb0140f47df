"""The services of the session start before Django reads its settings, so that no test needs an environment."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import search, services

services.start()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

search.load_profile()

django.setup()

from audit import keys, testing
from tests.support import thrift, workers

testing.allow_flush()
thrift.save()
workers.wait_for_locks()

LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "", socket.gethostname()}
real_getaddrinfo = socket.getaddrinfo


def is_local(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name is None or name in LOOPBACK or name.startswith("127.")


def loopback_only(host: Any, *args: Any, **kwargs: Any) -> Any:
    if is_local(host):
        return real_getaddrinfo(host, *args, **kwargs)
    raise AssertionError(f"A test asked the network for {host!r}: nothing may reach beyond this machine.")


class LoopbackSocket(socket.socket):
    """Connects on this machine only; asyncio's connections come through the look-up above."""

    def connect(self, address: Any) -> None:
        self.check(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        self.check(address)
        return super().connect_ex(address)

    def check(self, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            raise AssertionError(f"A test connected to {address[0]!r}: nothing may reach beyond this machine.")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing under test may look up or reach another machine."""
    monkeypatch.setattr(socket, "getaddrinfo", loopback_only)
    monkeypatch.setattr(socket, "socket", LoopbackSocket)


@pytest.fixture(autouse=True)
def forgotten_keys() -> Iterator[None]:
    """No unwrapped data key outlives the test that made it."""
    yield
    keys.forget()


@pytest.fixture
def service_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a child process (worker, command, server) that is to see this test's database and Redis."""
    from django.db import connection

    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return {**os.environ, "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}"}
