from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit import epochs, holdup, sealer, status
from audit.models import Entry, Epoch, Seal, SealerState
from audit.recorder import INSTALLATION, Recording, record, record_many
from audit.verification import sidechecks
from audit.verify import verify
from kit.actor import SYSTEM
from kit.ids import uuid7
from tests.audit.conftest import Connect, Ledger
from tests.support import sealing

pytestmark = pytest.mark.django_db(transaction=True)
Now = Callable[[], int]


def sealed(ledger: Ledger) -> list[Any]:
    return list(Seal.objects.filter(workspace=ledger.workspace).order_by("seq").values_list("entry", flat=True))


def test_entries_get_places_without_a_gap_and_links_that_anyone_can_recompute(ledger: Ledger, seal: Now) -> None:
    ledger.write(3)
    seal()
    ledger.write(2)
    assert seal() == 2
    assert seal() == 0
    link = b""
    for expected, row in enumerate(Seal.objects.filter(workspace=ledger.workspace).order_by("seq")):
        leaf = hashlib.sha256(b"\0" + Entry.objects.get(id=row.entry).body.encode()).digest()
        link = hashlib.sha256(link + leaf).digest()
        assert (row.seq, row.entry, bytes(row.leaf_hash), bytes(row.link)) == (expected, ledger.entries[expected], leaf, link)
    assert len(sealed(ledger)) == 5


def test_each_workspace_has_a_row_of_its_own(seal: Now) -> None:
    first, second = Ledger(), Ledger()
    for _ in range(3):
        first.write()
        second.write()
    seal()
    assert sealed(first) == first.entries
    assert sealed(second) == second.entries


def test_a_slow_transaction_cannot_slip_in_behind_a_seal(ledger: Ledger, seal: Now, connect: Connect) -> None:
    seal()
    slow = connect()
    head = '{"actor":null,"actor_kind":"system","at":"'
    slow.execute("SELECT pg_current_xact_id()")  # its place in the order is taken before the others write
    ledger.write(3)
    assert seal() == 0
    late = uuid7()
    middle = (
        f'","auth":"","content":{{}},"correlation":"","data":{{}},"event":"test.item.approved","id":"{late}","stream":null,"stream_no":'
    )
    tail = f',"subject":null,"v":1,"workspace":"{ledger.workspace}"}}'
    slow.execute("SELECT audit_record(%s, %s, NULL, %s, %s, %s)", (late, ledger.workspace, head, middle, tail))
    assert seal() == 0
    slow.commit()
    assert seal() == 4
    assert sealed(ledger) == [late, *ledger.entries]
    assert verify().ok


def test_a_test_that_seals_waits_for_who_passes_by_and_not_for_whom_it_holds_itself(ledger: Ledger, seal: Now, connect: Connect) -> None:
    """PostgreSQL's own ANALYZE once held back what a test had just written, in one run of hundreds."""
    seal()
    passing, passed = connect(as_superuser=True), threading.Event()

    def pass_by() -> None:
        passing.execute("SELECT pg_current_xact_id()")
        passed.set()
        passing.execute("SELECT pg_sleep(0.5)")
        passing.commit()

    thread = threading.Thread(target=pass_by)
    thread.start()
    passed.wait()
    ledger.write(2)
    assert seal() == 2
    thread.join()
    held = connect()
    held.execute("SELECT pg_current_xact_id()")
    ledger.write()
    assert seal() == 0


def test_a_test_that_seals_does_not_wait_for_itself_though_a_step_of_it_was_rolled_back(ledger: Ledger) -> None:
    with transaction.atomic():
        ledger.write()
        with suppress(ZeroDivisionError), transaction.atomic():
            ledger.write()
            raise ZeroDivisionError
        until(lambda: not sealing._somebody_passes())


def test_a_transaction_that_was_rolled_back_leaves_no_hole(ledger: Ledger, seal: Now) -> None:
    ledger.write()
    with transaction.atomic():
        record("test.item.approved", workspace=ledger.workspace, actor=SYSTEM)
        transaction.set_rollback(True)
    ledger.write()
    seal()
    assert sealed(ledger) == ledger.entries


def test_what_holds_sealing_back_is_named_and_forgotten_when_it_ends(
    ledger: Ledger, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdup, "ALERT_SECONDS", 0)
    one = sealer.Sealer()
    assert one.start()
    one.seal()
    slow = connect()
    slow.execute("SET application_name = 'forgotten console'")
    slow.execute("SELECT pg_current_xact_id()")
    ledger.write()
    one.seal()
    one.beat()
    state = SealerState.objects.get()
    assert state.held_since is not None
    assert "forgotten console" in state.held_by
    assert f"pid {slow.info.backend_pid}" in status.sealer().problem
    slow.rollback()
    one.seal()
    one.beat()
    assert SealerState.objects.get().held_since is None
    assert status.sealer().problem == ""
    one.release()
    assert sealed(ledger) == ledger.entries


def test_only_one_sealer_works_on_a_database(ledger: Ledger, seal: Now, connect: Connect) -> None:
    other = connect(autocommit=True)
    other.execute("SELECT pg_advisory_lock(%s)", (sealer.LOCK_KEY,))
    ledger.write()
    assert sealer.once() is None
    other.execute("SELECT pg_advisory_unlock(%s)", (sealer.LOCK_KEY,))
    seal()
    assert sealed(ledger) == ledger.entries


