"""``audit bundle``: the evidence about a conversation, a decision, a period or a data subject as one file with its own verifier."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, OutputWrapper

from audit import notes
from audit.bundle import selection
from audit.bundle.exporting import export
from audit.bundle.selection import About
from audit.commands.arguments import identity, workspace_id
from audit.models import Stream
from kit.actor import Actor
from kit.commands import written
from kit.errors import CountersignError

HELP = "Writes an evidence bundle: a zip file that anybody can check with the verify.py inside of it."
EXAMPLE = "manage.py audit bundle --conversation 0190f3a0-7c1e-7b1a-8c55-0f2f6c1d2e3f --out bundle.zip"
ACTOR = Actor("system", None, "command")


def add_arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--conversation", type=identity, metavar="ID")
    what.add_argument("--decision", type=identity, metavar="ID", help="A decision, or the item it was made on.")
    what.add_argument("--subject", metavar="ADDRESS|ID", help="A data subject: an address or the id of the contact.")
    what.add_argument(
        "--from", dest="since", type=_moment, metavar="TIME", help="A period: a day such as 2026-11-01, or a time with a zone."
    )
    parser.add_argument("--to", dest="until", type=_end, metavar="TIME", help="The end of the period; a day is included. Default: now.")
    parser.add_argument(
        "--workspace", type=workspace_id, help="The workspace (its id or short name); may be left out where there is only one."
    )
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="NOTE", help="A checkpoint that the reader keeps.")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="A JSON line (it is always).")


def run(stdout: OutputWrapper, /, *, out: Path, checkpoint: list[Path], **options: Any) -> bool:
    started, answer = time.monotonic(), {"ok": False, "file": str(out)}
    try:
        about = _about(**options)
        made = export(about, actor=ACTOR, target=out, kept=[_size(path) for path in checkpoint])
    except (CountersignError, OSError, notes.BadNote) as problem:
        stdout.write(written({**answer, "error": str(problem)}))
        return False
    answer |= {"ok": True, "kind": about.kind, "about": about.id, **asdict(made), "seconds": round(time.monotonic() - started, 3)}
    stdout.write(written(answer))
    return True


def _about(
    *, workspace: UUID | None, conversation: UUID | None, decision: UUID | None, subject: str | None, since: datetime | None,
    until: datetime | None, **options: Any,
) -> About:  # fmt: skip
    if conversation:
        return selection.conversation(conversation, workspace)
    if decision:
        return selection.decision(decision, workspace)
    if subject is not None:
        return selection.subject(subject, workspace or _only_workspace())
    return selection.period(workspace or _only_workspace(), since or datetime.now(UTC), until or datetime.now(UTC))


def _only_workspace() -> UUID:
    found = Stream.objects.values_list("workspace", flat=True).distinct()[:2]
    if len(found) != 1:
        raise CommandError("Say which workspace: --workspace ID.")
    return found[0]


def _size(path: Path) -> int:
    return notes.read(path.read_text(encoding="utf-8-sig", errors="replace")).size


def _moment(text: str) -> datetime:
    """A day begins at midnight in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-11-01 or a time such as 2026-11-01T08:00+01:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _end(text: str) -> datetime:
    try:
        return _moment(text) + (timedelta(days=1) if len(text) == 10 else timedelta(0))
    except OverflowError:
        raise ArgumentTypeError(f"{text!r} has no end that could be written") from None
