"""All tests, each folder of tests/ in a pytest session with services of its own, several sessions at a time: no folder sees another's rows.

The database is migrated once; each session starts on a copy of that cluster.

``tests.py WORKERS`` prints every session whole when it ends; exit status 1 if one failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
LONGEST_FIRST = ("portal", "e2e", "conversations", "review", "policies", "audit", "agents", "connectors")
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


def run(folder: str, cluster: str) -> tuple[str, int, str]:
    command = [sys.executable, "-m", "pytest", f"tests/{folder}", "-q", "--reuse-db"]
    environment = {**os.environ, "COUNTERSIGN_TEST_CLUSTER": cluster, "PYTHONPYCACHEPREFIX": str(Path(cluster).parent / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=BASE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return folder, done.returncode, done.stdout


def main(workers: int) -> int:
    failed = []
    with prepared_cluster() as cluster, ThreadPoolExecutor(workers) as pool:
        for ended in as_completed([pool.submit(run, folder, cluster) for folder in folders()]):
            folder, status, output = ended.result()
            print(f"=== tests/{folder}\n{output}", flush=True)
            if status not in (0, NO_TESTS):
                failed.append(folder)
    print(f"Failed: {', '.join(failed)}" if failed else "All folders passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
