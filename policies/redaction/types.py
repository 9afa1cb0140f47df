"""What redaction gives back: plain values, so that nobody needs the detection library to hold them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal or secret data at ``start:end`` (code points). ``type`` is Presidio's name, ``score`` 0.0 to 1.0."""

    type: str
    start: int
    end: int
    score: float
    recogniser: str

    def as_dict(self) -> dict[str, object]:
        return {"type": self.type, "start": self.start, "end": self.end, "score": self.score, "recogniser": self.recogniser}


@dataclass(frozen=True, slots=True)
class Redacted:
    """``text`` after the operators; ``findings`` without overlaps, in order, with offsets into the original text."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def types(self) -> list[str]:
        return sorted({finding.type for finding in self.findings})
