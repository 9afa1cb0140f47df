"""The subcommands of ``manage.py audit``: a module with HELP, EXAMPLE, add_arguments(parser), run(stdout, **options) -> all is well."""

from __future__ import annotations

from types import ModuleType

from audit.commands import anchor, bundle, check_proof, checkpoint, proof, rewrap_keys, rotate_key, verify

SUBCOMMANDS: dict[str, ModuleType] = {
    "verify": verify,
    "bundle": bundle,
    "checkpoint": checkpoint,
    "proof": proof,
    "check_proof": check_proof,
    "rotate_key": rotate_key,
    "rewrap_keys": rewrap_keys,
    "anchor": anchor,
}
