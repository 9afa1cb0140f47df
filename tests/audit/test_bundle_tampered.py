"""A bundle that was made once must verify with every later release; damaged in any way it is refused, and the damage is named."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import notes
from tests.audit.test_bundle_verifier import ALONE, PACKAGED, run

BUNDLES = Path(__file__).parent / "bundles"
SAMPLES = sorted(BUNDLES.glob("*.zip"))
Files = dict[str, bytes]


def files(path: Path = SAMPLES[0]) -> Files:
    with zipfile.ZipFile(path) as zip_file:
        return {name: zip_file.read(name) for name in zip_file.namelist()}


def written(changed: Files, folder: Path) -> Path:
    with zipfile.ZipFile(folder / "changed.zip", "w") as zip_file:
        for name, data in changed.items():
            zip_file.writestr(name, data)
    return folder / "changed.zip"


@pytest.mark.parametrize("flags", [ALONE, PACKAGED], ids=["without cryptography", "with cryptography"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_kept_bundle_still_verifies_zipped_unpacked_and_with_its_own_verifier(
    sample: Path, flags: tuple[str, ...], tmp_path: Path
) -> None:
    trusted = ("--key", str(sample.with_suffix(".keys.txt")), "--checkpoint", str(sample.with_suffix(".checkpoint.txt")))
    (tmp_path / "unpacked").mkdir()
    with zipfile.ZipFile(sample) as zip_file:
        zip_file.extractall(tmp_path / "unpacked")
    for path in (sample, tmp_path / "unpacked"):
        done = run(tmp_path, str(path), *trusted, flags=flags)
        assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "VERIFIED: all of it holds."), done.stdout
    assert " 0 erased" not in done.stdout


def line_of(data: bytes, number: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(data.splitlines()[number])
    return found


def with_line(data: bytes, number: int, line: dict[str, object] | None) -> bytes:
    """The line replaced, or taken out."""
    lines = data.splitlines()
    lines[number : number + 1] = [] if line is None else [json.dumps(line).encode()]
    return b"\n".join(lines) + b"\n"


def edit_body(changed: Files, *, leaf: bool) -> None:
    line = line_of(changed["entries.jsonl"], 3)
    body = str(line["body"]).replace('"v":1', '"v":2')
    new = line | {"body": body} | ({"leaf_hash": hashlib.sha256(b"\0" + body.encode()).hexdigest()} if leaf else {})
    changed["entries.jsonl"] = with_line(changed["entries.jsonl"], 3, new)


def drop_entry(changed: Files, number: int) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        changed[name] = with_line(changed[name], number, None)


def last_in_conversation(changed: Files) -> None:
    """With its content, and so that no number is missing between others; the export's own entry stands last in the file."""
    told = [json.loads(json.loads(line)["body"]) for line in changed["entries.jsonl"].splitlines()[:-1]]
    last = max(told, key=lambda entry: entry["stream_no"])
    drop_entry(changed, told.index(last))
    gone = {ref["id"] for ref in last["content"].values()}
    kept = [line for line in changed["content.jsonl"].splitlines(keepends=True) if json.loads(line)["id"] not in gone]
    changed["content.jsonl"] = b"".join(kept)


def swap_entries(changed: Files) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        first, second = line_of(changed[name], 2), line_of(changed[name], 3)
        changed[name] = with_line(with_line(changed[name], 2, second), 3, first)


def break_proof(changed: Files) -> None:
    line = line_of(changed["proofs.jsonl"], 4)
    changed["proofs.jsonl"] = with_line(changed["proofs.jsonl"], 4, line | {"proof": ["00" * 32]})


def edit_content(changed: Files) -> None:
    line = line_of(changed["content.jsonl"], 0) | {"data": base64.b64encode(b"other words").decode()}
    changed["content.jsonl"] = with_line(changed["content.jsonl"], 0, line)


def hide_content(changed: Files) -> None:
    line = line_of(changed["content.jsonl"], 0)
    kept: dict[str, object] = {name: line[name] for name in ("id", "commitment", "size")} | {"erased": True}
    changed["content.jsonl"] = with_line(changed["content.jsonl"], 0, kept)


def checkpoint_name(changed: Files) -> str:
    return str(json.loads(changed["manifest.json"])["checkpoint"])


def edit_checkpoint(changed: Files) -> None:
    origin, size, rest = changed[checkpoint_name(changed)].split(b"\n", 2)
    changed[checkpoint_name(changed)] = b"\n".join([origin, str(int(size) + 1).encode(), rest])


def edit_older_checkpoint(changed: Files) -> None:
    name = next(one for one in sorted(changed) if one.startswith("checkpoints/0") and one != checkpoint_name(changed))
    changed[name] = changed[name].replace(b"\n", b"\nA", 2).replace(b"\nA", b"\n", 1)


def other_keys(changed: Files) -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    changed["keys.txt"] = str(notes.VerifierKey("countersign.local/key-1", public)).encode()


def in_manifest(changed: Files, name: str, value: object) -> None:
    changed["manifest.json"] = json.dumps(json.loads(changed["manifest.json"]) | {name: value}).encode()


def about_another(changed: Files) -> None:
    in_manifest(changed, "about", json.loads(changed["manifest.json"])["about"] | {"kind": "subject"})


