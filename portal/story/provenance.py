"""What each sentence of a draft rests on, as the check against the sources found it when the draft was proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kit.ids import as_uuid
from review.pages.masking import Mask
from review.pages.texts import plain

_STATES_NOTHING = ("courtesy", "states nothing")


@dataclass(frozen=True, slots=True)
class Rest:
    """A stating sentence. ``document`` and ``chunk`` lead to the passage; empty where no source says it, and ``why`` says so."""

    sentence: str
    number: int
    title: str
    document: str
    chunk: str
    why: str

    @property
    def supported(self) -> bool:
        return self.number > 0


def rests(evidence: Mapping[str, Any], identity: str, language: str, mask: Mask) -> Iterator[Rest]:
    """Of every sentence that states something; fixed lines of ours and courtesies rest on nothing."""
    draft, passages = str(evidence.get("draft") or ""), list(evidence.get("passages") or ())
    for one in (evidence.get("grounding") or {}).get("sentences", ()):
        sentence = draft[one["start"] : one["end"]].strip()
        if one.get("why") in _STATES_NOTHING or not sentence:
            continue
        place = one.get("passage")
        passage: Mapping[str, Any] = passages[place] if isinstance(place, int) and 0 <= place < len(passages) else {}
        document = as_uuid(str(passage.get("document") or ""))
        yield Rest(
            sentence=plain(mask.line(sentence, language)),
            number=int(passage.get("number") or 0),
            title=_title(passage, language, mask),
            document=str(document) if document else "",
            chunk=str(passage.get("chunk") or ""),
            why="" if passage else str(one.get("why") or "no source says this"),
        )


def _title(passage: Mapping[str, Any], language: str, mask: Mask) -> str:
    title = ": ".join(part for part in (str(passage.get("title") or ""), str(passage.get("heading") or "")) if part)
    return plain(title) if passage.get("data_class") == "public" else mask.plain(title, language)
