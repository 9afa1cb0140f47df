"""``audit check_proof``: JSON lines with proofs in, whether each holds out. Needs no database."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from django.core.management.base import OutputWrapper

from audit import merkle
from kit.commands import records, written

HELP = "Checks inclusion and consistency proofs (RFC 6962, RFC 9162), one JSON object a line."
_HEX = re.compile("(?:[0-9a-fA-F]{2})*")
EXAMPLE = """manage.py audit check_proof < proofs.jsonl, with {"kind":"inclusion","leaf_hash","index","size2","root2","proof":[]} a line."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines (they are always).")


def run(stdout: OutputWrapper, /, **options: Any) -> bool:
    for answer in answers(sys.stdin):
        stdout.write(written(answer))
        stdout.flush()
    return True


def answers(lines: TextIO | None) -> Iterable[dict[str, Any]]:
    """One per line, in order: ``valid, reason`` and the input's ``id`` if it has one; ``error`` for a line that is no question."""
    for record, error in records(lines):
        if record is None or error:
            yield {"id": (record or {}).get("id"), "valid": False, "reason": error, "error": error}
            continue
        identity = {"id": record["id"]} if "id" in record else {}
        try:
            reason = fault(record)
        except ValueError as problem:
            yield {**identity, "valid": False, "reason": str(problem), "error": str(problem)}
        else:
            yield {**identity, "valid": not reason, "reason": reason}


def fault(record: Mapping[str, Any]) -> str:
    """Empty when the proof holds. Raises ValueError for a question that cannot be understood.

    An inclusion names its tree by size2 and root2, or by size1 and root1 where the others are empty.
    """
    proof = _proof(record.get("proof"))
    if record.get("kind") == "inclusion":
        tree = _tree(record)
        size, root = _number(record, f"size{tree}"), _hex(f"root{tree}", record.get(f"root{tree}"))
        return merkle.inclusion_fault(_hex("leaf_hash", record.get("leaf_hash")), _number(record, "index"), size, proof, root)
    if record.get("kind") == "consistency":
        root1, root2 = _hex("root1", record.get("root1")), _hex("root2", record.get("root2"))
        return merkle.consistency_fault(_number(record, "size1"), _number(record, "size2"), root1, root2, proof)
    raise ValueError('kind must be "inclusion" or "consistency"')


def _tree(record: Mapping[str, Any]) -> str:
    """The one that is told whole, the second where both are; of two that are not, the one whose size is told."""
    whole = [tree for tree in "21" if record.get(f"size{tree}") and record.get(f"root{tree}")]
    named = [tree for tree in "21" if record.get(f"size{tree}") is not None]
    return [*whole, *named, "2"][0]


def _proof(value: Any) -> list[bytes]:
    if value is not None and not isinstance(value, list):
        raise ValueError("proof must be a list of hex digits")
    return [_hex("proof", part) for part in value or []]


def _number(record: Mapping[str, Any], name: str) -> int:
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number")
    return value


def _hex(name: str, value: Any) -> bytes:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise ValueError(f"{name} must be hex digits")
    return bytes.fromhex(value)
