"""Arguments that several subcommands take."""

from __future__ import annotations

from argparse import ArgumentTypeError
from uuid import UUID


def workspace_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not the id of a workspace") from None
