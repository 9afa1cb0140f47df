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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from audit import checkpoints, events, notes, sealer, signing
from audit.bundle import alarm, contents, parts, report
from audit.bundle.anchored import Received, received
from audit.bundle.archive import Archive, packing, writing
from audit.bundle.selection import SLACK, About, Selection, choose
from audit.explorer import KINDS
from audit.models import Checkpoint, Entry, Seal
from audit.recorder import record
from audit.status import sealer as sealer_status
from kit.actor import Actor
from kit.errors import TransitionError
from kit.ids import first_id_at, moment_of, uuid7

FORMAT = "countersign-bundle/1"
EXPORTED = "audit.bundle.exported"
PATIENCE = 30.0
"""Seconds for the sealer to seal and sign the entry of the export."""
HERE = Path(__file__).parent

Progress = Callable[[int, int, str], None]
"""done, total, a sentence. What it raises ends the export."""


def _silent(done: int, total: int, said: str) -> None:
    """Nobody watches."""


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


def export(about: About, *, actor: Actor, target: Path, kept: Iterable[int] = (), progress: Progress = _silent) -> Made:
    """Write the bundle to ``target``. ``kept`` are sizes of older checkpoints that the reader holds and wants to compare.

    Raises NotFound when the ledger says nothing about this, InvalidInput for too much, TransitionError when nothing seals.
    """
    plan = prepare(about, actor=actor, progress=progress)
    with writing(target, plan.entry.at) as archive:
        _write(archive, plan, kept, progress)
    with target.open("rb") as file:
        return _made(plan, file)


def prepare(about: About, *, actor: Actor, bundle: UUID | None = None, progress: Progress = _silent) -> Plan:
    """Decide what goes in and put it on the ledger. With ``bundle``, an export that was broken off goes on: what its entry says still
    holds where nothing has happened since. Raises as ``export`` does."""
    progress(0, 0, "Reading the ledger")
    chosen = choose(about)
    readable = contents.readable(about.workspace, chosen.refs)
    bundle, known = (bundle, _recorded(bundle, about, chosen, readable)) if bundle else (uuid7(), None)
    return _plan(bundle, about, chosen, readable, known or _record(bundle, about, chosen, readable, actor), progress)


def write(plan: Plan, file: IO[bytes], *, progress: Progress = _silent) -> Made:
    """The bundle into an open file, for reading and writing, from its beginning."""
    with packing(file, plan.entry.at) as archive:
        _write(archive, plan, (), progress)
    return _made(plan, file)


def _made(plan: Plan, file: IO[bytes]) -> Made:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # an open file in binary mode, whatever its class
    erased = len(plan.chosen.refs) - len(plan.readable)
    entries, held = len(plan.chosen.entries), len(plan.readable)
    return Made(plan.bundle, entries, held, erased, plan.seq, plan.checkpoint.size, file.tell(), digest)


def _plan(bundle: UUID, about: About, chosen: Selection, readable: set[str], identity: UUID, progress: Progress) -> Plan:
    progress(0, 0, "Waiting for the seal")
    seq, checkpoint = _sealed(about.workspace, identity)
    places = parts.placed(about.workspace, [*(entry for entry, _ in chosen.entries), identity])
    if len(places) != len(chosen.entries) + 1:
        raise TransitionError("Some of these entries are not sealed; run manage.py audit verify.")
    return Plan(bundle, about, chosen, readable, places, seq, Entry.objects.get(id=identity), checkpoint)


def _record(bundle: UUID, about: About, chosen: Selection, readable: set[str], actor: Actor) -> UUID:
    """Before the first byte: who takes what out. The digests are those that verify.py computes."""
    stream = about.id if about.kind == "conversation" else None
    with transaction.atomic():
        data = _said(bundle, about, chosen, readable)
        entry = record(EXPORTED, workspace=about.workspace, actor=actor, subject=about.id, stream=stream, data=data)
        alarm.look(about.workspace, actor)
    return entry


def _recorded(bundle: UUID, about: About, chosen: Selection, readable: set[str]) -> UUID | None:
    """The entry of this export that a process which was killed has left, if it says the same."""
    said = events.written(EXPORTED, _said(bundle, about, chosen, readable), ())
    since = first_id_at(moment_of(bundle) - SLACK)
    rows = Entry.objects.filter(workspace=about.workspace, actor_kind__in=KINDS, event=EXPORTED, id__gte=since)
    return next((identity for identity, body in rows.values_list("id", "body") if _same(json.loads(body)["data"], said)), None)


def _same(data: dict[str, Any], said: Mapping[str, Any]) -> bool:
    return {name: data.get(name) for name in said} == dict(said)


def _said(bundle: UUID, about: About, chosen: Selection, readable: set[str]) -> dict[str, object]:
    return {
        "bundle": bundle, "kind": about.kind, "about": about.id, "since": about.since, "until": about.until,
        "entries": len(chosen.entries), "contents": len(readable), "erased": len(chosen.refs) - len(readable),
        "entries_digest": _summed(leaf for _, leaf in chosen.entries),
        "contents_digest": _summed(bytes.fromhex(chosen.refs[identity][0]) for identity in readable),
    }  # fmt: skip


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
    anchored = received(workspace, places[-2].seq + 1 if len(places) > 1 else 0, checkpoint.size)
    older = sorted({size for size in (*kept, *(one.size for one in anchored)) if 0 < size < checkpoint.size})
    steps: list[tuple[str, str, Iterable[str | bytes]]] = [
        ("Entries", "entries.jsonl", parts.entry_lines(places)),
        ("Table", "entries.csv", parts.table(places)),
        ("Proofs", "proofs.jsonl", parts.proof_lines(workspace, places, checkpoint)),
        ("Contents", "content.jsonl", parts.content_lines(workspace, plan.chosen.refs, plan.readable)),
        ("Checkpoints", _name(checkpoint), [checkpoint.note]),
        *(("Checkpoints", _name(row), [row.note]) for row in _older(workspace, older)),
        ("Checkpoints", "checkpoints/consistency.jsonl", parts.consistency_lines(workspace, older, checkpoint)),
        *(("Anchors", name, lines) for name, lines in _anchors(anchored)),
        ("Keys", "keys.txt", [f"{key}\n" for key in signing.verifier_keys()]),
        ("Report", "report.html", report.pages(plan)),
        ("Instructions", "README.txt", [(HERE / "README.txt").read_bytes()]),
        ("Instructions", "verify.py", [(HERE / "verify.py").read_bytes()]),
    ]
    for done, (said, name, lines) in enumerate(steps):
        archive.write(name, _watched(lines, partial(progress, done, len(steps), said)))
    _sign(archive, plan)


def _anchors(anchored: Sequence[Received]) -> Iterator[tuple[str, list[str | bytes]]]:
    """The lines of each anchor, and its time stamps as files for other tools."""
    lines: dict[str, list[str | bytes]] = {}
    for one in anchored:
        lines.setdefault(one.anchor, []).append(f"{one.line}\n")
    yield from ((f"anchors/{name}.jsonl", kept) for name, kept in lines.items())
    for one in anchored:
        if one.stamp:
            yield f"anchors/{one.anchor}-{one.size:012}.tsr", [base64.b64decode(one.stamp)]


def _watched(lines: Iterable[str | bytes], tell: Callable[[], None]) -> Iterator[str | bytes]:
    """Told at the beginning and every second: whoever watches knows that it goes on."""
    tell()
    told = time.monotonic()
    for line in lines:
        if time.monotonic() - told > 1:
            tell()
            told = time.monotonic()
        yield line


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
