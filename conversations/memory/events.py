"""What memory writes on the ledger."""

from __future__ import annotations

from audit import events

EVENTS = {
    "memory.document_loaded": events.event(
        "Document taken into memory",
        {"version": events.COUNT, "digest": events.DIGEST, "chunks": events.COUNT, "class": events.CODE},
        required=("digest",),
    ),
}


def register() -> None:
    events.register_all(EVENTS)
