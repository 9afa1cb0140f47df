"""What lists show of a conversation, taken from its messages: how it is called, its newest words, and who wrote them."""

from __future__ import annotations

import re
from typing import Final

from connectors.types import Envelope
from conversations.documents import MessageDocument
from conversations.plain import plain

MOST: Final = 300
NAME: Final = 200
TITLE: Final = 80
_READ: Final = 2_000
"""Characters of a text that are looked at for its first words."""

_TORN: Final = re.compile(r"(?:(?:^|\s)\S*\d\S*)+$")

Told = Envelope | MessageDocument


def title(first: Told, kind: str) -> str:
    """The subject of the first message. A chat has none, so it is called by the words it begins with."""
    return plain(first.subject, MOST) or (_shortened(first_words(first)) if kind == "chat" else "")


def first_words(message: Told) -> str:
    return plain(" ".join((message.text or message.full_text)[:_READ].split()), MOST)


def sender(message: Told) -> str:
    return plain(message.sender.name or message.sender.address, NAME)


def _shortened(text: str) -> str:
    """Cut between words. Digits that the cut may have parted from the rest of their number could not be recognised, so they are left out."""
    if len(text) <= TITLE:
        return text
    return f"{_TORN.sub('', text[:TITLE].rpartition(' ')[0])} …".strip()
