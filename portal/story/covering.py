"""A text with its masked stretches replaced: where it is compared or shown whole, a page must not show what it hides elsewhere."""

from __future__ import annotations

from review.pages.masking import Mask


def cover(text: str, identity: str, language: str, mask: Mask) -> str:
    shown, at = [], 0
    for span in mask.spans(identity, text, language, count=False):
        shown += [text[at : span.start], text[span.start : span.end] if span.shown is None else span.shown]
        at = span.end
    return "".join([*shown, text[at:]])
