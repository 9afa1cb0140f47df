"""The subcommands of ``manage.py audit``: a module with HELP, EXAMPLE, add_arguments(parser), run(stdout, **options) -> all is well."""

from __future__ import annotations

from types import ModuleType

from audit.commands import check_proof, verify

SUBCOMMANDS: dict[str, ModuleType] = {"verify": verify, "check_proof": check_proof}
