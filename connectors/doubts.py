"""Why a message could not be read: codes in rows and envelopes, since a text made on the spot may quote what it is about."""

from __future__ import annotations

from typing import Final

DOUBTS: Final = {
    "empty": "the message is empty",
    "no_header": "no mail header was found",
    "too_large": "the message is larger than is taken here",
    "not_read": "the message could not be read",
    "not_taken_in": "the message could not be taken in",
}


def known(code: str) -> str:
    """The code itself; what a connector made up is ``not_read``."""
    return code if code in DOUBTS or not code else "not_read"


def said(code: str) -> str:
    """In words; nothing for no doubt, and for what was erased."""
    return DOUBTS.get(code, "")
