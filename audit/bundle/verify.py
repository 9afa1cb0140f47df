"""Checks an evidence bundle without the software that made it: Python 3.9 or later and its standard library are enough.

    python verify.py bundle.zip                     (or the folder it was unpacked to)
    python verify.py bundle.zip --key keys.txt      trust these public keys only, not those inside of the bundle
    python verify.py bundle.zip --checkpoint note   also compare with a checkpoint that was kept elsewhere
    python verify.py --proofs proofs.jsonl          check Merkle proofs (RFC 6962), one JSON object a line

Exit status 0: all of it holds. 1: something does not fit, and the last lines name the first thing. Signatures (Ed25519) are checked by
the package ``cryptography`` where it is installed, else by the lines below, which need not be fast: nothing here is secret.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, Iterator  # noqa: UP035 - old versions of Python, too

PACKAGED, MOST = False, 1 << 29  # bytes of a line, or of a file that is read at once: what is longer is cut off, and then fits nothing
with contextlib.suppress(Exception):  # absent or broken: either way we can do without
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    PACKAGED = True
Keys = dict[str, bytes]
Point = tuple[int, int, int, int]
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


class Misfit(Exception):
    """The sentence that says what does not fit."""


@contextlib.contextmanager
def named(where: str) -> Iterator[None]:
    """What does not fit in here does not fit there."""
    try:
        yield
    except Misfit as problem:
        raise Misfit(where + str(problem)) from None


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def need(condition: object, sentence: str) -> None:
    if not condition:
        raise Misfit(sentence)


def added(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, p: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        result = added(result, p) if factor & 1 else result
        p, factor = added(p, p), factor >> 1
    return result


def point(data: bytes) -> Point | None:
    """The point with these 32 bytes; None when there is none."""
    value = int.from_bytes(data, "little")
    odd, y = value >> 255, value & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (odd and not x):
        return None
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def pure_ed25519(key: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032, section 5.1.7."""
    a, s = point(key) if len(key) == 32 else None, int.from_bytes(signature[32:], "little")
    if a is None or BASE is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, _ = added(times(s, BASE), times(k, (P - a[0], a[1], a[2], P - a[3])))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def ed25519(key: bytes, signature: bytes, message: bytes) -> bool:
    if not PACKAGED:
        return pure_ed25519(key, signature, message)
    with contextlib.suppress(InvalidSignature, ValueError):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    return False


def read_keys(text: str) -> Keys:
    """Verifier keys, one a line: name+id+base64(0x01 || public key). The id follows from the rest."""
    keys: Keys = {}
    for line in text.split():
        found = re.fullmatch(r"(\S+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", line)
        name, identity, data = found.groups() if found else ("", "", "")
        key = base64.b64decode(data)
        need(key[:1] == b"\1" and sha256(f"{name}\n".encode() + key)[:4].hex() == identity, f"{shown(line)} is not a verifier key")
        need(keys.setdefault(name, key[1:]) == key[1:], f"two different keys are called {shown(name)}")
    need(keys, "there is no key")
    return keys


def open_note(note: bytes, keys: Keys) -> tuple[str, str]:
    """The text of a signed note (C2SP) and the key that signed it. Signatures by other keys are left aside; a wrong one by ours is refused."""
    text, _, signatures = note.decode("utf-8", "strict").rpartition("\n\n")
    text, by = text + "\n", ""
    for name, value in re.findall("^\u2014 (\\S+) ([A-Za-z0-9+/]+=*)$", signatures, re.MULTILINE):
        signature = base64.b64decode(value)
        if name in keys and signature[:4] == sha256(f"{name}\n\1".encode() + keys[name])[:4]:
            need(ed25519(keys[name], signature[4:], text.encode()), f"the signature by {shown(name)} does not fit")
            by = name
    need(by, "none of the trusted keys has signed it")
    return text, by


def open_checkpoint(note: bytes, keys: Keys, origin: str) -> tuple[int, bytes, str]:
    """Size, root and key of a checkpoint (C2SP tlog-checkpoint)."""
    text, by = open_note(note, keys)
    lines = text.split("\n")
    need(len(lines) > 3 and re.fullmatch("0|[1-9][0-9]*", lines[1]), "it is not a checkpoint")
    need(lines[0] == origin, f"it is about another ledger, {shown(lines[0])}")
    return int(lines[1]), base64.b64decode(lines[2], validate=True), by


