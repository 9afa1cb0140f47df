"""``audit verify``: an exact yes, or the first entry that does not fit and the kind of damage. Exit status 1 when it is not whole."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, BooleanOptionalAction
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, OutputWrapper

from audit import verify
from audit.anchors import configured, reading, timestamps
from audit.anchors.reading import Anchored
from audit.anchors.timestamps import StampProblem
from audit.commands.arguments import place, workspace_id
from audit.notes import BadNote
from kit.commands import written

HELP = "Checks every sealed entry and says ok, or names the first bad one and the kind of damage."
EXAMPLE = "manage.py audit verify --workspace 0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f --since 5000"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--workspace", type=workspace_id, help="Only this workspace (its id or short name). Default: all.")
    parser.add_argument("--since", type=place, default=0, metavar="SEQ", help="Trust the places before SEQ.")
    parser.add_argument(
        "--against-anchor", type=Path, metavar="FILE", help="Compare with checkpoints kept elsewhere: an anchor's file, or a signed note."
    )
    parser.add_argument(
        "--authority",
        type=Path,
        metavar="FILE",
        help="Certificates (PEM) of the time stamping authority. Default: those of COUNTERSIGN_ANCHORS.",
    )
    parser.add_argument("--content", action=BooleanOptionalAction, default=True, help="Open and compare the content of the entries.")
    parser.add_argument("--record", action="store_true", help="Put the answer on the ledger, so that pages show when it was verified.")
    parser.add_argument("--json", action="store_true", help="JSON lines (they are always).")


def run(
    stdout: OutputWrapper,
    /,
    *,
    workspace: UUID | None,
    since: int,
    against_anchor: Path | None,
    authority: Path | None,
    content: bool,
    record: bool,
    **options: Any,
) -> bool:
    against = _read(against_anchor, authority) if against_anchor else None
    started, clock = datetime.now(UTC), time.monotonic()
    report = verify.verify(workspace, since=since, contents=content, against=against, progress=_progress())
    if (workspace or since) and report.is_empty:
        raise CommandError(
            f"The ledger holds nothing of {f'the workspace {workspace}' if workspace else 'any workspace'} from place {since} on."
        )
    answer = report.as_json() | {"workspace": str(workspace) if workspace else None, "seconds": round(time.monotonic() - clock, 3)}
    if against:
        answer["anchor"] = {
            "checkpoints": report.compared,
            "lines": against.lines,
            "unreadable": against.unreadable,
            "timestamps": against.stamps,
        }
    if record:
        verify.remember(report, workspace, started)
    stdout.write(written(answer))
    return report.ok


def _read(path: Path, authority: Path | None) -> Anchored:
    try:
        return reading.read(path, trusted=timestamps.authority(authority) if authority else configured.authorities())
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
    except (BadNote, StampProblem) as problem:
        raise CommandError(str(problem)) from None


def _progress() -> Any:
    """A count on a terminal's error stream every second; nothing when the output is read by a program."""
    if not sys.stderr.isatty():
        return lambda entries: None
    shown = [time.monotonic()]

    def show(entries: int) -> None:
        if time.monotonic() - shown[0] > 1:
            shown[0] = time.monotonic()
            sys.stderr.write(f"\r{entries} entries")

    return show
