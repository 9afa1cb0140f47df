"""``export``: the evidence about one thing as a file that an outsider can check without this software.

    made = export(selection.conversation(identity), actor=user.as_actor(), target=Path("bundle.zip"))

The export itself stands on the ledger before the first byte is written, and its entry says what the bundle must hold. The bundle carries
that entry and a checkpoint that covers it, so nothing can be left out of the file later without being noticed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from audit import checkpoints, notes, sealer, signing
from audit.bundle import contents, parts, report
from audit.bundle.archive import Archive, writing
from audit.bundle.selection import About, Selection, choose
from audit.models import Checkpoint, Entry, Seal
from audit.recorder import record
from audit.status import sealer as sealer_status
from kit.actor import Actor
from kit.errors import TransitionError
from kit.ids import uuid7

FORMAT = "countersign-bundle/1"
EXPORTED = "audit.bundle.exported"
PATIENCE = 30.0
"""Seconds for the sealer to seal and sign the entry of the export."""
HERE = Path(__file__).parent

Progress = Callable[[int, int, str], None]
"""done, total, a sentence"""


@dataclass(frozen=True, slots=True)
class Made:
    bundle: UUID
    entries: int
    contents: int
    erased: int
    seq: int
    checkpoint: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into the file, all of it decided."""

    bundle: UUID
    about: About
    chosen: Selection
    readable: set[str]
    places: list[parts.Placed]
    seq: int
    entry: Entry
    checkpoint: Checkpoint


def export(
    about: About, *, actor: Actor, target: Path, kept: Iterable[int] = (), progress: Progress = lambda done, total, said: None
) -> Made:
    """Write the bundle to ``target``. ``kept`` are sizes of older checkpoints that the reader holds and wants to compare.

    Raises NotFound when the ledger says nothing about this, InvalidInput for too much, TransitionError when nothing seals.
    """
    progress(0, 0, "Reading the ledger")
    chosen = choose(about)
    plan = _plan(about, chosen, contents.readable(about.workspace, chosen.refs), actor, progress)
    with writing(target, plan.entry.at) as archive:
        _write(archive, plan, kept, progress)
    digest, size = _digest(target)
    erased = len(chosen.refs) - len(plan.readable)
    return Made(plan.bundle, len(chosen.entries), len(plan.readable), erased, plan.seq, plan.checkpoint.size, size, digest)


def _plan(about: About, chosen: Selection, readable: set[str], actor: Actor, progress: Progress) -> Plan:
    bundle = uuid7()
    identity = _record(bundle, about, chosen, readable, actor)
    progress(0, 0, "Waiting for the seal")
    seq, checkpoint = _sealed(about.workspace, identity)
    places = parts.placed(about.workspace, [*(entry for entry, _ in chosen.entries), identity])
    if len(places) != len(chosen.entries) + 1:
        raise TransitionError("Some of these entries are not sealed; run manage.py audit verify.")
    return Plan(bundle, about, chosen, readable, places, seq, Entry.objects.get(id=identity), checkpoint)


def _record(bundle: UUID, about: About, chosen: Selection, readable: set[str], actor: Actor) -> UUID:
    """Before the first byte: who takes what out. The digests are those that verify.py computes."""
    data = {
        "bundle": bundle, "kind": about.kind, "about": about.id, "since": about.since, "until": about.until,
        "entries": len(chosen.entries), "contents": len(readable), "erased": len(chosen.refs) - len(readable),
        "entries_digest": _summed(leaf for _, leaf in chosen.entries),
        "contents_digest": _summed(bytes.fromhex(chosen.refs[identity][0]) for identity in readable),
    }  # fmt: skip
    stream = about.id if about.kind == "conversation" else None
    with transaction.atomic():
        return record(EXPORTED, workspace=about.workspace, actor=actor, subject=about.id, stream=stream, data=data)


def _summed(hashes: Iterable[bytes]) -> bytes:
    return hashlib.sha256(b"".join(sorted(hashes))).digest()


def _sealed(workspace: UUID, entry: UUID) -> tuple[int, Checkpoint]:
    """Its place and the first checkpoint that covers it. Where no sealer runs, it is done here."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        sealer.once()
        seq = Seal.objects.filter(entry=entry).values_list("seq", flat=True).first()
        checkpoint = checkpoints.covering(workspace, seq) if seq is not None else None
        if seq is not None and checkpoint:
            return seq, checkpoint
        time.sleep(0.05)
    problem = sealer_status().problem or "The sealer has not signed a checkpoint; look at its log."
    raise TransitionError(f"The export is on the ledger, but not yet sealed. {problem}")


def _write(archive: Archive, plan: Plan, kept: Iterable[int], progress: Progress) -> None:
    workspace, checkpoint, places = plan.about.workspace, plan.checkpoint, plan.places
    older = sorted({size for size in kept if 0 < size < checkpoint.size})
    steps: list[tuple[str, str, Iterable[str | bytes]]] = [
        ("Entries", "entries.jsonl", parts.entry_lines(places)),
        ("Table", "entries.csv", parts.table(places)),
        ("Proofs", "proofs.jsonl", parts.proof_lines(workspace, places, checkpoint)),
        ("Contents", "content.jsonl", parts.content_lines(workspace, plan.chosen.refs, plan.readable)),
        ("Checkpoints", _name(checkpoint), [checkpoint.note]),
        *(("Checkpoints", _name(row), [row.note]) for row in _older(workspace, older)),
        ("Checkpoints", "checkpoints/consistency.jsonl", parts.consistency_lines(workspace, older, checkpoint)),
        ("Keys", "keys.txt", [f"{key}\n" for key in signing.verifier_keys()]),
        ("Report", "report.html", report.pages(plan)),
        ("Instructions", "README.txt", [(HERE / "README.txt").read_bytes()]),
        ("Instructions", "verify.py", [(HERE / "verify.py").read_bytes()]),
    ]
    for done, (said, name, lines) in enumerate(steps):
        progress(done, len(steps), said)
        archive.write(name, lines)
    _sign(archive, plan)


def _older(workspace: UUID, sizes: Sequence[int]) -> list[Checkpoint]:
    return list(Checkpoint.objects.filter(workspace=workspace, size__in=sizes).order_by("size"))


def _name(checkpoint: Checkpoint) -> str:
    return f"checkpoints/{checkpoint.size:012}.txt"


def _sign(archive: Archive, plan: Plan) -> None:
    """The manifest last, for it names all the others; a note of its digest is signed as checkpoints are."""
    exported = json.loads(plan.entry.body)
    data = exported["data"]
    manifest = {
        "format": FORMAT,
        "bundle": str(plan.bundle),
        "log": notes.read(plan.checkpoint.note).text.split("\n")[0],
        "about": {"kind": data["kind"], "id": data["about"], "since": data["since"], "until": data["until"]},
        "made_at": exported["at"],
        "export": plan.seq,
        "checkpoint": _name(plan.checkpoint),
        "entries": data["entries"],
        "contents": data["contents"],
        "erased": data["erased"],
        "files": archive.files,
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    archive.write("manifest.json", [text], listed=False)
    archive.write("manifest.note", [_signed(f"{manifest['log']}/bundle\n{plan.bundle}\n{digest}\n")], listed=False)


def _signed(text: str) -> str:
    with transaction.atomic():
        signer = signing.current()
        if signer is None:
            raise TransitionError("The signing key is being replaced this moment; export again.")
        return notes.signed(text, signer.key, signer.private)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
