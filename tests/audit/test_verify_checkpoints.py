"""The tamper matrix, second part: whoever re-hashes, cuts or replaces what the links cannot show meets the signed checkpoints."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit import notes, signing, tree
from audit.models import Checkpoint, Entry, Seal, SigningKey
from audit.recorder import INSTALLATION
from audit.verification.findings import Report
from audit.verify import verify
from tests.audit.conftest import SEALER_AS_CUT, Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Tamper = Callable[..., None]
Now = Callable[[], int]
BAD = 5


@pytest.fixture
def signed(ledger: Ledger, seal: Now) -> Ledger:
    """Twelve entries; a checkpoint at 4, 5, 6 and 12."""
    for count in (4, 1, 1, 6):
        ledger.write(count)
        seal()
    report = verify(ledger.workspace)
    assert (report.ok, report.checkpoints) == (True, 4)
    return ledger


def first(report: Report) -> tuple[str, int | None, str | None]:
    assert not report.ok
    finding = report.findings[0]
    return finding.kind, finding.seq, finding.entry


def name(ledger: Ledger, place: int) -> str:
    return str(ledger.entries[place])


def rehash(workspace: UUID, begin: int, tamper: Tamper) -> None:
    """What a careful administrator does after an edit: leaf hashes and links anew from ``begin`` to the end."""
    link = bytes(Seal.objects.get(workspace=workspace, seq=begin - 1).link) if begin else b""
    for seal in Seal.objects.filter(workspace=workspace, seq__gte=begin).order_by("seq"):
        leaf = hashlib.sha256(b"\0" + Entry.objects.get(id=seal.entry).body.encode()).digest()
        link = hashlib.sha256(link + leaf).digest()
        tamper("UPDATE audit_seal SET leaf_hash = %(leaf)s, link = %(link)s WHERE entry = %(id)s", leaf=leaf, link=link, id=seal.entry)


def edit(ledger: Ledger, place: int, tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET body = replace(body, '\"approved\"', '\"rejected\"') WHERE id = %(id)s", id=ledger.entries[place])


def test_a_whole_re_hash_is_found_at_the_first_entry_that_the_checkpoints_do_not_vouch_for(signed: Ledger, tamper: Tamper) -> None:
    edit(signed, BAD, tamper)
    assert first(verify()) == ("edited", BAD, name(signed, BAD))
    rehash(signed.workspace, 0, tamper)
    assert first(verify()) == ("rehashed", BAD, name(signed, BAD))
    assert first(verify(signed.workspace, since=3)) == ("rehashed", BAD, name(signed, BAD))


def test_a_re_hash_with_a_new_order_of_all_entries_is_found(signed: Ledger, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_seal SET seq = seq + 100 WHERE workspace = %(w)s",
        "UPDATE audit_seal SET seq = 111 - seq WHERE workspace = %(w)s",
        w=signed.workspace,
    )
    rehash(signed.workspace, 0, tamper)
    assert first(verify()) == ("rehashed", 0, name(signed, 11))


def test_a_re_hash_within_a_long_stretch_without_checkpoint_is_narrowed_by_the_kept_roots(
    ledger: Ledger, seal: Now, tamper: Tamper
) -> None:
    ledger.write(270)
    seal()
    edit(ledger, 260, tamper)
    rehash(ledger.workspace, 256, tamper)
    assert first(verify()) == ("rehashed", 0, name(ledger, 0))  # within the last block, which has no root of its own
    edit(ledger, 3, tamper)
    tamper("DELETE FROM audit_checkpoint WHERE workspace = %(w)s", w=ledger.workspace)
    rehash(ledger.workspace, 0, tamper)
    kind, place, entry = first(verify())
    assert (kind, place, entry) == ("edited", 0, name(ledger, 0))


CUT = (
    "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_seal WHERE workspace = %(w)s AND seq >= %(n)s)",
    "DELETE FROM audit_seal WHERE workspace = %(w)s AND seq >= %(n)s",
    SEALER_AS_CUT,
)


@pytest.mark.parametrize("left", [0, 5, 11])
def test_a_tail_cut_together_with_its_counters_is_found(signed: Ledger, tamper: Tamper, left: int) -> None:
    tamper(*CUT, w=signed.workspace, n=left)
    assert first(verify()) == ("truncated", left, None)
    assert first(verify(signed.workspace)) == ("truncated", left, None)


def test_a_cut_tail_that_has_grown_again_is_found(signed: Ledger, tamper: Tamper, seal: Now) -> None:
    tamper(*CUT, w=signed.workspace, n=BAD)
    del signed.entries[BAD:]
    signed.write(9)
    seal()
    assert first(verify()) == ("rehashed", BAD, name(signed, BAD))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_checkpoint SET root = %(h)s WHERE workspace = %(w)s AND size = 6",
        "UPDATE audit_checkpoint SET note = replace(note, chr(10) || '6' || chr(10), chr(10) || '7' || chr(10)) WHERE workspace = %(w)s AND size = 6",
        "UPDATE audit_checkpoint SET note = 'nothing' WHERE workspace = %(w)s AND size = 6",
        "UPDATE audit_checkpoint SET note = left(note, -6) || 'AAA=' || chr(10) WHERE workspace = %(w)s AND size = 6",
        "UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint WHERE workspace = %(w)s AND size = 5) WHERE workspace = %(w)s AND size = 6",
    ],
)
def test_an_edited_checkpoint_is_found(signed: Ledger, tamper: Tamper, statement: str) -> None:
    tamper(statement, w=signed.workspace, h=b"\1" * 32)
    assert first(verify()) == ("checkpoint", 5, name(signed, 5))


def test_a_checkpoint_made_up_to_fit_re_hashed_entries_is_found(signed: Ledger, tamper: Tamper) -> None:
    """The administrator writes root and note anew but has no key to sign with."""
    edit(signed, BAD, tamper)
    rehash(signed.workspace, BAD, tamper)
    for row in Checkpoint.objects.filter(workspace=signed.workspace, size__gt=BAD):
        root = tree.root(signed.workspace, row.size)
        note = row.note.replace(base64.b64encode(bytes(row.root)).decode(), base64.b64encode(root).decode())
        tamper("UPDATE audit_checkpoint SET root = %(r)s, note = %(n)s WHERE id = %(id)s", r=root, n=note, id=row.id)
    assert first(verify()) == ("checkpoint", 5, name(signed, 5))


def announcement() -> tuple[int, str]:
    entry = Entry.objects.get(workspace=INSTALLATION, event=signing.CREATED)
    return Seal.objects.get(entry=entry.id).seq, str(entry.id)


def test_a_swapped_signing_key_is_found_even_when_it_signed_everything_anew(signed: Ledger, tamper: Tamper) -> None:
    edit(signed, BAD, tamper)
    rehash(signed.workspace, BAD, tamper)
    place = announcement()
    with connection.cursor() as cursor:  # made with our own code, as an administrator who has COUNTERSIGN_KEY could
        cursor.execute("SELECT name, created_at FROM audit_signingkey")
        key_name, created = cursor.fetchone()
    forger = signing.rotate()
    tamper(
        "DELETE FROM audit_entry WHERE event LIKE 'audit.signing_key%%' AND id NOT IN (SELECT entry FROM audit_seal)",
        "DELETE FROM audit_signingkey WHERE number = 1",
        "UPDATE audit_signingkey SET number = 1, name = %(name)s, created_at = %(at)s",
        name=key_name,
        at=created,
    )
    row = SigningKey.objects.get()
    assert bytes(row.public) == bytes(forger.public)
    _sign_anew(tamper)
    assert first(verify()) == ("key", *place)


def _sign_anew(tamper: Tamper) -> None:
    for row in Checkpoint.objects.all():
        root = tree.root(row.workspace, row.size)
        with transaction.atomic():
            signer = signing.current()
        assert signer is not None
        note = notes.sign(notes.Statement("countersign.local", row.workspace, row.size, root), signer.key, signer.private)
        tamper("UPDATE audit_checkpoint SET root = %(r)s, note = %(n)s WHERE id = %(id)s", r=root, n=note, id=row.id)


def test_a_signing_key_that_was_never_announced_or_is_gone_is_found(signed: Ledger, tamper: Tamper) -> None:
    tamper("INSERT INTO audit_signingkey (number, name, public, wrapped) VALUES (7, 'countersign.local/key-7', %(p)s, '')", p=b"\1" * 32)
    assert first(verify()) == ("key", None, None)
    tamper("DELETE FROM audit_signingkey")
    assert first(verify(signed.workspace)) == ("key", *announcement())


def test_a_changed_kept_root_is_found(ledger: Ledger, seal: Now, tamper: Tamper) -> None:
    ledger.write(300)
    seal()
    tamper("UPDATE audit_node SET hash = %(h)s", h=b"\1" * 32)
    assert first(verify()) == ("edited", 0, name(ledger, 0))


def test_after_a_change_of_keys_checkpoints_of_both_are_checked(signed: Ledger, seal: Now) -> None:
    signing.rotate()
    signed.write(2)
    seal()
    report = verify(signed.workspace)
    assert (report.ok, report.checkpoints) == (True, 5)
    assert report.checkpoint is not None
    assert (report.checkpoint.size, report.checkpoint.key) == (14, "countersign.local/key-2")
