"""Kills (SIGKILL) at random moments while mails come in, are drafted, approved and sent: workers, one of a pool, the sealer, a server
process of PostgreSQL, PostgreSQL as a whole. Afterwards nothing may have left without its intent on the ledger, no mail may have left twice,
each intent has ended in one of sent, failed, unknown, nothing that was confirmed is gone, and the ledger verifies.

``measure(rounds)``: the number of kills (``make bench-long`` asks for 500). The leases of what was killed last are ended by hand instead of
waiting up to five minutes for them, while no worker lives.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from bench import services
from bench.crew import Crew
from bench.figures import Figure, figure
from bench.killed import Mail, Verdict, judge
from bench.turns import prepare, taken
from kit.errors import CountersignError

KILLS = 25
FLOW = 12
"""Conversations under way at a time; what a lease holds back for minutes does not count."""
PATIENCE = 120.0
"""Seconds without any work ending after which what is left is said not to end: a slow machine takes long, and goes on."""
TOLD = 25
"""After how many kills it says how far it is."""
LATEST = 1.5
"""Seconds after something has moved within which somebody is killed."""

_MOVED = "SELECT count(*) FILTER (WHERE status <> 'pending') + count(*) FROM connectors_delivery"
_ON_THE_WAY = """
    SELECT count(*) FROM conversations_message m WHERE direction = 'in' AND created_at > now() - interval '15 seconds' AND NOT EXISTS (
      SELECT 1 FROM review_action a JOIN connectors_delivery d ON d.action = a.id
      WHERE a.conversation_id = m.conversation_id AND d.status IN ('sent', 'failed', 'unknown'))
"""
_LEASES = (
    "UPDATE agents_turn SET lease_until = now(), next_attempt_at = now() WHERE finished_at IS NULL",
    "UPDATE connectors_delivery SET claimed_until = now() - interval '1 second' WHERE status = 'sending'",
    "UPDATE connectors_delivery SET next_attempt_at = now() WHERE status = 'pending'",
    "UPDATE kit_domainevent SET available_at = now() WHERE failed_at IS NULL",
)
_UNFINISHED = """
    SELECT (SELECT count(*) FROM agents_turn WHERE finished_at IS NULL)
         + (SELECT count(*) FROM connectors_delivery WHERE status IN ('pending', 'sending'))
         + (SELECT count(*) FROM review_item WHERE kind = 'approval' AND status IN ('waiting', 'claimed'))
         + (SELECT count(*) FROM kit_domainevent WHERE failed_at IS NULL)
         + (SELECT count(*) FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id WHERE s.entry IS NULL)
