"""``python -m bench [NAME...] [--json] [--rounds N]``: each benchmark on services of its own; exit status 1 if a bar is missed.

A benchmark is a module of this folder with ``measure(rounds) -> list of figures`` (name, value, unit, ceiling, ratio, bar, met, rounds,
spread). ``ratio`` is value over ceiling, measured in turn in one run, so that it says the same on a slow and a fast machine.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import services
from bench.figures import Figure

FOLDER = Path(__file__).parent
PROCESSES = {"intake": "mail", "ledger": "prefork", "beside": "prefork"}
"""Whose settings a benchmark runs with, if not those of a command: those that keep statements planned, of the mail server and of a worker."""

LONG = {"explorer", "oversight", "spend", "verification"}
"""Those that run only where they are named: ``make bench-long``."""

COLUMNS = (("name", 62), ("value", 12), ("unit", 10), ("ceiling", 12), ("ratio", 7), ("bar", 7), ("met", 5))


def names() -> list[str]:
    """Modules that measure something, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if "\ndef measure(" in path.read_text(encoding="utf-8"))


def main() -> int:
    chosen = _arguments()
    if chosen.child:
        return _child(chosen.child, chosen.rounds)
    missed, began = 0, time.monotonic()
    if not chosen.json:
        print(f"{os.cpu_count()} cores. " + " ".join(f"{name:<{width}}" for name, width in COLUMNS))
    with services.prepared() as ready:
        for name in chosen.names or [one for one in names() if one not in LONG]:
            print(f"[{time.monotonic() - began:5.0f} s] {name} ...", file=sys.stderr, flush=True)
            for figure in _run(name, chosen.rounds, ready):
                print(json.dumps(figure) if chosen.json else row(figure), flush=True)
                missed += figure.get("met") is False
    print(f"[{time.monotonic() - began:5.0f} s] done", file=sys.stderr, flush=True)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Countersign against what bounds it.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", action="store_true", help="one JSON line a figure")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each measurement; 0: as the benchmark chooses")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    for name in set(chosen.names) - set(names()):
        parser.error(f"there is no benchmark called {name}; there are {', '.join(names())}")
    return chosen


def _run(name: str, rounds: int, ready: Path) -> Iterator[Figure]:
    """The figures of one benchmark, run in a process of its own."""
    with services.started(ready) as environment:
        command = [sys.executable, "-m", "bench", "--child", name, "--rounds", str(rounds)]
        with subprocess.Popen(command, cwd=services.BASE, env=environment, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None  # noqa: S101 - asked for above
            for line in child.stdout:
                if line.startswith("{"):
                    yield json.loads(line)
        if child.returncode:
            yield {"name": f"{name}: ended with status {child.returncode}", "met": False}


def _child(name: str, rounds: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("COUNTERSIGN_PROCESS", PROCESSES.get(name, "command"))
    django.setup()
    measure = importlib.import_module(f"bench.{name}").measure
    for figure in measure(rounds) if rounds else measure():
        print(json.dumps(figure), flush=True)
    return 0


def row(figure: Figure) -> str:
    return " " * 9 + " ".join(f"{_cell(figure.get(name)):<{width}}" for name, width in COLUMNS)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:,}" if isinstance(value, int | float) and abs(value) >= 1000 else str(value)


if __name__ == "__main__":
    sys.exit(main())
