"""Arguments that several subcommands take."""

from __future__ import annotations

from argparse import ArgumentTypeError
from uuid import UUID

from audit.bundle import finders
from kit.ids import as_uuid


def identity(text: str) -> UUID:
    found = as_uuid(text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not an id")
    return found


def workspace_id(text: str) -> UUID:
    """By id, or by the short name that the floor above gives it."""
    found = as_uuid(text) or finders.workspace(text)
    if found is None:
        raise ArgumentTypeError(f"there is no workspace {text!r}")
    return found


def place(text: str) -> int:
    """How many entries, or which one."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no whole number of zero or more")
    return int(text)
