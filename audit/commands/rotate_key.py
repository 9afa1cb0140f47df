"""``audit rotate_key``: a new key signs checkpoints from now on; the old one's private half is destroyed, its public half stays."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from audit import signing
from kit.actor import Actor
from kit.commands import written

HELP = "Retires the key that signs checkpoints and makes the next one; both stand on the installation's ledger."
EXAMPLE = "manage.py audit rotate_key"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="A JSON line (it is always).")


def run(stdout: OutputWrapper, /, **options: Any) -> bool:
    row = signing.rotate(Actor("system", None, "command"))
    stdout.write(written({"number": row.number, "verifier_key": str(signing.verifier_key(row))}))
    return True
