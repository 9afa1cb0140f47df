"""The tree against published vectors: the eight leaves and roots that Certificate Transparency implementations share."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import chain, merkle
from audit.commands import check_proof

LEAVES = [
    bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root([]).hex() == sha256().hexdigest()


def test_a_leaf_of_the_ledger_is_a_leaf_of_the_tree() -> None:
    assert chain.leaf_hash(b"body") == merkle.leaf_hash(b"body")


N01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
N03 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
L1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
L4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
PUBLISHED_INCLUSION = [(0, 8, [L1, N23, N47]), (5, 8, [L4, N67, N03]), (2, 3, [N01])]
PUBLISHED_CONSISTENCY = [(1, 8, [L1, N23, N47]), (6, 8, [N45, N67, N03]), (2, 5, [N23, L4])]


@pytest.mark.parametrize(("index", "size", "proof"), PUBLISHED_INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, proof: list[str]) -> None:
    assert [part.hex() for part in merkle.inclusion_proof(index, HASHES[:size])] == proof


@pytest.mark.parametrize(("size1", "size2", "proof"), PUBLISHED_CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(size1: int, size2: int, proof: list[str]) -> None:
    assert [part.hex() for part in merkle.consistency_proof(size1, HASHES[:size2])] == proof


Break = Callable[[list[bytes]], list[bytes]]
BREAKS: dict[str, Break] = {
    "one bit": lambda proof: [bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]],
    "one too many": lambda proof: [*proof, proof[-1]],
    "one before": lambda proof: [proof[0], *proof],
    "one too few": lambda proof: proof[:-1],
    "none": lambda proof: [],
    "turned round": lambda proof: proof[::-1],
    "cut hash": lambda proof: [proof[0][:-1], *proof[1:]],
}


@given(st.integers(2, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))), st.sampled_from(sorted(BREAKS)))
def test_every_inclusion_proof_holds_and_no_broken_one_does(case: tuple[int, int], how: str) -> None:
    size, index = case
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root, proof = merkle.root(leaves), merkle.inclusion_proof(index, leaves)
    assert merkle.inclusion_fault(leaves[index], index, size, proof, root) == ""
    assert merkle.inclusion_fault(leaves[index - 1], index, size, proof, root)
    assert merkle.inclusion_fault(leaves[index], index ^ 1, size, proof, root)
    assert merkle.inclusion_fault(leaves[index], index, size, proof, leaves[0])
    broken = BREAKS[how](proof)
    assert broken == proof or merkle.inclusion_fault(leaves[index], index, size, broken, root)


@given(st.integers(2, 70).flatmap(lambda size: st.tuples(st.integers(1, size - 1), st.just(size))), st.sampled_from(sorted(BREAKS)))
def test_every_consistency_proof_holds_and_no_broken_one_does(case: tuple[int, int], how: str) -> None:
    size1, size2 = case
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size2)]
    root1, root2 = merkle.root(leaves[:size1]), merkle.root(leaves)
    proof = merkle.consistency_proof(size1, leaves)
    assert merkle.consistency_fault(size1, size2, root1, root2, proof) == ""
    assert merkle.consistency_fault(size1, size2, root2, root1, proof)
    assert merkle.consistency_fault(size2, size1, root1, root2, proof)
    broken = BREAKS[how](proof)
    assert broken == proof or merkle.consistency_fault(size1, size2, root1, root2, broken)


def test_proofs_outside_of_the_tree_are_refused_in_words() -> None:
    root = merkle.root(HASHES)
    assert "not below" in merkle.inclusion_fault(HASHES[0], 8, 8, [], root)
    assert "not below" in merkle.inclusion_fault(HASHES[0], 0, 0, [], root)
    assert "not below" in merkle.inclusion_fault(HASHES[0], -1, 8, [], root)
    assert "proves nothing" in merkle.consistency_fault(0, 1, merkle.EMPTY_ROOT, root, [])
    assert "must be empty" in merkle.consistency_fault(1, 1, root, root, [root])
    assert merkle.consistency_fault(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, []) == ""
    assert merkle.consistency_fault(2**62, 2**63 - 1, root, root, [root] * 3)
    with pytest.raises(IndexError):
        merkle.inclusion_proof(8, HASHES)
    with pytest.raises(IndexError):
        merkle.consistency_proof(0, HASHES)


def asked(*questions: Any) -> list[dict[str, Any]]:
    lines = "\n".join(question if isinstance(question, str) else json.dumps(question) for question in questions)
    return list(check_proof.answers(io.StringIO(lines)))


EMPTY = merkle.EMPTY_ROOT.hex()


@pytest.mark.parametrize(
    ("size", "root1", "root2", "valid"),
    [
        (1, ROOTS[0], ROOTS[0], True),
        (1, ROOTS[0], ROOTS[1], False),
        (1, EMPTY, EMPTY, False),
        (5, "", "", False),
        (5, None, None, False),
        (0, EMPTY, EMPTY, True),
        (0, ROOTS[0], ROOTS[0], False),
        (0, "", "", False),
    ],
)
def test_equal_sizes_need_equal_roots_that_a_tree_of_this_size_can_have(
    size: int, root1: str | None, root2: str | None, valid: bool
) -> None:
    (answer,) = asked({"kind": "consistency", "size1": size, "size2": size, "root1": root1, "root2": root2, "proof": []})
    assert (answer["valid"], bool(answer["reason"])) == (valid, not valid)


def test_an_inclusion_is_looked_for_in_the_tree_that_the_question_tells() -> None:
    told: dict[str, Any] = {"kind": "inclusion", "leaf_hash": HASHES[0].hex(), "index": 0, "proof": None}
    first, second = {"size1": 1, "root1": ROOTS[0]}, {"size2": 1, "root2": ROOTS[0]}
    nothing: list[dict[str, Any]] = [{}, {"size1": None, "root1": None}, {"size1": 0, "root1": ""}]
    right = [told | empty | second for empty in nothing]
    right += [told | {name.replace("1", "2"): value for name, value in empty.items()} | first for empty in nothing]
    wrong = [told | {"size2": 0, "root2": ROOTS[0]}, told | {"size2": 1, "root2": ""}, told | {"size2": 1}]
    answers = asked(*right, *wrong, told)
    assert [answer["valid"] for answer in answers] == [True] * len(right) + [False] * 4
    assert ["error" in answer for answer in answers[-4:]] == [False, False, True, True]


@pytest.mark.parametrize("spoiled", [" ", "\n", "0x", "--", "\u0664\u0664"])
def test_hex_digits_are_nothing_but_hex_digits(spoiled: str) -> None:
    proof = [spoiled + PUBLISHED_INCLUSION[2][2][0]]
    (answer,) = asked({"kind": "inclusion", "leaf_hash": HASHES[2].hex(), "index": 2, "size2": 3, "root2": ROOTS[2], "proof": proof})
    assert answer["error"] == "proof must be hex digits"


def test_the_command_answers_each_line_and_survives_all_of_them() -> None:
    inclusion = {"kind": "inclusion", "leaf_hash": HASHES[5].hex(), "index": 5, "proof": PUBLISHED_INCLUSION[1][2]}
    consistency = {
        "kind": "consistency",
        "size1": 6,
        "size2": 8,
        "root1": ROOTS[5],
        "root2": ROOTS[7],
        "proof": PUBLISHED_CONSISTENCY[1][2],
    }
    answers = asked(
        inclusion | {"size2": 8, "root2": ROOTS[7], "id": "a"},
        inclusion | {"size1": 8, "root1": ROOTS[7]},
        inclusion | {"size1": 8, "root1": ROOTS[6]},
        consistency,
        consistency | {"proof": None},
        {"kind": "presence"},
        consistency | {"size1": "6"},
        consistency | {"proof": "ab"},
        consistency | {"proof": ["xyz"]},
        inclusion,
        "nonsense",
    )
    assert [answer["valid"] for answer in answers] == [True, True, False, True] + [False] * 7
    assert answers[0] == {"id": "a", "valid": True, "reason": ""}
    assert all(answer["reason"] for answer in answers[4:])


@pytest.mark.parametrize("blocks", [1, 2, 3, 256, 259])
def test_a_tree_that_grows_by_whole_blocks_is_the_one_that_grows_leaf_by_leaf(blocks: int) -> None:
    block = [sha256(bytes([number])).digest() for number in range(256)]
    slow, quick = merkle.Frontier(), merkle.Frontier()
    for _ in range(blocks):
        completed = [node for leaf in block for node in slow.append(leaf)]
        assert list(quick.append(merkle.root(block), 8)) == completed
    assert (quick.size, quick.peaks, quick.root()) == (slow.size, slow.peaks, slow.root())
