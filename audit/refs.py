"""What an entry and a row hold of a content: a reference that says nothing about what is in it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.canonical import Json


@dataclass(frozen=True, slots=True)
class ContentRef:
    """``id`` finds the content, ``commitment`` (hex) lets a holder of its key prove what it was, ``size`` is in bytes of plaintext."""

    id: str
    commitment: str
    size: int

    def as_json(self) -> dict[str, Json]:
        return {"commitment": self.commitment, "id": self.id, "size": self.size}
