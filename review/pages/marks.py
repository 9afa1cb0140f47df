"""Which placeholders a model did not hand back as it got them, to be read beside the reason why an item waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from review import placeholders
from review.holds import MISUSED
from review.pages.masking import Mask
from review.pages.texts import plain

_WHY: Final = {
    "bent": "was changed, so nothing was put in its place",
    "moved": "stands with somebody it was never seen with",
    "made_up": "was given for nothing: no value stands behind it",
}
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """``mark`` as the model wrote it, ``value`` what stands there now, if something does; both as the reader may see them."""

    mark: str
    why: str
    value: str = ""

    @property
    def says(self) -> str:
        return _WHY.get(self.why, _WHY["bent"])


def misused(evidence: Iterable[Mapping[str, Any]], texts: Iterable[str], language: str, mask: Mask) -> list[Mark]:
    """Of all actions of an item, each mark once; and what still stands in ``texts``, which would leave."""
    told = [one for each in evidence for one in each.get(MISUSED) or () if isinstance(one, Mapping)]
    found = [Mark(_seen(one.get("mark"), language, mask), str(one.get("why")), _seen(one.get("value"), language, mask)) for one in told]
    left = [Mark(plain(one), "made_up") for text in texts for one in placeholders.marks_in(text)]
    known = {one.mark for one in found}
    return list(dict.fromkeys([*found, *(one for one in left if one.mark not in known)]))[:_MOST]


def _seen(text: Any, language: str, mask: Mask) -> str:
    """A model may write anything into a mark, and a value is somebody's."""
    return mask.plain(str(text), language) if text else ""
