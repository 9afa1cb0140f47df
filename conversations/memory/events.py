"""What memory writes on the ledger."""

from __future__ import annotations

from audit import events

EVENTS = {
    "memory.document_loaded": events.event(
        "Document taken into memory",
        {"version": events.COUNT, "digest": events.DIGEST, "chunks": events.COUNT, "class": events.CODE},
        required=("digest",),
    ),
    "memory.document_class_changed": events.event(
        "Class of a document changed", {"class": events.CODE, "class_before": events.CODE}, required=("class", "class_before")
    ),
    "memory.document_purged": events.event(
        "Replaced version of a document purged",
        {"version": events.COUNT, "digest": events.DIGEST, "class": events.CODE},
        required=("version", "digest", "class"),
    ),
}


def register() -> None:
    events.register_all(EVENTS)
