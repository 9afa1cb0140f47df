"""The tree over seals: roots and proofs from kept nodes agree with those computed from all leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit import merkle, sealer, tree
from audit.errors import TreeDamaged
from audit.models import Node, Seal
from audit.recorder import Recording, record_many
from kit.actor import SYSTEM
from kit.ids import uuid7
from tests.audit.conftest import Ledger
from tests.support import sealing

pytestmark = pytest.mark.django_db(transaction=True)
Now = Callable[[], int]
Tamper = Callable[..., None]


def write_many(workspace: UUID, count: int) -> None:
    with transaction.atomic():
        record_many([Recording("test.item.approved", workspace, SYSTEM) for _ in range(count)])


def leaves_of(workspace: UUID) -> list[bytes]:
    return [bytes(leaf) for leaf in Seal.objects.filter(workspace=workspace).order_by("seq").values_list("leaf_hash", flat=True)]


def put_seals(workspace: UUID, count: int) -> list[bytes]:
    """Seals alone, as the versions before nodes left them."""
    leaves = [hashlib.sha256(str(number).encode()).digest() for number in range(count)]
    with connection.cursor() as cursor, cursor.copy("COPY audit_seal (entry, workspace, seq, leaf_hash, link) FROM STDIN") as copy:
        for number, leaf in enumerate(leaves):
            copy.write_row((uuid7(), workspace, number, leaf, leaf))
    return leaves


@pytest.mark.parametrize("count", [1, 2, 3, 255, 256, 257, 700])
def test_roots_and_proofs_agree_with_those_from_all_leaves(count: int, seal: Now) -> None:
    workspace = uuid7()
    write_many(workspace, count)
    seal()
    leaves = leaves_of(workspace)
    assert tree.size(workspace) == len(leaves) == count
    for size in {1, count // 2, count - 1, count} - {0}:
        assert tree.root(workspace, size) == merkle.root(leaves[:size])
        assert tree.consistency(workspace, size, count) == merkle.consistency_proof(size, leaves)
        for place in {0, size // 3, size - 1}:
            proof = tree.inclusion(workspace, place, size)
            assert proof == merkle.inclusion_proof(place, leaves[:size])
            assert merkle.inclusion_fault(leaves[place], place, size, proof, tree.root(workspace, size)) == ""


def test_the_sealer_keeps_a_node_for_every_256_entries_across_batches(seal: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 100)
    workspace = uuid7()
    for count in (200, 50, 5, 1, 300):
        write_many(workspace, count)
        seal()
    leaves = leaves_of(workspace)
    kept = {node.index: bytes(node.hash) for node in Node.objects.filter(workspace=workspace, level=8)}
    assert kept == {0: merkle.root(leaves[:256]), 1: merkle.root(leaves[256:512])}


def test_nodes_of_older_seals_are_filled_in_batches_and_reach_the_next_level(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, count = uuid7(), 65_536 + 300
    leaves = put_seals(workspace, count)
    expected = merkle.root(leaves)
    assert tree.root(workspace, count) == expected  # without any node
    assert sealing.seal() is not None
    assert Node.objects.filter(workspace=workspace, level=8).count() == 257
    assert bytes(Node.objects.get(workspace=workspace, level=16).hash) == merkle.root(leaves[:65_536])
    assert tree.root(workspace, count) == expected
    for place in (0, 255, 256, 40_000, 65_535, 65_536, count - 1):
        proof = tree.inclusion(workspace, place, count)
        assert merkle.inclusion_fault(leaves[place], place, count, proof, expected) == ""
    for size in (1, 256, 300, 65_536, 65_537):
        older = merkle.root(leaves[:size])
        assert merkle.consistency_fault(size, count, older, expected, tree.consistency(workspace, size, count)) == ""
    assert not tree.fill(workspace, 64)


def test_a_frontier_grows_as_the_whole_tree_does(ledger: Ledger, seal: Now) -> None:
    ledger.write(11)
    seal()
    leaves = leaves_of(ledger.workspace)
    for size in range(12):
        grown = tree.frontier(ledger.workspace, size)
        assert grown.root() == merkle.root(leaves[:size])
        for leaf in leaves[size:]:
            grown.append(leaf)
        assert grown.root() == merkle.root(leaves)


def test_a_missing_seal_is_named_and_an_unknown_place_refused(ledger: Ledger, seal: Now, tamper: Tamper) -> None:
    ledger.write(5)
    seal()
    for place in (-1, 5):
        with pytest.raises(IndexError):
            tree.inclusion(ledger.workspace, place, 5)
    with pytest.raises(IndexError):
        tree.consistency(ledger.workspace, 0, 5)
    tamper("DELETE FROM audit_seal WHERE workspace = %(w)s AND seq = 2", w=ledger.workspace)
    with pytest.raises(TreeDamaged, match="place 2"):
        tree.root(ledger.workspace, 5)
