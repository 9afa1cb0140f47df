"""``audit checkpoint``: the newest signed note of each workspace with the keys that check it, for whoever keeps them elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.management.base import OutputWrapper

from audit import checkpoints, signing
from audit.commands.arguments import workspace_id
from audit.models import Checkpoint
from kit.commands import written

HELP = "Prints the newest signed checkpoint of each workspace, one JSON object a line."
EXAMPLE = "manage.py audit checkpoint --workspace 0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--workspace", type=workspace_id, help="Only this workspace (its id or short name). Default: all.")
    parser.add_argument("--json", action="store_true", help="JSON lines (they are always).")


def run(stdout: OutputWrapper, /, *, workspace: UUID | None, **options: Any) -> bool:
    """False when a workspace was named that has no checkpoint."""
    found = list(lines(workspace))
    for line in found:
        stdout.write(written(line))
    return bool(found) or workspace is None


def lines(workspace: UUID | None) -> Iterable[dict[str, Any]]:
    """``verifier_key`` made the note's signature, ``verifier_keys`` are all that ever signed for this installation, oldest first."""
    keys = {number: str(key) for number, key in signing.by_number().items()}
    for row in _rows(workspace):
        yield {**row.as_json(), "verifier_key": keys.get(row.key), "verifier_keys": list(keys.values())}


def _rows(workspace: UUID | None) -> list[Checkpoint]:
    if workspace is None:
        return checkpoints.newest_of_each()
    found = checkpoints.newest(workspace)
    return [found] if found else []
