"""The subcommands of ``manage.py audit``: a module with HELP, EXAMPLE, add_arguments(parser), run(stdout, **options) -> all is well."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Protocol

from django.core.management.base import OutputWrapper

from audit.commands import check_proof, verify


class Subcommand(Protocol):
    HELP: str
    EXAMPLE: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, stdout: OutputWrapper, /, **options: Any) -> bool: ...


SUBCOMMANDS: dict[str, Subcommand] = {"verify": verify, "check_proof": check_proof}
