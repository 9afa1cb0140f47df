"""``audit proof``: that an entry stands in a checkpoint, or that one tree continues another; what it prints is what check_proof reads."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, OutputWrapper

from audit import checkpoints, tree
from audit.commands.arguments import identity, workspace_id
from audit.models import Seal
from kit.commands import written

HELP = "Prints a Merkle proof: of an entry in the newest checkpoint, or that a later tree continues an earlier one."
EXAMPLE = "manage.py audit proof --workspace 0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f --seq 41 | manage.py audit check_proof"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--workspace", type=workspace_id, required=True, help="The workspace (its id or short name).")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--seq", type=int, help="The place of the entry.")
    what.add_argument("--entry", type=identity, help="The id of the entry.")
    what.add_argument("--since", type=int, metavar="SIZE", help="The size of the earlier tree.")
    parser.add_argument("--size", type=int, help="The size of the tree. Default: that of the newest checkpoint.")
    parser.add_argument("--json", action="store_true", help="A JSON line (it is always).")


def run(
    stdout: OutputWrapper, /, *, workspace: UUID, seq: int | None, entry: UUID | None, since: int | None, size: int | None, **options: Any
) -> bool:
    size = _size(workspace, size)
    place = None if since is not None else _place(workspace, seq, entry)
    answer = inclusion(workspace, place, size) if place is not None else consistency(workspace, since or 0, size)
    stdout.write(written(answer))
    return True


def inclusion(workspace: UUID, seq: int, size: int) -> dict[str, Any]:
    """Raises CommandError where there is no such place."""
    if not 0 <= seq < size:
        raise CommandError(f"The tree of {size} entries has no place {seq}.")
    leaf = bytes(Seal.objects.get(workspace=workspace, seq=seq).leaf_hash)
    proof = [part.hex() for part in tree.inclusion(workspace, seq, size)]
    root = tree.root(workspace, size).hex()
    return {"kind": "inclusion", "leaf_hash": leaf.hex(), "index": seq, "size2": size, "root2": root, "proof": proof}


def consistency(workspace: UUID, since: int, size: int) -> dict[str, Any]:
    if not 0 < since <= size:
        raise CommandError(f"The earlier tree must have 1 to {size} entries.")
    roots = {"root1": tree.root(workspace, since).hex(), "root2": tree.root(workspace, size).hex()}
    proof = [part.hex() for part in tree.consistency(workspace, since, size)]
    return {"kind": "consistency", "size1": since, "size2": size, **roots, "proof": proof}


def _size(workspace: UUID, size: int | None) -> int:
    if size is None:
        newest = checkpoints.newest(workspace)
        if newest is None:
            raise CommandError("This workspace has no checkpoint yet; the sealer writes them.")
        return newest.size
    if not 0 < size <= tree.size(workspace):
        raise CommandError(f"This workspace has {tree.size(workspace)} sealed entries.")
    return size


def _place(workspace: UUID, seq: int | None, entry: UUID | None) -> int:
    if seq is not None or entry is None:
        return seq or 0
    found = Seal.objects.filter(workspace=workspace, entry=entry).values_list("seq", flat=True).first()
    if found is None:
        raise CommandError("This entry has no seal in this workspace.")
    return found