def check_proof(line: dict[str, Any], kind: str = "") -> None:
    """A Merkle proof (RFC 9162, 2.1.3.2 and 2.1.4.2) as one line of JSON; an inclusion names its tree by size2 and root2, or by size1 and root1."""
    proof, kind = [digest(one) for one in line.get("proof") or []], kind or line["kind"]
    need(kind in ("inclusion", "consistency"), "kind must be inclusion or consistency")
    if kind == "consistency":
        return check_consistency(whole(line["size1"]), whole(line["size2"]), line["root1"], line["root2"], proof)
    tree, index = "2" if line.get("size2") and line.get("root2") else "1", whole(line["index"])
    size, root = whole(line["size" + tree]), digest(line["root" + tree])
    need(0 <= index < size, f"the index {index} is not below the size {size}")
    need(climbed(index, size - 1, [digest(line["leaf_hash"]), *proof])[1] == root, "the proof leads to another root")


def check_consistency(size1: int, size2: int, told1: str, told2: str, proof: list[bytes]) -> None:
    if size1 == size2:
        root, other = bytes.fromhex(told1), bytes.fromhex(told2)
        possible = root and root == other and (root == sha256(b"")) == (size1 == 0)
        return need(possible and not proof, "trees of one size must have one root, that of an empty tree at 0, and an empty proof")
    need(0 < size1 < size2, f"the older size {size1} is not within 1 and the newer size {size2}")
    root1, root2, shift = digest(told1), digest(told2), (size1 & -size1).bit_length() - 1
    older, newer = climbed((size1 - 1) >> shift, (size2 - 1) >> shift, [root1, *proof] if size1 == 1 << shift else proof)
    need(older == root1, "the proof leads to another older root")
    need(newer == root2, "the proof leads to another newer root")


