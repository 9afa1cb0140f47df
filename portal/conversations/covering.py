"""The first words of a letter, in a list: masked like the letter itself for those who read it masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from conversations.models import Conversation
from review.pages import masking

_FULL: Final = 300
_TORN: Final = re.compile(r"[\dA-Z][\d\s./-]{3,}$")


def cover(rows: Iterable[Conversation], workspace: UUID) -> None:
    """One query for the rules; what was found in a snippet is remembered until the conversation goes on. In its first seconds, while
    it loads what finds personal data, a web process shows no first words rather than wait."""
    masking.warm_up()
    mask = masking.mask_for(workspace, []) if masking.is_warm() else None
    for row in rows:
        preview = getattr(row, "preview", None)
        if preview:
            preview.snippet = _covered(preview.snippet, row, mask) if mask else ""


def _covered(text: str, row: Conversation, mask: masking.Mask) -> str:
    """A number that the end of the snippet cuts in two could not be recognised: it is left out."""
    whole = _TORN.sub("", text) if len(text) >= _FULL else text
    said, at = [], 0
    for span in sorted(mask.spans(f"{row.id}:snippet:{row.last_message_at}", whole, row.language, count=False), key=lambda one: one.start):
        said += [whole[at : span.start], whole[span.start : span.end] if span.shown is None else span.shown]
        at = span.end
    return "".join([*said, whole[at:]])
