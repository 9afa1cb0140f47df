from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from audit import content, events
from audit.recorder import record
from kit.actor import Actor
from kit.ids import uuid7
from portal.embedded.postgres import ROLE, SUPERUSER
from tests.support import sealing

Connect = Callable[..., psycopg.Connection[tuple[Any, ...]]]
SEALER_AS_CUT = """
    UPDATE audit_sealerstate SET sealed = (SELECT count(*) FROM audit_seal), (xid, entry) = (
      SELECT e.xid, e.id FROM audit_entry e JOIN audit_seal s ON s.entry = e.id ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1)
"""
"""The sealer's row as it was before a tail was sealed that is gone."""


@pytest.fixture(autouse=True, scope="session")
def declared_events() -> None:
    events.register(
        "test.item.approved",
        "Approved",
        {"digest": events.DIGEST, "outcome": events.CODE, "amount": events.NUMBER, "approvals": events.COUNT, "rules": events.IDS},
        content=("note",),
    )
    events.register("test.item.seen", "Seen", {"digest": events.DIGEST}, required=("digest",))


@dataclass
class Ledger:
    """A workspace that others write to: ``entries`` in the order of writing."""

    workspace: UUID = field(default_factory=uuid7)
    reviewer: Actor = field(default_factory=lambda: Actor("user", uuid7(), "mfa"))
    entries: list[UUID] = field(default_factory=list)

    def write(self, count: int = 1, stream: UUID | None = None, note: str = "") -> list[UUID]:
        return [self._write(stream, note) for _ in range(count)]

    def _write(self, stream: UUID | None, note: str) -> UUID:
        with transaction.atomic():
            refs = {"note": content.put(self.workspace, note, conversation=stream, subject=None)} if note else {}
            data = {"approvals": len(self.entries), "outcome": "approved"}
            entry = record(
                "test.item.approved", workspace=self.workspace, actor=self.reviewer, subject=uuid7(), stream=stream, data=data, content=refs
            )
        self.entries.append(entry)
        return entry


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def seal() -> Callable[[], int]:
    def now() -> int:
        count = sealing.seal()
        assert count is not None
        return count

    return now


@pytest.fixture
def connect(transactional_db: None) -> Iterator[Connect]:
    """Further connections to the test's database: as the ordinary role, or ``as_superuser``."""
    opened: list[psycopg.Connection[tuple[Any, ...]]] = []

    def open_one(*, as_superuser: bool = False, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
        host = unquote(urlsplit(os.environ["DATABASE_URL"]).hostname or "")
        user, name = SUPERUSER if as_superuser else ROLE, connection.settings_dict["NAME"]
        opened.append(psycopg.connect(host=host, user=user, dbname=name, autocommit=autocommit))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def tamper(connect: Connect) -> Callable[..., None]:
    """Raw SQL as a superuser who has switched the triggers off."""

    def run(*statements: str, **values: Any) -> None:
        with connect(as_superuser=True) as raw:
            raw.execute("SET session_replication_role = replica")
            for statement in statements:
                raw.execute(statement, values)

    return run
