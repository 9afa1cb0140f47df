"""``audit anchor``: hands the newest checkpoints to every anchor now, due or not."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from audit.anchors import rounds
from audit.anchors.configured import anchors
from audit.models import AnchorState
from kit.commands import written

HELP = "Keeps the newest checkpoints in every anchor of COUNTERSIGN_ANCHORS now, one JSON object a line."
EXAMPLE = "manage.py audit anchor"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines (they are always).")


def run(stdout: OutputWrapper, /, **options: Any) -> bool:
    """False when one of them failed."""
    well = True
    for anchor in anchors():
        kept = rounds.serve(anchor, now=True)
        problem = AnchorState.objects.get(name=anchor.name).problem if kept is None else ""
        stdout.write(written({"anchor": anchor.name, "kept": kept, "error": problem or None}))
        well = well and not problem
    return well
