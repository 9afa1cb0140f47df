"""Words of a text with the words around them and the place they stand in: what the desk and the story quote and lead to.

A place is ``{"message": id}``, ``{"passage": number}`` or ``{"looked": index}`` (of what was looked up); empty where a record does not know it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policies import redaction
from policies.injection import LABELS, Suspicion

AROUND = 40
LONGEST = 400  # characters of the words themselves
MOST_SIGNS = 20
Place = Mapping[str, Any]


def of(text: str, start: int, end: int, place: Place, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """``names`` are put back for placeholders; the words around are then cut between words, so that no placeholder is halved."""
    end = min(end, start + LONGEST)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    cut = [start > AROUND, end + AROUND < len(text)]
    pieces = [before, text[start:end], after]
    if names is not None:
        pieces[0] = before.partition(" ")[2] if cut[0] else before
        pieces[2] = after.rpartition(" ")[0] if cut[1] else after
        pieces = [redaction.restore(one, names)[0] for one in pieces]
    first, words, _ = pieces
    return {"text": "".join(pieces), "start": len(first), "end": len(first) + len(words), "cut": cut, "place": dict(place)}


def signs(found: Suspicion, text: str, markup: str, place: Place) -> list[dict[str, Any]]:
    """What the detectors saw, each with its words; those of the markup stand in no text that a person reads."""
    return [
        {"code": one.code, "markup": one.markup, **of(markup if one.markup else text, one.start, one.end, {} if one.markup else place)}
        for one in found.findings[:MOST_SIGNS]
        if one.code in LABELS
    ]


def message(thread: Sequence[Mapping[str, Any]], index: int) -> dict[str, Any]:
    """The place that a text of the thread is; empty in a try, where there is no row, and in records of before."""
    identity = thread[index].get("message")
    return {"message": identity} if identity else {}
