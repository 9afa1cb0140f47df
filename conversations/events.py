"""What conversations write on the ledger."""

from __future__ import annotations

from audit import events
from audit.events import CODE, COUNT, FLAG, ID, event
from conversations.memory import events as memory


def register() -> None:
    """Called once from ``ready()``."""
    events.register_all(
        {
            "conversation.opened": event("Conversation opened", {"channel": ID, "contact": ID}, required=("channel", "contact")),
            "conversation.message_received": event(
                "Message received",
                {"seq": COUNT, "machine": CODE, "identity": CODE, "quarantined": FLAG, "tls": CODE, "joined_by": CODE, "files": COUNT},
                content=("document", "raw"),
                required=("seq", "document", "raw"),
            ),
            "conversation.message_delivered": event(
                "Reply delivered", {"seq": COUNT, "action": ID, "tls": CODE}, content=("document",), required=("seq", "action", "document")
            ),
            "conversation.message_bounced": event("Reply came back", {"message": ID, "bounce": ID}, required=("message", "bounce")),
            "conversation.status_changed": event("Status changed", {"old": CODE, "new": CODE}, required=("old", "new")),
            "conversation.taken_out": event("Redacted copy taken out", {"messages": COUNT}, required=("messages",)),
            "conversation.handed_off": event("Handed to a person", {"reason": CODE, "turn": ID}, required=("reason",)),
            "conversation.note_added": event("Note added", {"seq": COUNT}, content=("note",), required=("seq", "note")),
            "conversation.taken_over": event("Taken over by a person"),
            "conversation.given_back": event("Given back to the agent"),
            "conversation.sorted": event("Sorted", {"what": CODE, "old": CODE, "new": CODE}, required=("what",)),
            "conversation.closed_as_spam": event("Closed as spam"),
            "conversation.not_spam": event("No longer closed as spam"),
            "conversation.merged": event("Merged into another conversation", {"into": ID}, required=("into",)),
            "conversation.unmerged": event("Merge taken back", {"from": ID}, required=("from",)),
            "contact.merged": event("Contact merged", {"into": ID}, required=("into",)),
            "contact.split": event("Contact split off again", {"from": ID}, required=("from",)),
            "contact.address_verified": event("Address of a contact verified", {"contact": ID}, required=("contact",)),
        }
    )
    memory.register()
