"""What review writes on the ledger."""

from __future__ import annotations

from audit import events
from audit.events import CODE, COUNT, DIGEST, FLAG, ID, INSTANT, NUMBER, event

_DECISION = {
    "decision": ID,
    "person": ID,
    "round": COUNT,
    "content_digest": DIGEST,
    "ruling_digest": DIGEST,
    "seen_digest": DIGEST,
    "version": COUNT,
    "reason": CODE,
    "approvals_given": COUNT,
    "approvals_needed": COUNT,
    "outcome": CODE,
    "seconds": COUNT,
    "view_digest": DIGEST,
    "reveals": events.IDS,
}
_DELIVERY = {
    "delivery": ID,
    "action": ID,
    "digest": DIGEST,
    "key": DIGEST,
    "attempt": COUNT,
    "code": CODE,
    "tls": CODE,
    "channel": ID,
    "ruling": ID,
    "permanent": FLAG,
    "next_attempt": INSTANT,
    "cost": NUMBER,
    "currency": CODE,
}
_TRIAGE = {"action": ID, "tool": CODE, "digest": DIGEST, "ruling": ID}
_LOOKUP = {"tool": CODE, "digest": DIGEST, "key": DIGEST, "ruling": ID, "code": CODE, "cost": NUMBER, "currency": CODE}


def _decided(label: str) -> events.Event:
    return event(label, _DECISION, content=("comment", "before", "after"), required=("decision", "person", "outcome"))


def _delivery(label: str) -> events.Event:
    return event(label, _DELIVERY, content=("answer",), required=("delivery", "action"))


def register() -> None:
    """Called once from ``ready()``."""
    events.register_all(
        {
            "review.action_proposed": event(
                "Action proposed",
                {
                    "kind": CODE,
                    "tool": CODE,
                    "digest": DIGEST,
                    "turn": ID,
                    "version": COUNT,
                    "confidence": NUMBER,
                    "inline": FLAG,
                },
                content=("action", "evidence"),
                required=("kind", "digest", "action"),
            ),
            "review.action_allowed": event("Action allowed by policy", {"digest": DIGEST, "ruling": ID}),
            "review.people_told": event(
                "Told of it, as the policy asks",
                {
                    "people": events.IDS,
                    "unreached": events.IDS,
                    "addresses": COUNT,
                    "mailed": events.DIGESTS,
                    "missing": COUNT,
                    "refused": COUNT,
                    "rulings": events.IDS,
                },
                required=("people", "addresses", "missing", "refused"),
            ),
            "review.action_edited": event(
                "Action edited", {"digest": DIGEST, "digest_before": DIGEST, "item": ID}, content=("after",), required=("digest",)
            ),
            "review.action_written": event(
                "Answer written", {"digest": DIGEST, "item": ID, "version": COUNT}, content=("action",), required=("digest", "action")
            ),
            "review.item_opened": event(
                "Waits for a person",
                {
                    "kind": CODE,
                    "queue": ID,
                    "reason": CODE,
                    "due": INSTANT,
                    "approvals_needed": COUNT,
                    "content_digest": DIGEST,
                    "ruling_digest": DIGEST,
                    "version": COUNT,
                },
            ),
            "review.item_claimed": event("Claimed", {"queue": ID, "until": INSTANT}),
            "review.item_released": event("Given back", {"queue": ID, "expired": FLAG}),
            "review.item_returned": event(
                "Returned to its queue", {"queue": ID, "reason": CODE, "round": COUNT, "ruling_digest": DIGEST, "approvals_needed": COUNT}
            ),
            "review.item_superseded": event("Superseded", {"version": COUNT, "actions": events.IDS}),
            "review.item_moved_on": event("About a newer message now", {"version": COUNT}, required=("version",)),
            "review.item_approved": _decided("Approved"),
            "review.item_edited": _decided("Edited and approved"),
            "review.item_answered": _decided("Answered by a person"),
            "review.item_rejected": _decided("Rejected"),
            "review.item_escalated": event("Escalated", {**_DECISION, "queue_before": ID, "queue": ID}, content=("comment",)),
            "review.item_closed": _decided("Closed"),
            "review.edit_refused": event(
                "Edit refused by policy", {"item": ID, "ruling": ID, "digest": DIGEST}, content=("after",), required=("digest",)
            ),
            "review.answer_refused": event("Answer refused by policy", {"item": ID, "ruling": ID, "digest": DIGEST}, required=("digest",)),
            "review.lookup_started": event("Looked up", _LOOKUP, required=("key", "ruling")),
            "review.lookup_answered": event("Answer of a look-up", _LOOKUP, content=("answer",), required=("key",)),
            "review.lookup_refused": event("Look-up not allowed", _LOOKUP, required=("ruling",)),
            "review.triage_done": event("Triage carried out", _TRIAGE, required=("action", "tool")),
            "review.triage_failed": event("Triage could not be carried out", _TRIAGE, required=("action", "tool")),
            "review.triage_undone": event("Triage undone", _TRIAGE, content=("reason",), required=("action", "tool")),
            "review.triage_left_out": event(
                "Triage left out by a person", {**_TRIAGE, "item": ID, "round": COUNT}, required=("action", "tool")
            ),
            "review.delivery_resolved": _decided("Unclear delivery settled by a person"),
            "review.delivery_started": _delivery("Delivery started"),
            "review.delivery_sent": _delivery("Delivered"),
            "review.delivery_retried": _delivery("Delivery failed, to be tried again"),
            "review.delivery_asked_after": _delivery("Service asked what became of the call"),
            "review.delivery_paced": _delivery("Delivery waits for room under a rate limit"),
            "review.delivery_failed": _delivery("Delivery failed"),
            "review.delivery_unknown": _delivery("Unclear whether the delivery left"),
            "review.delivery_held": _delivery("Delivery held back"),
            "review.delivery_cancelled": _delivery("Delivery cancelled"),
            "review.stop_declared": event(
                "Emergency stop",
                {"passed": events.IDS, "agent": ID, "channel": ID, "tool": CODE},
                content=("reason",),
                required=("passed",),
            ),
            "review.stop_lifted": event("Emergency stop lifted"),
            "review.field_revealed": event(
                "Masked field revealed",
                {
                    "reveal": ID,
                    "item": ID,
                    "about": ID,
                    "part": CODE,
                    "type": CODE,
                    "digest": DIGEST,
                    "reason": CODE,
                    "until": INSTANT,
                },
                content=("note",),
                required=("reveal", "about", "type", "digest", "reason", "until"),
            ),
            "review.many_revealed": event("Many fields revealed within an hour", {"user": ID, "count": COUNT}, required=("user", "count")),
            "review.reveal_settings_changed": event(
                "Settings of reveals changed", {"minutes": COUNT, "hourly": COUNT, "alert_at": COUNT}, required=("minutes",)
            ),
            "review.queue_created": event("Queue created", {"slug": CODE, "fields": events.CODES}),
            "review.queue_changed": event("Queue changed", {"fields": events.CODES}),
            "review.queue_deleted": event("Queue deleted", {"slug": CODE}),
            "review.queue_grants_changed": event(
                "Who decides in a queue changed",
                {"granted": events.IDS, "revoked": events.IDS, "groups_granted": events.CODES, "groups_revoked": events.CODES},
            ),
        }
    )
