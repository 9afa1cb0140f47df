"""What stands in quotation marks: words of others, or a text that is to be written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from policies.provenance.language.sentences import Item

_QUOTED: Final = re.compile(r"[\"“„«]\s?([^\"“”„«»\n]{6,600})[\"”“»]|(?<![^\W_])['‘]([^'’‘\n]{12,600})['’](?![^\W_])")


@lru_cache(maxsize=256)
def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """What stands in quotation marks and is more than a name: at least three words."""
    return tuple(one.span() for one in _QUOTED.finditer(text) if len((one[1] or one[2]).split()) > 2)


def is_quoted(text: str, item: Item) -> bool:
    return any(start < item.start < end for start, end in quotations(text))
