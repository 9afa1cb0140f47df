"""The shape of the code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
APPS = ("kit", "audit", "accounts", "policies", "connectors", "conversations", "review", "agents", "portal", "bench")
LONGEST = 400


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (BASE / app).rglob("*.py") if "migrations" not in path.parts)


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    found = {str(path.relative_to(BASE)): length(path) for path in modules()}
    assert found
    assert {path: lines for path, lines in found.items() if lines > LONGEST} == {}


def test_an_app_imports_only_from_the_floors_below_it() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
