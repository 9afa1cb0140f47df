"""Signed checkpoints: what the sealer signs, with which key, and that others can check it without us."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import checkpoints, masterkey, notes, sealer, signing, status, tree
from audit.models import Checkpoint, Entry, Seal, SigningKey
from audit.recorder import INSTALLATION
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Now = Callable[[], int]
Tamper = Callable[..., None]


def sizes(ledger: Ledger) -> list[int]:
    return list(Checkpoint.objects.filter(workspace=ledger.workspace).order_by("size").values_list("size", flat=True))


def run(*arguments: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_checkpoint_can_be_checked_from_its_text_alone(ledger: Ledger, seal: Now) -> None:
    """Byte by byte as the formats C2SP tlog-checkpoint and signed-note say."""
    ledger.write(3)
    seal()
    [line] = run("checkpoint", "--workspace", str(ledger.workspace))
    text, signature = line["note"].split("\n\n")
    assert text.split("\n") == [
        f"countersign.local/{ledger.workspace}",
        "3",
        base64.b64encode(tree.root(ledger.workspace, 3)).decode(),
    ]
    name, identity, encoded = line["verifier_key"].split("+", 2)
    key = base64.b64decode(encoded)
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == identity
    dash, signer, rest = signature.rstrip("\n").split(" ")
    assert (dash, signer, key[0]) == ("\u2014", name, 1)
    raw = base64.b64decode(rest)
    assert raw[:4].hex() == identity
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], (text + "\n").encode())
    assert line["verifier_keys"] == [line["verifier_key"]]


def test_every_growth_gets_a_checkpoint_and_standing_still_none(ledger: Ledger, seal: Now) -> None:
    for count in (2, 0, 3, 0):
        ledger.write(count)
        seal()
    assert sizes(ledger) == [2, 5]


def test_at_most_one_checkpoint_a_second_is_signed_and_none_is_lost(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    one = sealer.Sealer()
    assert one.start()
    for _ in range(3):
        ledger.write()
        one.seal()
        one.checkpoint()
        now[0] += 0.4
    assert sizes(ledger) == [1]
    now[0] += 0.6
    one.checkpoint()
    one.release()
    assert sizes(ledger) == [1, 3]


def test_the_first_covering_checkpoint_of_an_entry_is_found(ledger: Ledger, seal: Now) -> None:
    for _ in range(3):
        ledger.write(2)
        seal()
    assert [found.size if (found := checkpoints.covering(ledger.workspace, place)) else None for place in (0, 2, 3, 5, 6)] == [
        2,
        4,
        4,
        6,
        None,
    ]


def test_a_new_key_signs_on_while_the_old_public_key_stays_and_its_private_half_is_gone(ledger: Ledger, seal: Now) -> None:
    ledger.write()
    seal()
    [answer] = run("rotate_key")
    assert answer["number"] == 2
    ledger.write()
    seal()
    first, second = Checkpoint.objects.filter(workspace=ledger.workspace).order_by("size")
    old, new = signing.verifier_keys()
    assert answer["verifier_key"] == str(new)
    assert (first.key, second.key) == (1, 2)
    assert notes.signature_fault(first.note, old) == notes.signature_fault(second.note, new) == ""
    assert notes.signature_fault(second.note, old) != ""
    assert bytes(SigningKey.objects.get(number=1).wrapped) == b""
    said = list(
        Entry.objects.filter(workspace=INSTALLATION, event__startswith="audit.signing_key").order_by("id").values_list("event", flat=True)
    )
    assert said == ["audit.signing_key.created", "audit.signing_key.retired", "audit.signing_key.created"]


def test_keys_that_are_rotated_while_the_sealer_signs_never_leave_a_checkpoint_of_a_retired_key(ledger: Ledger, seal: Now) -> None:
    seal()
    stop = threading.Event()

    def rotate() -> None:
        for _ in range(8):
            signing.rotate()
        stop.set()
        connection.close()

    thread = threading.Thread(target=rotate)
    thread.start()
    while not stop.is_set():
        ledger.write()
        seal()
    thread.join()
    ledger.write()
    seal()
    assert sizes(ledger)[-1] == len(ledger.entries)
    keys = {row.number: signing.verifier_key(row) for row in SigningKey.objects.all()}
    assert len(keys) == 9
    for row in Checkpoint.objects.filter(workspace=ledger.workspace):
        assert notes.signature_fault(row.note, keys[row.key]) == ""


def test_with_another_master_key_entries_are_sealed_on_and_signed_once_it_is_back(ledger: Ledger, seal: Now, settings: Any) -> None:
    ledger.write()
    seal()
    right, settings.COUNTERSIGN_KEY = settings.COUNTERSIGN_KEY, masterkey.generate()
    ledger.write()
    seal()
    assert (Seal.objects.filter(workspace=ledger.workspace).count(), sizes(ledger)) == (2, [1])
    with transaction.atomic(), pytest.raises(ImproperlyConfigured):
        signing.current()
    settings.COUNTERSIGN_KEY = right
    seal()
    assert sizes(ledger) == [1, 2]


def test_a_tree_that_does_not_continue_the_signed_one_is_sealed_but_not_signed(
    ledger: Ledger, seal: Now, tamper: Tamper, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.write(4)
    seal()
    tamper("UPDATE audit_seal SET leaf_hash = %(h)s WHERE workspace = %(w)s AND seq = 1", h=b"\1" * 32, w=ledger.workspace)
    ledger.write()
    seal()
    assert (tree.size(ledger.workspace), sizes(ledger)) == (5, [4])
    assert "ledger.not_signed" in caplog.text
    monkeypatch.setattr(status, "SIGNED_SECONDS", 0)
    sealer.Sealer().beat()
    assert "signs no checkpoint" in status.status(ledger.workspace).signing_problem
    ledger.write()
    other = Ledger()
    other.write()
    seal()
    assert status.status(other.workspace).signing_problem == ""


def test_checkpoints_and_nodes_are_never_changed_and_keys_only_retired(ledger: Ledger, seal: Now) -> None:
    ledger.write()
    seal()
    for statement in ("UPDATE audit_checkpoint SET size = 9", "DELETE FROM audit_checkpoint", "DELETE FROM audit_signingkey"):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match="only wrapped, retired_at may change"), transaction.atomic():
        SigningKey.objects.update(public=b"\2" * 32)


def test_proofs_from_the_command_are_what_check_proof_takes(ledger: Ledger, seal: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write(4)
    seal()
    ledger.write(3)
    seal()
    workspace = str(ledger.workspace)
    proofs = [
        *run("proof", "--workspace", workspace, "--entry", str(ledger.entries[5])),
        *run("proof", "--workspace", workspace, "--seq", "2", "--size", "4"),
        *run("proof", "--workspace", workspace, "--since", "4"),
    ]
    newest = checkpoints.newest(ledger.workspace)
    assert newest is not None
    assert (proofs[0]["root2"], proofs[2]["root2"]) == (bytes(newest.root).hex(),) * 2
    wrong = {**proofs[0], "leaf_hash": "00" * 32}
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(proof) + "\n" for proof in [*proofs, wrong])))
    assert [answer["valid"] for answer in run("check_proof")] == [True, True, True, False]
    for more in (["--seq", "7"], ["--seq", "1", "--size", "8"], ["--since", "9"], ["--entry", workspace]):
        with pytest.raises(CommandError):
            run("proof", "--workspace", workspace, *more)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n1\nb\n",
        "countersign.local/0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f\n01\n" + "A" * 43 + "=\n\n\u2014 a b\n",
        "x/y\n1\nz\n\n\u2014 a b\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.read(note)


@pytest.mark.parametrize("text", ["", "name+0000+AA", "name+00000000+" + base64.b64encode(b"\1" * 33).decode(), "a b+00000000+AA"])
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.read_key(text)
