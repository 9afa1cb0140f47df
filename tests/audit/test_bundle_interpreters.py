"""verify.py runs on every Python that a reader of a bundle may have: each one of this machine checks kept bundles, good and altered."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from audit.bundle import verify
from tests.support import interpreters

KEPT = Path(__file__).parent / "bundles"
VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
"""Those that are looked for; what else is found from 3.9 on is run, too."""


def wanted() -> list[str]:
    newer = [one for one in interpreters.found() if tuple(map(int, one.split("."))) >= (3, 9)]
    return sorted({*VERSIONS, *newer}, key=lambda one: tuple(map(int, one.split("."))))


@pytest.fixture(params=wanted())
def python(request: pytest.FixtureRequest) -> str:
    path = interpreters.found().get(request.param)
    if path is None:
        pytest.skip(f"this machine has no Python {request.param}")
    return path


def run(python: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Without site packages, so nothing but its standard library is there; every warning is an error."""
    copy = shutil.copy(verify.__file__, folder / "verify.py")
    command = [python, "-I", "-S", "-W", "error", str(copy), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("bundle", ["conversation-1", "conversation-2"])
def test_a_kept_bundle_verifies_on_every_python(python: str, bundle: str, tmp_path: Path) -> None:
    kept = ["--key", str(KEPT / f"{bundle}.keys.txt"), "--checkpoint", str(KEPT / f"{bundle}.checkpoint.txt")]
    done = run(python, tmp_path, str(KEPT / f"{bundle}.zip"), *kept)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_an_altered_bundle_is_found_on_every_python(python: str, tmp_path: Path) -> None:
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(KEPT / "conversation-2.zip") as whole, zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as other:
        for name in whole.namelist():
            data = whole.read(name)
            other.writestr(name, data[:200] + bytes([data[200] ^ 1]) + data[201:] if name == "entries.jsonl" else data)
    done = run(python, tmp_path, str(altered))
    assert (done.returncode, done.stderr) == (1, "")
    assert "NOT VERIFIED" in done.stdout


def test_proofs_and_what_is_no_bundle_are_judged_on_every_python(python: str, tmp_path: Path) -> None:
    (tmp_path / "proofs.jsonl").write_text('{"kind": "presence"}\nnonsense\n')
    (tmp_path / "junk.zip").write_bytes(b"PK\x03\x04 and no more")
    for arguments in (["--proofs", str(tmp_path / "proofs.jsonl")], [str(tmp_path / "junk.zip")], [str(tmp_path / "absent.zip")]):
        done = run(python, tmp_path, *arguments)
        assert (done.returncode, done.stderr) == (1, ""), arguments


def test_at_least_the_python_of_the_product_is_found() -> None:
    assert len(interpreters.found()) >= 1
