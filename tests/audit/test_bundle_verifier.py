"""verify.py on its own: what an outsider runs, without the product and with or without the package for signatures."""

from __future__ import annotations

import ast
import io
import json
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bundle import verify
from audit.commands import check_proof
from audit.merkle import EMPTY_ROOT
from tests.audit.test_merkle import BREAKS, HASHES, PUBLISHED_CONSISTENCY, PUBLISHED_INCLUSION, ROOTS

ALONE = ("-I", "-S")
"""No site packages, no environment, no folder of the project: the standard library and nothing else."""
PACKAGED = ("-I",)
KEPT = Path(__file__).parent / "bundles" / "conversation-2.zip"


def run(folder: Path, *arguments: str, flags: tuple[str, ...] = ALONE, text: str = "") -> subprocess.CompletedProcess[str]:
    """A copy of verify.py, far from the project."""
    copy = shutil.copy(verify.__file__, folder / "verify-copy.py")
    return subprocess.run(
        [sys.executable, *flags, str(copy), *arguments], cwd="/", input=text, capture_output=True, text=True, check=False, timeout=120
    )


def questions() -> list[dict[str, Any]]:
    """The published proofs over the eight shared leaves, each as it is and broken in every way."""
    asked: list[dict[str, Any]] = []
    for index, size, proof in PUBLISHED_INCLUSION:
        tree = {"kind": "inclusion", "leaf_hash": HASHES[index].hex(), "index": index, "size2": size, "root2": ROOTS[size - 1]}
        asked += _broken(tree, proof)
        asked += [tree | {"index": index ^ 1, "proof": proof}, tree | {"leaf_hash": HASHES[index - 1].hex(), "proof": proof}]
    for size1, size2, proof in PUBLISHED_CONSISTENCY:
        trees = {"kind": "consistency", "size1": size1, "size2": size2, "root1": ROOTS[size1 - 1], "root2": ROOTS[size2 - 1]}
        asked += _broken(trees, proof)
        asked += [trees | {"root1": ROOTS[size1], "proof": proof}, trees | {"size1": size2, "size2": size1, "proof": proof}]
    return [{"id": number, **one} for number, one in enumerate(asked)]


def _broken(tree: dict[str, Any], proof: list[str]) -> list[dict[str, Any]]:
    whole = [bytes.fromhex(one) for one in proof]
    ways = [spoil(whole) for spoil in BREAKS.values()]
    return [tree | {"proof": proof}, *(tree | {"proof": [one.hex() for one in way]} for way in ways if way != whole)]


def test_the_verifier_and_the_command_agree_with_the_published_proofs_and_with_each_other(tmp_path: Path) -> None:
    lines = [json.dumps(one) for one in questions()]
    done = run(tmp_path, "--proofs", "-", text="\n".join(lines))
    verified = [json.loads(line) for line in done.stdout.splitlines()]
    commanded = list(check_proof.answers(io.StringIO("\n".join(lines))))
    right = [one for one, question in zip(verified, questions(), strict=True) if one["valid"]]
    assert len(right) == len(PUBLISHED_INCLUSION) + len(PUBLISHED_CONSISTENCY)
    assert [(one["id"], one["valid"]) for one in verified] == [(one["id"], one["valid"]) for one in commanded]
    assert all(one["reason"] for one in verified if not one["valid"])
    assert done.returncode == 1


def test_the_exit_status_of_proofs_says_whether_all_of_them_hold(tmp_path: Path) -> None:
    good = questions()[0]
    kept = tmp_path / "proofs.jsonl"
    kept.write_text(json.dumps(good) + "\n\n")
    assert run(tmp_path, "--proofs", str(kept)).returncode == 0
    answers = run(tmp_path, "--proofs", "-", text="\n".join([json.dumps(good), "nonsense", "[]", '{"kind": "presence"}', "{}"]))
    assert [json.loads(line)["valid"] for line in answers.stdout.splitlines()] == [True, False, False, False, False]
    assert (answers.returncode, answers.stderr) == (1, "")


@pytest.mark.parametrize(("size", "valid"), [(0, True), (1, False)])
def test_only_an_empty_tree_has_the_root_of_nothing(tmp_path: Path, size: int, valid: bool) -> None:
    empty = {"kind": "consistency", "size1": size, "size2": size, "root1": EMPTY_ROOT.hex(), "root2": EMPTY_ROOT.hex(), "proof": None}
    full = empty | {"root1": ROOTS[0], "root2": ROOTS[0]}
    lines = "\n".join(json.dumps(one) for one in (empty, full, empty | {"root1": "", "root2": ""}))
    verified = [json.loads(line)["valid"] for line in run(tmp_path, "--proofs", "-", text=lines).stdout.splitlines()]
    assert verified == [one["valid"] for one in check_proof.answers(io.StringIO(lines))] == [valid, not valid, False]


def test_proofs_that_are_no_text_or_no_file_end_in_words(tmp_path: Path) -> None:
    kept = tmp_path / "proofs.jsonl"
    good = json.dumps({"id": "a\u2028b", **questions()[0]}, ensure_ascii=False).encode()
    kept.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\xff\xfe\n" + b"[" * 100_000 + b"\n" + good)
    done = run(tmp_path, "--proofs", str(kept))
    assert [json.loads(line)["valid"] for line in done.stdout.splitlines()] == [True, False, False, True]
    assert (done.returncode, done.stderr) == (1, "")
    absent = run(tmp_path, "--proofs", str(tmp_path / "absent"))
    assert (absent.returncode, absent.stderr) == (1, "")
    assert "FileNotFoundError" in absent.stdout


RFC8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "72",
    ),
]


