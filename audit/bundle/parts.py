"""The files of a bundle as lines: entries, their table for a spreadsheet, proofs, contents, consistency of checkpoints."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from audit import events, tree
from audit.bundle import contents
from audit.models import Checkpoint, Entry

BATCH = 2000
_SEALS = "SELECT seq, entry, leaf_hash FROM audit_seal WHERE workspace = %s AND entry = ANY(%s)"
COLUMNS = (
    "place", "time", "event", "what", "actor kind", "actor", "authenticated by", "about", "conversation", "number in it", "data", "content",
    "leaf hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """An entry's place on the ledger."""

    seq: int
    entry: UUID
    leaf: bytes


def placed(workspace: UUID, identities: Iterable[UUID]) -> list[Placed]:
    """Those that are sealed, in the order of the ledger."""
    found: list[Placed] = []
    for batch in contents.batches(identities, BATCH):
        with connection.cursor() as cursor:
            cursor.execute(_SEALS, [workspace, batch])
            found += [Placed(seq, entry, bytes(leaf)) for seq, entry, leaf in cursor.fetchall()]
    return sorted(found)


def bodies(places: Iterable[Placed]) -> Iterator[tuple[Placed, str]]:
    for batch in contents.batches(places, BATCH):
        found = dict(Entry.objects.filter(id__in=[one.entry for one in batch]).values_list("id", "body"))
        yield from ((one, found[one.entry]) for one in batch)


def entry_lines(places: Iterable[Placed]) -> Iterator[str]:
    for one, body in bodies(places):
        yield _line({"seq": one.seq, "leaf_hash": one.leaf.hex(), "body": body})


def proof_lines(workspace: UUID, places: Iterable[Placed], checkpoint: Checkpoint) -> Iterator[str]:
    root = bytes(checkpoint.root).hex()
    for batch in contents.batches(places, BATCH):
        proofs = tree.inclusions(workspace, [one.seq for one in batch], checkpoint.size)
        for one in batch:
            proof = [part.hex() for part in proofs[one.seq]]
            yield _line(
                {
                    "kind": "inclusion",
                    "leaf_hash": one.leaf.hex(),
                    "index": one.seq,
                    "size2": checkpoint.size,
                    "root2": root,
                    "proof": proof,
                }
            )


def consistency_lines(workspace: UUID, sizes: Iterable[int], checkpoint: Checkpoint) -> Iterator[str]:
    """That each older tree is the beginning of the checkpoint's. The older roots are computed anew, not taken from what was signed."""
    for size in sizes:
        proof = [part.hex() for part in tree.consistency(workspace, size, checkpoint.size)]
        trees = {
            "size1": size,
            "size2": checkpoint.size,
            "root1": tree.root(workspace, size).hex(),
            "root2": bytes(checkpoint.root).hex(),
        }
        yield _line({"kind": "consistency", **trees, "proof": proof})


def content_lines(workspace: UUID, refs: Mapping[str, tuple[str, int]], readable: set[str]) -> Iterator[str]:
    """Sorted by id, those that can be read first."""
    for one in contents.disclosed(workspace, sorted(readable)):
        commitment, size = refs[one.id]
        data = base64.b64encode(one.data).decode()
        head = {"id": one.id, "commitment": commitment, "size": size, "media_type": one.media_type}
        yield _line({**head, "disclosure_key": one.key.hex(), "data": data})
    for identity in sorted(refs.keys() - readable):
        commitment, size = refs[identity]
        yield _line({"id": identity, "commitment": commitment, "size": size, "erased": True})


def table(places: Iterable[Placed]) -> Iterator[str]:
    """As CSV that no spreadsheet takes for formulas."""
    yield "\ufeff" + _row(COLUMNS)
    for one, body in bodies(places):
        entry = json.loads(body)
        refs = " ".join(f"{name}:{ref['id']}" for name, ref in sorted(entry["content"].items()))
        yield _row(
            (
                one.seq, entry["at"], entry["event"], events.label(entry["event"]), entry["actor_kind"], entry["actor"], entry["auth"],
                entry["subject"], entry["stream"], entry["stream_no"], json.dumps(entry["data"], sort_keys=True), refs, one.leaf.hex(),
            )
        )  # fmt: skip


def safe(value: object) -> str:
    """What a cell shows and nothing that it would compute: Excel, LibreOffice and Sheets take these first characters for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text


def _row(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([safe(cell) for cell in cells])
    return line.getvalue()


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