"""


def measure(rounds: int = KILLS) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    seed = int(os.environ.get("BENCH_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
    print(f"BENCH_SEED={seed}", file=sys.stderr, flush=True)
    chance = random.Random(seed)
    with _postbox() as (port, mails), _model() as url:
        environment = {**os.environ, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "bench"}
        with Crew(environment, chance) as crew:
            try:
                traffic = Traffic(*_desk(port))
                hit, unfinished = _killed(crew, traffic, chance, rounds)
                verdict = judge(mails, traffic.messages, traffic.decided)
            finally:
                connection.close()
                crew.kill_all()
                crew.postgres.stop()
    return _figures(rounds, hit, unfinished, verdict)


def _figures(rounds: int, hit: Counter[str], unfinished: int, verdict: Verdict) -> list[Figure]:
    name = f"{rounds} kills"
    print(f"hit: {dict(hit)}; ended: {dict(verdict.ended)}; mails: {verdict.mails}", file=sys.stderr, flush=True)
    for line in verdict.faults:
        print(line, file=sys.stderr, flush=True)
    return [
        figure(f"{name}: deliveries begun", "", [verdict.begun]),
        *[figure(f"{name}: {kind}", "", [count], most=0) for kind, count in verdict.counted.items()],
        figure(f"{name}: work that did not end", "", [unfinished], most=0),
    ]


@contextmanager
def _postbox() -> Iterator[tuple[int, list[Mail]]]:
    with subprocess.Popen([sys.executable, "-m", "bench.postbox"], cwd=services.BASE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        port, mails, lines = int(process.stdout.readline()), [], process.stdout

        def read() -> None:
            for line in lines:
                at, _, identity = line.strip().partition(" ")
                mails.append(Mail(identity.strip("<>"), float(at)))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield port, mails
        finally:
            process.kill()
            reader.join()


@contextmanager
def _model() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.model_server", "--port", "0"], cwd=services.BASE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _desk(port: int) -> tuple[Any, Any]:
    """A mailbox whose answers go to the postbox, and somebody who approves."""
    from accounts.models import Membership, Role, User
    from review import permissions
    from review.models import Queue

    channel = prepare()
    channel.parameters = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    channel.save(update_fields=["parameters"])
    reviewer = User.objects.create_user("reviewer@bench.example", None, name="Reviewer")
    Membership.objects.create(workspace=channel.workspace, user=reviewer, role=Role.REVIEWER)
    permissions.grant(Queue.objects.get(workspace=channel.workspace), reviewer, permissions.DECIDE)
    return channel, reviewer


@dataclass
class Traffic:
    """Customers who write and a reviewer who approves, whatever the database does; ``messages`` and ``decided`` were confirmed to them."""

    channel: Any
    reviewer: Any
    messages: list[UUID] = field(default_factory=list)
    decided: list[UUID] = field(default_factory=list)
    writing: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    number: int = 0

    def __enter__(self) -> Traffic:
        self.writing.set()
        self.threads = [threading.Thread(target=self._again_and_again, args=(once,)) for once in (self._write, self._decide)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _again_and_again(self, once: Callable[[], bool]) -> None:
        while not self.over.is_set():
            try:
                idle = not once()
            except (OperationalError, InterfaceError):
                connection.close()
                idle = True
            except CountersignError:
                idle = True  # somebody was faster, or a delivery moved on: look again
            if idle:
                time.sleep(0.1)
        connection.close()

    def _write(self) -> bool:
        if not self.writing.is_set() or asked(_ON_THE_WAY) >= FLOW:
            return False
        self.number += 1
        self.messages.append(taken(self.channel, self.number))
        return True

    def _decide(self) -> bool:
        from review import actions
        from review.models import Item

        item = Item.objects.filter(status="claimed", claimed_by=self.reviewer, kind="approval").first()
        item = item or actions.claim_next(acting_user=self.reviewer, workspace=self.channel.workspace_id)
        if item is None or item.kind != "approval":
            return False
        actions.approve(item, item.seen_digest, acting_user=self.reviewer)
        self.decided.append(item.id)
        return True


def asked(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def _killed(crew: Crew, traffic: Traffic, chance: random.Random, kills: int) -> tuple[Counter[str], int]:
    """Who was hit, and how much work has not ended long after the last kill."""
    hit: Counter[str] = Counter()
    with traffic:
        moved = 0
        for done in range(1, kills + 1):
            moved = _moved_on(crew, moved)
            time.sleep(chance.uniform(0, LATEST))
            hit[crew.kill()] += 1
            connection.close()
            if done % TOLD == 0:
                print(f"{done} of {kills} kills", file=sys.stderr, flush=True)
        traffic.writing.clear()
        crew.kill_all()
        _patiently(_end_leases)
        crew.keep()
        return hit, _ended(crew)


def _ended(crew: Crew) -> int:
    """Wait for all work to end; how much has not when none has ended for ``PATIENCE`` seconds."""
    least, end = None, time.monotonic() + PATIENCE
    while left := _patiently(lambda: asked(_UNFINISHED)):
        if least is None or left < least:
            least, end = left, time.monotonic() + PATIENCE
        if time.monotonic() > end:
            break
        crew.keep()
        time.sleep(0.5)
    return left


def _moved_on(crew: Crew, before: int) -> int:
    """Wait until deliveries have moved, at most half a minute: killing what has not started yet tells nothing."""
    end = time.monotonic() + 30
    while (now := _patiently(lambda: asked(_MOVED))) <= before + 2 and time.monotonic() < end:
        crew.keep()
        time.sleep(0.1)
    return now


def _end_leases() -> int:
    with connection.cursor() as cursor:
        for statement in _LEASES:
            cursor.execute(statement)
    return 0


def _patiently(once: Callable[[], int]) -> int:
    """The database may be recovering."""
    end = time.monotonic() + 60
    while True:
        try:
            return once()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