@pytest.mark.parametrize(("key", "signature", "message"), RFC8032)
def test_published_signatures_hold_and_no_altered_one_does(key: str, signature: str, message: str) -> None:
    public, signed, text = (bytes.fromhex(one) for one in (key, signature, message))
    assert verify.pure_ed25519(public, signed, text)
    assert not verify.pure_ed25519(public, signed, text + b"\0")
    for place in range(64):
        assert not verify.pure_ed25519(public, signed[:place] + bytes([signed[place] ^ 4]) + signed[place + 1 :], text)


def test_both_ways_of_checking_a_signature_say_the_same() -> None:
    private, text = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), b"a checkpoint"
    key, other = private.public_key().public_bytes_raw(), Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    signature = private.sign(text)
    grown = signature[:32] + (int.from_bytes(signature[32:], "little") + verify.ORDER).to_bytes(32, "little")
    cases = [(key, signature), (other, signature), (key, grown), (key, signature[:-1]), (key, signature + b"\0"), (key[:-1], signature)]
    cases += [(bytes(32), signature), (b"\xff" * 32, signature), (key, b""), (key, bytes(64)), (b"\2" + bytes(31), signature)]
    assert [verify.pure_ed25519(*case, text) for case in cases] == [verify.ed25519(*case, text) for case in cases] == [True] + [False] * 10


def test_the_verifier_stays_short_and_needs_the_standard_library_only() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 400
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.strip().startswith(("import ", "from "))}
    assert imported - {"cryptography"} <= sys.stdlib_module_names


def test_which_signatures_are_checked_by_whom_is_known(tmp_path: Path) -> None:
    asked = "import runpy; print(runpy.run_path({!r})['PACKAGED'])".format(str(shutil.copy(verify.__file__, tmp_path / "verify.py")))
    said = [subprocess.run([sys.executable, *flags, "-c", asked], capture_output=True, text=True, check=True).stdout.strip() for flags in (ALONE, PACKAGED)]  # fmt: skip
    assert said == ["False", "True"]


def test_what_is_no_bundle_is_refused_without_a_traceback(tmp_path: Path) -> None:
    junk = tmp_path / "junk.zip"
    junk.write_bytes(b"PK\x03\x04 and no more")
    for path in (junk, tmp_path, tmp_path / "absent.zip"):
        done = run(tmp_path, str(path))
        assert (done.returncode, done.stderr) == (1, "")
        assert "NOT VERIFIED" in done.stdout


@pytest.mark.parametrize("name", ["manifest.json", "entries.jsonl", "content.jsonl", "keys.txt", "report.html"])
def test_a_small_zip_that_unpacks_to_one_endless_line_fills_no_memory(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lowered, so that a line a hundred times as long is soon written."""
    monkeypatch.setattr(verify, "MOST", 1 << 20)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(KEPT) as whole, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as other:
        for one in whole.namelist():
            other.writestr(one, whole.read(one) + (b" " * (100 << 20) if one == name else b""))
    tracemalloc.start()
    try:
        code = verify.check_bundle(Namespace(bundle=bomb, key=None, checkpoint=[]))
        assert (code, tracemalloc.get_traced_memory()[1] < 40 << 20) == (1, True)
    finally:
        tracemalloc.stop()


def test_names_that_lead_out_of_a_bundle_lead_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "outside.txt").write_bytes(b"kept elsewhere")
    astray = tmp_path / "folder" / "astray.zip"
    astray.parent.mkdir()
    with zipfile.ZipFile(KEPT) as whole, zipfile.ZipFile(astray, "w") as other:
        for one in whole.namelist():
            other.writestr(one, whole.read(one))
        other.writestr("../outside.txt", b"written by the bundle")
    assert verify.check_bundle(Namespace(bundle=astray, key=None, checkpoint=[])) == 1
    assert "../outside.txt does not belong to the bundle" in capsys.readouterr().out
    assert (tmp_path / "outside.txt").read_bytes() == b"kept elsewhere"


NEWER = (
    "file_digest", "strict=", "pairwise", "batched", "bit_count", "tomllib", "slots=True", "kw_only", "datetime.UTC", "import UTC", "StrEnum",
    "chdir", "ExceptionGroup", "except*", "add_note", "aclosing", "nullcontext(", "to_bytes()", ".walk(", "TypeAlias", "Self", "override",
    "ParamSpec", "zoneinfo", "is_relative_to",
)  # fmt: skip
"""What came with Python 3.10 and later, or not everywhere with 3.9."""


def test_the_verifier_is_written_for_python_3_9() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    assert [name for name in NEWER if name in source] == []
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("from_bytes", "to_bytes")]
    assert all(len(call.args) == 2 for call in read)  # the byte order may be left out since 3.11 only
    annotated = {id(part) for node in ast.walk(tree) for part in _annotations(node)}
    unions = [
        node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and id(node) not in annotated
    ]
    assert all(_of_numbers(node) for node in unions)  # a union of types is read by no annotation, so 3.9 would compute it


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for field in ("annotation", "returns"):
        if isinstance(found := getattr(node, field, None), ast.AST):
            yield from ast.walk(found)


def _of_numbers(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.Name | ast.BinOp) and isinstance(node.right, ast.BinOp)
