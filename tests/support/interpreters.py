"""The Python interpreters of this machine, by version: on the path, and where pyenv and the like put them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_NAME = re.compile(r"python3\.\d+\Z")
_TOLD = "import sys; print('%d.%d' % sys.version_info[:2])"


@cache
def found() -> dict[str, str]:
    """Such as {"3.9": "/opt/python/bin/python3.9"}; one that does not start is none."""
    known: dict[str, str] = {}
    for path in _candidates():
        said = subprocess.run([path, "-I", "-S", "-c", _TOLD], capture_output=True, text=True, check=False, timeout=60)
        if said.returncode == 0:
            known.setdefault(said.stdout.strip(), str(path))
    return known


def _candidates() -> Iterator[Path]:
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = [
        *(Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one),
        *home.glob("versions/*/bin"),
        *Path("/opt").glob("python*/bin"),
    ]
    for folder in dict.fromkeys(folders):
        if folder.is_dir() and folder.name != "shims":
            yield from sorted(one for one in folder.iterdir() if _NAME.match(one.name) and os.access(one, os.X_OK))
