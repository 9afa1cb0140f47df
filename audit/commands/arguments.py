"""Arguments that several subcommands take."""

from __future__ import annotations

from argparse import ArgumentTypeError
from contextlib import suppress
from uuid import UUID

from audit.bundle import finders


def identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not an id") from None


def workspace_id(text: str) -> UUID:
    """By id, or by the short name that the floor above gives it."""
    with suppress(ArgumentTypeError):
        return identity(text)
    found = finders.workspace(text)
    if found is None:
        raise ArgumentTypeError(f"there is no workspace {text!r}")
    return found


def place(text: str) -> int:
    """How many entries, or which one."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no whole number of zero or more")
    return int(text)
