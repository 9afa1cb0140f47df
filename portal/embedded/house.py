"""The whole of Countersign on one machine, from the lock to the last process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from portal.embedded import state
from portal.embedded.check import web_answers
from portal.embedded.errors import StartError
from portal.embedded.parts import Plan
from portal.embedded.ports import free_port, require_free
from portal.embedded.postgres import Postgres
from portal.embedded.prepared import is_prepared, mark
from portal.embedded.process import last_line
from portal.embedded.redis import Redis
from portal.embedded.supervise import Supervisor
from portal.embedded.tether import tether
from portal.orders import token

START_SECONDS = 90


@dataclass
class House:
    """``external`` holds DATABASE_URL and REDIS_URL where the environment names them."""

    var: Path
    plan: Plan
    external: Mapping[str, str]
    say: Callable[[str], None]
    ended: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    services: list[Postgres | Redis] = field(default_factory=list)
    supervisor: Supervisor | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Start all, call ``ready``, stay until SIGINT or SIGTERM, stop all. Raises StartError."""
        lock = state.Lock(self.var)
        lock.take()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.end)
        try:
            self.start(ready)
            while not self.ended and self.supervisor:
                self.supervisor.look()
                self.look_after_services()
                time.sleep(0.2)
        finally:
            self.stop()

    def end(self, number: int, frame: FrameType | None) -> None:
        if not self.ended:
            self.say("Stopping ...")
        self.ended = True

    def start(self, ready: Callable[[], None]) -> None:
        state.clear(self.var)
        self.require_ports()
        for step in (self.start_database, self.start_redis, self.place_order_desk, self.prepare, self.start_parts):
            if not self.ended:
                step()
        if not self.ended:
            ready()

    def require_ports(self) -> None:
        require_free(self.plan.host, self.plan.port, "web", f"make up PORT={self.plan.port + 1}")
        host, _, port = self.plan.mail.rpartition(":")
        if "mail_server" in self.plan.commands:
            require_free(host, int(port), "mail in", f"MAIL_SERVER_PORT={int(port) + 1} make up")

    def start_database(self) -> None:
        if not self.external.get("DATABASE_URL"):
            self.start_service(Postgres(self.var / "pg", self.var / "run" / "pg", self.var / "log" / "postgres.log"), "DATABASE_URL")

    def start_redis(self) -> None:
        if not self.external.get("REDIS_URL"):
            self.start_service(Redis(self.var / "redis", self.var / "run" / "redis", self.var / "log" / "redis.log"), "REDIS_URL")

    def place_order_desk(self) -> None:
        """A free port for the sample's shop system; tools know it by a name that stands for this place."""
        token.token(self.var)
        self.plan = replace(self.plan, orders=free_port(), var=self.var)
        others = os.environ.get("TOOLS_PRIVATE_HOSTS", "")
        self.addresses["TOOLS_PRIVATE_HOSTS"] = ",".join(filter(None, [others, f"{token.HOST}=127.0.0.1:{self.plan.orders}"]))

    def start_service(self, service: Postgres | Redis, name: str) -> None:
        self.say(f"Starting {type(service).__name__} ...")
        self.services.append(service)
        service.start()
        for folder in getattr(service, "opened", []):
            self.say(f"As root, PostgreSQL runs as {service_user(service)}: others may now pass through (not list) {folder}")
        self.addresses[name] = service.url

    def look_after_services(self) -> None:
        for service in self.services:
            if service.child is not None and service.child.poll() is not None and not self.ended:
                self.say(f"{type(service).__name__} ended ({last_line(service.log)}): starting it again")
                service.start()

    def environment(self) -> dict[str, str]:
        local = {"COUNTERSIGN_VAR": str(self.var), "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self.plan.url.rstrip("/")}
        return {**os.environ, **local, **self.addresses, "PYTHONUNBUFFERED": "1"}

    def prepare(self) -> None:
        embedded = not self.external.get("DATABASE_URL")
        if embedded and is_prepared(self.plan.base, self.var / "pg"):
            return
        self.say("Preparing the database ...")
        self.migrate_and_fill()
        if embedded and not self.ended:
            mark(self.plan.base, self.var / "pg")

    def migrate_and_fill(self) -> None:
        command = [sys.executable, str(self.plan.base / "manage.py"), "prepare"]
        child = subprocess.Popen(command, env=self.environment(), preexec_fn=tether(), start_new_session=True)  # noqa: S603 - our own commands
        while child.poll() is None:
            if self.ended:
                child.terminate()
            time.sleep(0.05)
        if child.returncode and not self.ended:
            raise StartError("The database could not be prepared: see the lines above.")

    def start_parts(self) -> None:
        state.write_services(self.var, self.addresses)
        self.supervisor = Supervisor(self.var / "log", self.environment(), self.say, self.note)
        first, *others = self.plan.parts()
        self.supervisor.add(first)
        self.wait_for_web()  # the page is what somebody waits for: it gets the processors first
        for part in others:
            if not self.ended:
                self.supervisor.add(part)

    def note(self) -> None:
        if self.supervisor:
            state.write_parts(self.var, [child.described() for child in self.supervisor.children])

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.ended and self.supervisor and not web_answers(self.plan.url):
            self.supervisor.look()
            if time.monotonic() > deadline:
                raise StartError(f"The web server did not answer within {START_SECONDS} s: see {self.var / 'log' / 'web.log'}")
            time.sleep(0.1)

    def stop(self) -> None:
        self.ended = True
        if self.supervisor:
            self.supervisor.stop()
        state.clear(self.var)
        for service in reversed(self.services):
            service.stop()


def service_user(service: Postgres | Redis) -> str:
    return service.account.name if isinstance(service, Postgres) else ""
