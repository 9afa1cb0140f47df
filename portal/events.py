"""What the portal itself writes on the ledger."""

from __future__ import annotations

from audit import events

EVENTS = {
    "portal.sample_created": events.event(
        "Sample workspace set up", {"channels": events.IDS, "queues": events.IDS}, required=("channels", "queues")
    ),
    "portal.file_opened": events.event(
        "File of a message taken out", {"message": events.ID, "digest": events.DIGEST}, required=("message", "digest")
    ),
    "portal.bundle_handed_out": events.event(
        "Evidence bundle handed out", {"bundle": events.ID, "sha256": events.DIGEST}, required=("bundle", "sha256")
    ),
    "portal.backup_made": events.event(
        "Backup made", {"database": events.DIGEST, "keys": events.DIGEST, "forgotten": events.COUNT}, required=("database", "keys")
    ),
    "processing.stated": events.event("Record of processing: stated", {"kind": events.CODE}, content=("statement",), required=("kind",)),
    "processing.withdrawn": events.event("Record of processing: withdrawn", {"kind": events.CODE}, required=("kind",)),
    "portal.conversation_costly": events.event(
        "Alarm: a conversation costs far more than is usual",
        {"agent": events.ID, "amount": events.NUMBER, "usual": events.NUMBER, "currency": events.CODE},
        required=("agent", "amount", "usual", "currency"),
    ),
    "portal.oversight_reported": events.event(
        "Oversight report made",
        {"since": events.INSTANT, "until": events.INSTANT, "digest": events.DIGEST},
        required=("since", "until", "digest"),
    ),
}


def register() -> None:
    events.register_all(EVENTS)