def test_the_first_sealer_opens_an_epoch_and_says_so_on_the_ledger(seal: Now) -> None:
    seal()
    epoch = Epoch.objects.get()
    assert epoch.number == 1
    events = Entry.objects.filter(workspace=INSTALLATION).order_by("id").values_list("event", flat=True)
    assert list(events) == ["audit.epoch.opened", "audit.signing_key.created"]


def test_a_dump_restored_into_another_cluster_seals_and_verifies_on(
    ledger: Ledger, seal: Now, tamper: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.write(3)
    seal()
    ledger.write(2)  # not yet sealed when the dump was taken
    # In a fresh cluster transaction ids start anew, so all rows of the dump carry larger ones than the cluster has reached.
    for module in (epochs, sidechecks):
        monkeypatch.setattr(module, "system_identifier", lambda: "42")
    tamper(
        "UPDATE audit_entry SET xid = (xid::text::bigint + 1000000000)::text::xid8",
        "UPDATE audit_sealerstate SET xid = (xid::text::bigint + 1000000000)::text::xid8",
    )
    ledger.write(1)  # written before the sealer came up
    assert verify().ok
    seal()
    ledger.write(2)
    seal()
    assert sorted(sealed(ledger)) == ledger.entries
    assert sealed(ledger)[:3] == ledger.entries[:3]
    assert sealed(ledger)[-2:] == ledger.entries[-2:]
    assert list(Epoch.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert verify().ok


def test_what_waits_is_read_along_the_index_and_never_sorted(ledger: Ledger) -> None:
    """A sort for each batch would make catching up with a million entries take a day."""
    ledger.write(3)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + sealer._READY, [1, 0, UUID(int=0), sealer.BATCH])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "audit_entry_sealing" in plan
    assert "Sort" not in plan


def test_many_entries_are_sealed_in_several_batches(ledger: Ledger, seal: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 7)
    for _ in range(4):
        with transaction.atomic():
            ledger.entries += record_many([Recording("test.item.approved", ledger.workspace, SYSTEM) for _ in range(10)])
    seal()
    assert sealed(ledger) == ledger.entries
    assert verify().ok


class Process:
    """A real ``manage.py sealer``."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        # The events of these tests are not registered there; sealing needs no events.
        self.child = subprocess.Popen(
            [sys.executable, "manage.py", "sealer"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
        )

    def wait_until_sealing(self) -> None:
        assert self.child.stdout
        assert self.child.stdout.readline() == "sealing\n"

    def end(self, number: int) -> int:
        self.child.send_signal(number)
        code = self.child.wait(timeout=60)
        if self.child.stdout:
            self.child.stdout.close()
        return code


@pytest.fixture
def process(service_environment: dict[str, str], pytestconfig: pytest.Config) -> Any:
    started: list[Process] = []

    def start() -> Process:
        started.append(Process(pytestconfig.rootpath, service_environment))
        return started[-1]

    yield start
    for one in started:
        if one.child.poll() is None:
            one.end(signal.SIGKILL)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def test_a_sealer_killed_in_the_middle_leaves_whole_batches_and_the_next_one_goes_on(ledger: Ledger, process: Any) -> None:
    """Each finds more than it can seal at once, and while it works somebody goes on writing."""
    writer_stops, somebody_seals, one_at_a_time = threading.Event(), threading.Event(), threading.Lock()

    def write() -> None:
        with one_at_a_time, transaction.atomic():
            ledger.entries += record_many([Recording("test.item.approved", ledger.workspace, SYSTEM) for _ in range(50)])

    def write_on() -> None:
        while not writer_stops.is_set():
            if somebody_seals.wait(0.01):
                write()
        connection.close()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for _ in range(3):
            for _ in range(2 * sealer.BATCH // 50):
                write()
            one = process()
            one.wait_until_sealing()
            somebody_seals.set()
            before = Seal.objects.count()
            until(lambda before=before: Seal.objects.count() > before)  # type: ignore[misc]  # a lambda in a loop keeps its number by default
            assert one.end(signal.SIGKILL) == -signal.SIGKILL
            somebody_seals.clear()
            assert verify().ok
    finally:
        writer_stops.set()
        writer.join()
    last = process()
    until(lambda: len(sealed(ledger)) == len(ledger.entries))
    assert last.end(signal.SIGTERM) == 0
    assert sealed(ledger) == ledger.entries
    assert verify().ok


def test_a_waiting_sealer_takes_over_from_a_killed_one(ledger: Ledger, process: Any) -> None:
    first = process()
    first.wait_until_sealing()
    second = process()
    first.end(signal.SIGKILL)
    second.wait_until_sealing()
    ledger.write()
    sealer.wake()
    until(lambda: sealed(ledger) == ledger.entries)
    beat = status.sealer()
    assert beat.alive
    assert beat.process.endswith(f" {second.child.pid}")


def test_without_a_sealer_the_status_says_so() -> None:
    assert not status.sealer().alive
    assert "manage.py sealer" in status.sealer().problem
