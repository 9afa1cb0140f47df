"""Where a secret may come from: the environment, a file, or a program that asks a KMS."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


def program(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def test_a_secret_comes_from_a_file_then_a_program_then_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_KEY", "plain")
    assert env.secret("A_KEY") == "plain"
    monkeypatch.setenv("A_KEY_COMMAND", program("print('from the vault')"))
    assert env.secret("A_KEY") == "from the vault"
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("A_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("A_KEY") == "from a file"
    assert env.secret("ANOTHER_KEY", "none") == "none"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/no/such/program --key", "A_KEY_COMMAND cannot be run"),
        ("'unclosed", "A_KEY_COMMAND cannot be run"),
        (program("import sys; print('s3cret'); sys.exit(3)"), "status 3"),
        (program("import sys; sys.stderr.write('s3cret')"), "nothing printed"),
        (program("import time; time.sleep(60)"), "within 0.2 seconds"),
    ],
)
def test_a_program_that_gives_no_secret_stops_the_start_and_shows_nothing(monkeypatch: pytest.MonkeyPatch, command: str, said: str) -> None:
    monkeypatch.setattr(env, "COMMAND_SECONDS", 0.2 if "sleep" in command else 30)
    monkeypatch.setenv("A_KEY_COMMAND", command)
    with pytest.raises(ImproperlyConfigured, match=said) as caught:
        env.secret("A_KEY")
    assert "s3cret" not in str(caught.value)


def test_no_shell_reads_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY_COMMAND", "echo $HOME; true")
    assert env.secret("A_KEY") == "$HOME; true"
