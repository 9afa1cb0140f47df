"""Typed readers of the environment. Every reader names the variable and says what it accepts when the value is wrong.

A secret NAME may also come from a file named in NAME_FILE, or from a program named in NAME_COMMAND: the client of a KMS or a vault.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


COMMAND_SECONDS = 30


def secret(name: str, default: str = "") -> str:
    """The file comes first, then the program, then the variable itself."""
    for suffix, found in (("_FILE", _read), ("_COMMAND", _printed)):
        if given := os.environ.get(name + suffix):
            return found(name + suffix, given)
    return os.environ.get(name, default)


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} points to {path}, which cannot be read: {error.strerror}.") from error


def _printed(name: str, command: str) -> str:
    """What the program prints, without a shell. What it says on its error channel may hold the secret, so only its status is told."""
    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False)  # noqa: S603 - the operator's own program
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} cannot be run: {error}.") from error
    except subprocess.TimeoutExpired:
        raise ImproperlyConfigured(f"{name} did not end within {COMMAND_SECONDS} seconds.") from None
    found = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode or not found:
        raise ImproperlyConfigured(
            f"{name} ended with status {done.returncode} and {'something' if found else 'nothing'} printed. Run it by hand."
        )
    return found


def boolean(name: str, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    if raw in ("True", "true", "1"):
        return True
    if raw in ("False", "false", "0"):
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


def integer(name: str, default: int) -> int:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def words(name: str, default: list[str] | None = None) -> list[str]:
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or list(default or [])


def choice(name: str, default: str, allowed: list[str]) -> str:
    value = os.environ.get(name) or default
    if value in allowed:
        return value
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