def edit_table_and_manifest(changed: Files) -> None:
    changed["entries.csv"] += b"one more"
    listed = json.loads(changed["manifest.json"])["files"]
    digest = hashlib.sha256(changed["entries.csv"]).hexdigest()
    in_manifest(changed, "files", [one | {"sha256": digest} if one["name"] == "entries.csv" else one for one in listed])


def appended(name: str) -> Callable[[Files], None]:
    def append(changed: Files) -> None:
        changed[name] = changed.get(name, b"") + b"<!-- -->\n"

    return append


def without(name: str) -> Callable[[Files], object]:
    return lambda changed: changed.pop(name)


DAMAGES: dict[str, tuple[Callable[[Files], object], str, str]] = {
    "an entry edited": (lambda changed: edit_body(changed, leaf=False), "entries", "is not what was sealed"),
    "an entry edited and hashed anew": (lambda changed: edit_body(changed, leaf=True), "entries", "is not in the tree"),
    "an entry taken out": (lambda changed: drop_entry(changed, 3), "entries", "of the conversation is missing"),
    "the last entry taken out": (last_in_conversation, "export", "entries instead of the"),
    "the export's entry taken out": (lambda changed: drop_entry(changed, -1 % len(changed["entries.jsonl"].splitlines())), "export", "entry of the export itself"),
    "two entries swapped": (swap_entries, "entries", "do not ascend"),
    "a proof broken": (break_proof, "entries", "is not in the tree"),
    "a proof taken out": (lambda changed: changed.update({"proofs.jsonl": with_line(changed["proofs.jsonl"], 2, None)}), "entries", "its proof is missing"),
    "a content edited": (edit_content, "contents", "is not what the entry committed to"),
    "a content taken out": (lambda changed: changed.update({"content.jsonl": with_line(changed["content.jsonl"], 0, None)}), "contents", "is missing"),
    "a content shown as erased": (hide_content, "export", "contents instead of the"),
    "the checkpoint edited": (edit_checkpoint, "checkpoint", "does not fit"),
    "an older checkpoint edited": (edit_older_checkpoint, "consistency", "does not fit"),
    "other keys": (other_keys, "checkpoint", "none of the trusted keys"),
    "about something else": (about_another, "export", "something else about its kind"),
    "the manifest edited": (lambda changed: in_manifest(changed, "made_at", "yesterday"), "files", "manifest.json is not what was signed"),
    "the table and the manifest edited": (edit_table_and_manifest, "files", "manifest.json is not what was signed"),
    "the report edited": (appended("report.html"), "files", "report.html was changed"),
    "the verifier edited": (appended("verify.py"), "files", "verify.py was changed"),
    "a file added": (appended("more.html"), "files", "more.html does not belong"),
    "a file taken out": (without("entries.csv"), "files", "entries.csv is missing"),
    "no manifest": (without("manifest.json"), "bundle", "manifest.json is missing"),
    "no signature": (without("manifest.note"), "files", "manifest.note is missing"),
    "a line that is no JSON": (lambda changed: changed.update({"entries.jsonl": b"nonsense\n"}), "entries", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_refused_and_named(damage: str, tmp_path: Path) -> None:
    spoil, step, words = DAMAGES[damage]
    changed = files()
    assert run(tmp_path, str(written(changed, tmp_path))).returncode == 0
    spoil(changed)
    done = run(tmp_path, str(written(changed, tmp_path)))
    assert (done.returncode, done.stderr) == (1, "")
    assert f"the first thing that does not fit is {step}." in done.stdout
    assert words in done.stdout


def test_a_bundle_signed_anew_by_another_key_falls_to_the_keys_one_already_has(tmp_path: Path) -> None:
    changed, private = files(), Ed25519PrivateKey.generate()
    key = notes.VerifierKey("countersign.local/key-1", private.public_key().public_bytes_raw())
    for name in [one for one in changed if one.startswith("checkpoints/0") or one == "manifest.note"]:
        changed[name] = notes.signed(changed[name].decode().rpartition("\n\n")[0] + "\n", key, private).encode()
    changed["keys.txt"] = f"{key}\n".encode()
    manifest = json.loads(changed["manifest.json"])
    for one in manifest["files"]:
        one["sha256"] = hashlib.sha256(changed[one["name"]]).hexdigest()
    changed["manifest.json"] = json.dumps(manifest).encode()
    origin, bundle, _ = changed["manifest.note"].decode().split("\n")[:3]
    digest = base64.b64encode(hashlib.sha256(changed["manifest.json"]).digest()).decode()
    changed["manifest.note"] = notes.signed(f"{origin}\n{bundle}\n{digest}\n", key, private).encode()
    path = written(changed, tmp_path)
    assert run(tmp_path, str(path)).returncode == 0
    refused = run(tmp_path, str(path), "--key", str(SAMPLES[0].with_suffix(".keys.txt")))
    assert (refused.returncode, "none of the trusted keys has signed it" in refused.stdout) == (1, True)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = written(files(), tmp_path)
    with zipfile.ZipFile(path, "a") as zip_file, pytest.warns(UserWarning, match="Duplicate"):
        zip_file.writestr("entries.jsonl", b"")
    done = run(tmp_path, str(path))
    assert (done.returncode, "two files of one name" in done.stdout) == (1, True)
