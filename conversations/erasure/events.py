"""What erasure and holds write on the ledger. Who the person was stands in none of it."""

from __future__ import annotations

from audit.events import CODE, COUNT, DIGEST, FLAG, ID, IDS, INSTANT, event

EVENTS = {
    "erasure.requested": event("Erasure requested", {"conversations": COUNT, "with_addressed": FLAG, "holds": IDS}),
    "erasure.confirmed": event("Erasure confirmed by a second person", {"conversations": COUNT}),
    "erasure.cancelled": event("Erasure cancelled"),
    "erasure.started": event("Erasure begun", {"job": ID}),
    "erasure.stopped": event("Erasure stopped by a legal hold", {"holds": IDS}),
    "erasure.conversation_erased": event("Conversation erased", {"reason": CODE, "request": ID, "keys": COUNT, "contents": COUNT}),
    "erasure.conversation_redacted": event(
        "A person's words taken out", {"reason": CODE, "request": ID, "keys": COUNT, "contents": COUNT, "messages": COUNT}
    ),
    "erasure.person_erased": event("What named the person erased", {"keys": COUNT, "contents": COUNT}),
    "erasure.finished": event(
        "Erasure finished",
        {"certificate": DIGEST, "conversations": COUNT, "keys": COUNT, "contents": COUNT, "left": COUNT, "unreadable_from": INSTANT},
        required=("certificate", "unreadable_from"),
    ),
    "access.export_requested": event("Access export requested", {"contact": ID}, required=("contact",)),
    "access.export_made": event(
        "Access export made",
        {"contact": ID, "conversations": COUNT, "messages": COUNT, "files": COUNT, "left_out": COUNT, "sha256": DIGEST},
        required=("contact", "sha256"),
    ),
    "access.export_handed_out": event("Access export handed out", {"contact": ID, "sha256": DIGEST}, required=("contact", "sha256")),
    "hold.placed": event("Legal hold placed", {"conversation": ID, "contact": ID}, content=("reason",), required=("reason",)),
    "hold.lifted": event("Legal hold lifted", {"conversation": ID, "contact": ID}),
}
