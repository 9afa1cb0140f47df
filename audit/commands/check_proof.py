"""``audit check_proof``: JSON lines with proofs in, whether each holds out. Needs no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from django.core.management.base import OutputWrapper

from audit import merkle
from kit.commands import records

HELP = "Checks inclusion and consistency proofs (RFC 6962, RFC 9162), one JSON object a line."
EXAMPLE = """manage.py audit check_proof < proofs.jsonl, with {"kind":"inclusion","leaf_hash","index","size2","root2","proof":[]} a line."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines (they are always).")


def run(stdout: OutputWrapper, /, **options: Any) -> bool:
    for answer in answers(sys.stdin):
        stdout.write(json.dumps(answer, ensure_ascii=False))
        stdout.flush()
    return True


def answers(lines: TextIO) -> Iterable[dict[str, Any]]:
    """One per line, in order: ``valid, reason`` and the input's ``id`` if it has one; ``error`` for a line that is no question."""
    for record, error in records(lines):
        if record is None:
            yield {"id": None, "valid": False, "reason": error, "error": error}
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

    An inclusion names its tree by size2 and root2, or by size1 and root1.
    """
    proof = _proof(record.get("proof"))
    if record.get("kind") == "inclusion":
        tree = "2" if record.get("size2") and record.get("root2") else "1"
        size, root = _number(record, f"size{tree}"), _hex(f"root{tree}", record.get(f"root{tree}"))
        return merkle.inclusion_fault(_hex("leaf_hash", record.get("leaf_hash")), _number(record, "index"), size, proof, root)
    if record.get("kind") == "consistency":
        root1, root2 = _hex("root1", record.get("root1")), _hex("root2", record.get("root2"))
        return merkle.consistency_fault(_number(record, "size1"), _number(record, "size2"), root1, root2, proof)
    raise ValueError('kind must be "inclusion" or "consistency"')


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
    if value is None:
        return b""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be hex digits")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise ValueError(f"{name} must be hex digits") from None
