"""All tests, each folder of tests/ in a pytest session with services of its own, several sessions at a time: no folder sees another's rows.

The database is migrated once; each session starts on a copy of that cluster.

``tests.py WORKERS`` prints every session whole when it ends, and at the very end which folders and tests failed; exit status 1 if one did. With
TESTS_SECONDS in the environment a session that still runs after so many seconds shows where each of its threads stands, and has failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
LONGEST_FIRST = ("portal", "policies", "e2e", "conversations", "review", "agents", "audit", "architecture", "api", "connectors")
"""The two that start the most processes, the installations of portal and the browser of e2e, are not the first two."""
NO_TESTS = 5


def folders() -> list[str]:
    found = {path.relative_to(BASE / "tests").parts[0] for path in (BASE / "tests").rglob("test_*.py")}
    return sorted(found, key=lambda name: (LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST), name))


@contextmanager
def prepared_cluster() -> Iterator[str]:
    """Exists as long as the process that made it, which waits for the end of its input."""
    command = [sys.executable, "-m", "tests.support.prepared"]
    with subprocess.Popen(command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        cluster = process.stdout.readline().strip() if process.stdout else ""
        if not cluster:
            raise SystemExit("The database of the tests could not be made.")
        yield cluster


def run(folder: str, cluster: str, end: float | None) -> tuple[str, int, str]:
    """``-u``, so that what is ended has said how far it came; a file, so that no orphan of it can keep us waiting at a pipe."""
    command = [sys.executable, "-u", "-m", "pytest", f"tests/{folder}", "-q", "--reuse-db"]
    environment = {**os.environ, "COUNTERSIGN_TEST_CLUSTER": cluster, "PYTHONPYCACHEPREFIX": str(Path(cluster).parent / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        with subprocess.Popen(command, cwd=BASE, env=environment, stdout=output, stderr=subprocess.STDOUT) as process:
            status = wait(process, end)
        output.seek(0)
        return folder, status, output.read()


def wait(process: subprocess.Popen[Any], end: float | None) -> int:
    """Its exit status. ``end``: the moment, by ``time.monotonic``, at which what still runs is aborted, whereupon pytest prints all its stacks."""
    try:
        return process.wait(None if end is None else max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        return process.wait()


def named(folder: str, status: int, output: str) -> str:
    """What failed in a folder, a line each; the last that it said where it named no test."""
    lines = [line for line in output.splitlines() if line.strip()]
    tests = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return "\n  ".join([f"Failed: tests/{folder} (exit status {status})", *(tests or lines[-1:])])


def main(workers: int) -> int:
    failed, seconds = [], float(os.environ.get("TESTS_SECONDS", "0"))
    end = time.monotonic() + seconds if seconds else None
    with prepared_cluster() as cluster, ThreadPoolExecutor(workers) as pool:
        for ended in as_completed([pool.submit(run, folder, cluster, end) for folder in folders()]):
            folder, status, output = ended.result()
            print(f"=== tests/{folder}\n{output}", flush=True)
            if status not in (0, NO_TESTS):
                failed.append(named(folder, status, output))
    print("\n".join(failed) or "All folders passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
