"""``audit rewrap_keys``: the second half of changing COUNTERSIGN_KEY."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from audit import rewrapping
from kit.actor import Actor
from kit.commands import written

HELP = "Wraps all data keys and the signing key anew under the first key of COUNTERSIGN_KEY; afterwards the others may be taken out."
EXAMPLE = "manage.py audit rewrap_keys --dry-run"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="Only say how many keys another master key has wrapped.")
    parser.add_argument("--json", action="store_true", help="A JSON line (it is always).")


def run(stdout: OutputWrapper, /, *, dry_run: bool, **options: Any) -> bool:
    if dry_run:
        stdout.write(written({"outdated": rewrapping.outdated()}))
        return True
    count = rewrapping.rewrap(Actor("system", None, "command"))
    stdout.write(written({"rewrapped": count.rewrapped, "current": count.current, "outdated": rewrapping.outdated()}))
    return True