def climbed(index: int, last: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """From the first hash of ``path`` up to the older root and the newer one."""
    need(path, "the proof is empty")
    older = newer = path[0]
    for step in path[1:]:
        need(last, "the proof is too long")
        if index & 1 or index == last:
            older, newer = sha256(b"\1" + step + older), sha256(b"\1" + step + newer)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            newer = sha256(b"\1" + newer + step)
        index, last = index >> 1, last >> 1
    need(not last, "the proof is too short")
    return older, newer


def digest(text: str) -> bytes:
    need(re.fullmatch("[0-9a-fA-F]{64}", text), f"a hash has {len(text) // 2} bytes instead of 32, or is not written in hex digits")
    return bytes.fromhex(text)


def whole(value: Any) -> int:
    need(type(value) is int, "a size and an index must be whole numbers")
    return int(value)


def shown(text: object) -> str:
    """Words of a bundle on a terminal: short, and nothing that could move the cursor."""
    words = f"cannot be read: {text!r}" if isinstance(text, Exception) and not isinstance(text, Misfit) else str(text)
    return "".join(one if one.isprintable() else "?" for one in words)[:300]


class Files:
    """A zip file, or the folder it was unpacked to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = None if path.is_dir() else zipfile.ZipFile(path)
        self.names = self.zip.namelist() if self.zip else [one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()]
        need(len(self.names) == len(set(self.names)), "the zip file holds two files of one name")

    def open(self, name: str) -> BinaryIO:
        need(name in self.names, f"{shown(name)} is missing")
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")  # type: ignore[return-value]  # two kinds of binary file

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read(MOST)

    def lines(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        with self.open(name) as file:
            for number, line in enumerate(iter(lambda: file.readline(MOST), b""), start=1):
                yield f"{name}, line {number}", json.loads(line)


class Bundle:
    """The steps in their order; each answers the sentence to say, or raises."""

    def __init__(self, files: Files, keys: Path | None, kept: list[Path]) -> None:
        self.files, self.given, self.kept = files, keys, kept
        self.manifest: dict[str, Any] = json.loads(files.read("manifest.json"))
        need(self.manifest["format"] == "countersign-bundle/1", "its format is not countersign-bundle/1")
        self.about, self.origin = self.manifest["about"], self.manifest["log"]
        self.checkpoints, self.leaves = dict[int, bytes](), dict[int, bytes]()
        self.refs: dict[str, tuple[str, int]] = {}
        self.numbers, self.disclosed = list[int](), list[bytes]()
        self.erased = self.anchored = 0
        self.export: dict[str, Any] = {"event": "", "data": {}}

    def check_keys(self) -> str:
        self.keys = read_keys((self.given.read_bytes() if self.given else self.files.read("keys.txt")).decode("utf-8-sig"))
        whose = "given by you" if self.given else "from inside of the bundle: compare them with those you got elsewhere"
        by = "the package cryptography" if PACKAGED else "this file alone"
        return f"{', '.join(map(shown, self.keys))}, {whose}; signatures are checked by {by}"

    def check_checkpoint(self) -> str:
        self.size, self.root, by = open_checkpoint(self.files.read(self.manifest["checkpoint"]), self.keys, self.origin)
        self.checkpoints[self.size] = self.root
        return f"{self.size} entries of {shown(self.origin)}, signed by {shown(by)}"

    def check_entries(self) -> str:
        proofs, last = self.files.lines("proofs.jsonl"), -1
        for where, line in self.files.lines("entries.jsonl"):
            body, leaf, place = line["body"], digest(line["leaf_hash"]), whole(line["seq"])
            need(sha256(b"\0" + body.encode()) == leaf, f"{where}: the entry at place {place} is not what was sealed")
            need(last < place, f"{where}: the places do not ascend")
            at, proof = next(proofs, ("", {}))
            need(at and proof["index"] == place, f"{where}: its proof is missing from proofs.jsonl")
            need((proof["size2"], digest(proof["root2"])) == (self.size, self.root), f"{at}: the proof is about another tree")
            with named(f"{at}: the entry at place {place} is not in the tree: "):
                check_proof({**proof, "leaf_hash": line["leaf_hash"]}, "inclusion")
            entry = json.loads(body)
            need(self.origin.endswith("/" + entry["workspace"]), f"{where}: the entry is of another workspace")
            self.refs.update((ref["id"], (ref["commitment"], ref["size"])) for ref in entry["content"].values())
            if place == self.manifest["export"]:
                self.export = entry
            elif self.about["kind"] == "conversation":
                need(entry["stream"] == self.about["id"], f"{where}: the entry is of another conversation")
                self.numbers.append(entry["stream_no"])
            elif self.about["kind"] == "period":
                need(self.about["since"] <= entry["at"] < self.about["until"], f"{where}: the entry is of another time")
            self.leaves[place], last = leaf, place
        need(next(proofs, None) is None, "proofs.jsonl: a proof without its entry")
        missing = sorted(set(range(1, max(self.numbers, default=0) + 1)) - set(self.numbers))
        need(not missing, f"entries.jsonl: the entry number {'-'.join(map(str, missing[:1]))} of the conversation is missing")
        return f"{len(self.leaves)}, each unchanged and in the tree of the checkpoint"

    def check_contents(self) -> str:
        open_refs = dict(self.refs)
        for where, line in self.files.lines("content.jsonl"):
            name = f"{where}: the content {shown(line['id'])[:12]}"
            need(open_refs.pop(line["id"], None) == (line["commitment"], line["size"]), f"{name} is not what an entry refers to")
            if line.get("erased") is True:
                self.erased += 1
                continue
            data = base64.b64decode(line["data"], validate=True)
            fits = hmac.new(digest(line["disclosure_key"]), data, "sha256").digest() == digest(line["commitment"])
            need(fits and len(data) == line["size"], f"{name} is not what the entry committed to")
            self.disclosed.append(digest(line["commitment"]))
        need(not open_refs, f"content.jsonl: the content {shown(next(iter(open_refs), ''))[:12]} that an entry refers to is missing")
        return f"{len(self.disclosed)} as committed to, {self.erased} erased"

    def check_export(self) -> str:
        """The ledger itself says what this bundle must hold, so nothing can be left out of it or shown as erased afterwards."""
        data = self.export["data"] if self.export["event"] == "audit.bundle.exported" else {}
        need(data.get("bundle") == self.manifest["bundle"], "the entry of the export itself is missing")
        others = [leaf for place, leaf in self.leaves.items() if place != self.manifest["export"]]
        for name, want in self.about.items():
            need(data["about" if name == "id" else name] == want, f"the ledger says something else about its {shown(name)} than the bundle")
        for name, count in (("entries", len(others)), ("contents", len(self.disclosed)), ("erased", self.erased)):
            need(data[name] == count, f"{count} {name} instead of the {data[name]} that were exported")
        need(data["entries_digest"] == sha256(b"".join(sorted(others))).hex(), "the entries are not those that were exported")
        need(data["contents_digest"] == sha256(b"".join(sorted(self.disclosed))).hex(), "the contents are not those that were exported")
        return f"on the ledger at place {self.manifest['export']}, {shown(self.export['at'])}, nothing left out since"

    def noted(self) -> Iterator[tuple[str, bytes]]:
        """The checkpoints in the bundle, and those in the lines of anchors; who signed a time stamp is for ``openssl ts`` (README.txt)."""
        for name in sorted(self.files.names):
            if re.fullmatch(r"checkpoints/[0-9]+\.txt", name):
                yield name, self.files.read(name)
            for where, line in self.files.lines(name) if re.fullmatch(r"anchors/[a-z0-9-]+\.jsonl", name) else ():
                note, stamp = line["note"].encode(), base64.b64decode(line.get("timestamp") or "")
                need(not stamp or hashlib.sha512(note).digest() in stamp, f"{where}: the time stamp is of something else")
                self.anchored += 1
                yield where, note

    def check_consistency(self) -> str:
        for where, note in [*self.noted(), *((path.name, path.read_bytes().replace(b"\r\n", b"\n")) for path in self.kept)]:
            with named(f"{shown(where)}: "):
                size, root, _ = open_checkpoint(note, self.keys, self.origin)
                need(self.checkpoints.setdefault(size, root) == root, f"another root at {size} entries: history was changed")
        proven = {self.size}
        for where, line in self.files.lines("checkpoints/consistency.jsonl"):
            need(line["size2"] == self.size and digest(line["root2"]) == self.root, f"{where}: it is not about the bundle's checkpoint")
            need(self.checkpoints.get(line["size1"]) == digest(line["root1"]), f"{where}: no checkpoint has this root")
            with named(f"{where}: "):
                check_proof(line, "consistency")
            proven.add(line["size1"])
        alone = sorted(self.checkpoints.keys() - proven)
        need(not alone, f"nothing in the bundle proves that the checkpoint of {alone and alone[0]} entries is of the same history")
        anchored = f", {self.anchored} times kept by anchors" if self.anchored else ""
        return f"{len(self.checkpoints)} of one and the same history{anchored}" + (", and the one you kept" if self.kept else "")

    def check_files(self) -> str:
        """Last: the damage that the steps above find has a better name than "another file"."""
        text, by = open_note(self.files.read("manifest.note"), self.keys)
        made = base64.b64encode(sha256(self.files.read("manifest.json"))).decode()
        need(text == f"{self.origin}/bundle\n{self.manifest['bundle']}\n{made}\n", "manifest.json is not what was signed")
        listed = {one["name"]: one["sha256"] for one in self.manifest["files"]}
        for name in sorted(set(self.files.names) - {"manifest.json", "manifest.note"}):
            need(name in listed, f"{shown(name)} does not belong to the bundle")
        for name, want in listed.items():
            found = hashlib.sha256()
            with self.files.open(name) as file:
                while part := file.read(1 << 20):
                    found.update(part)
            need(found.hexdigest() == want, f"{shown(name)} was changed")
        return f"{len(listed)}, as listed and signed by {shown(by)}"


def say(line: str) -> None:
    print(line.encode("ascii", "backslashreplace").decode(), flush=True)  # noqa: T201 - this is what it says


def check_bundle(given: argparse.Namespace) -> int:
    step = "bundle"
    try:
        bundle = Bundle(Files(given.bundle), given.key, given.checkpoint)
        say(f"Bundle {shown(bundle.manifest['bundle'])}, {shown(bundle.about['kind'])} {shown(bundle.about.get('id') or '')}")
        for step in ("keys", "checkpoint", "entries", "contents", "export", "consistency", "files"):
            say(f"ok   {step:12} {getattr(bundle, 'check_' + step)()}")
    except Exception as problem:  # noqa: BLE001 - whatever a damaged file makes Python say, it does not fit
        say(f"BAD  {step:12} {shown(problem)}\nNOT VERIFIED: the first thing that does not fit is {step}.")
        return 1
    say("VERIFIED: all of it holds.")
    return 0


def check_proofs(name: str) -> int:
    try:
        bad, lines = 0, sys.stdin.buffer if name == "-" else Path(name).read_bytes().split(b"\n")
    except OSError as problem:
        say(f"BAD  proofs       {shown(problem)}")
        return 1
    for line in filter(bytes.strip, lines):
        identity, reason = {}, ""
        try:
            asked = json.loads(line)
            identity = {"id": asked["id"]} if "id" in asked else {}
            check_proof(asked)
        except Exception as problem:  # noqa: BLE001 - whatever a damaged file makes Python say, it does not fit
            reason = shown(problem)
        say(json.dumps({**identity, "valid": not reason, "reason": reason}))
        bad += bool(reason)
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).parent, help="zip or folder (default: this folder)")
    parser.add_argument("--key", type=Path, metavar="KEYS.txt", help="the public keys to trust, one a line")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="NOTE", help="a checkpoint kept elsewhere")
    parser.add_argument("--proofs", metavar="FILE", help="JSON lines with Merkle proofs, - for standard input")
    given = parser.parse_args()
    return check_proofs(given.proofs) if given.proofs else check_bundle(given)


if __name__ == "__main__":
    sys.exit(main())
