"""What people did, and what left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from connectors.models import Delivery
from conversations.models import Conversation, HandOff
from policies.redaction import labels
from portal.story.moments import Moment, took
from portal.story.scene import Scene, Tell
from review.actions.deciding import REASONS
from review.pages import words
from review.revealing.models import Reveal
from review.templatetags.desk import near


def _queue(moment: Moment, scene: Scene) -> str:
    found = scene.material.queues.get(UUID(moment.told.data["queue"])) if moment.told.data.get("queue") else None
    return str(found) if found else "a queue that is gone"


def _opened(moment: Moment, scene: Scene) -> None:
    data = moment.told.data
    moment.role, moment.title, moment.rest = "hold", "Waits for a person", f"in {_queue(moment, scene)}"
    reason = str(data.get("reason") or "")
    moment.quiet = [str(HandOff.Reason(reason).label)] if reason in HandOff.Reason.values else []
    if data.get("due"):
        moment.quiet.append(f"due {near(datetime.fromisoformat(data['due']))}")
    if int(data.get("approvals_needed") or 1) > 1:
        moment.chips = [("hold", words.people(int(data["approvals_needed"])))]


def _claimed(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title = "person", f"{moment.actor} claimed it"


def _released(moment: Moment, scene: Scene) -> None:
    expired = moment.told.data.get("expired")
    moment.title = "The claim ended by itself" if expired else f"{moment.actor} gave it back"
    moment.rest = f"back in {_queue(moment, scene)}"


def _returned(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title, moment.rest = "hold", "Returned", f"to {_queue(moment, scene)}"
    moment.quiet = [words.plain(str(moment.told.data.get("reason") or ""))]


def _decided(verb: str, role: str = "person") -> Tell:
    def tell(moment: Moment, scene: Scene) -> None:
        data = moment.told.data
        moment.role, moment.title = role, f"{moment.actor} {verb}"
        reason = str(data.get("reason") or "")
        moment.rest = f": {str(REASONS[reason]).lower()}" if reason in REASONS else ""
        needed, given = int(data.get("approvals_needed") or 1), int(data.get("approvals_given") or 0)
        if needed > 1 and given:
            moment.quiet.append(f"{given} of {words.people(needed)}")
        if data.get("seconds") is not None:
            moment.quiet.append(f"after {took(int(data['seconds']))}")

    return tell


def _edited(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title = "person", f"{moment.actor} edited the draft"


def _edit_refused(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title = "deny", f"The policy refused the edit by {moment.actor}"


def _written(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title = "person", f"{moment.actor} wrote an answer"


def _answer_refused(moment: Moment, scene: Scene) -> None:
    moment.role, moment.title = "deny", f"The policy refused the answer by {moment.actor}"


def _people_told(moment: Moment, scene: Scene) -> None:
    data = moment.told.data
    told = len(data.get("people") or ()) + int(data.get("addresses") or 0) - int(data.get("refused") or 0)
    moment.title, moment.rest = "Told by mail, as the policy asks", f": {words.people(told)}"
    moment.quiet = [f"{data['missing']} of the names stand for nobody here"] if data.get("missing") else []
    moment.quiet += [f"not told, as their mail was refused: {words.people(int(data['refused']))}"] if data.get("refused") else []


def _field_revealed(moment: Moment, scene: Scene) -> None:
    data = moment.told.data
    moment.role, moment.title, moment.rest = "private", f"{moment.actor} revealed", f"a {labels.named(str(data.get('type') or ''))}"
    reason = str(data.get("reason") or "")
    moment.quiet = [str(Reveal.Reason(reason).label)] if reason in Reveal.Reason.values else []


def _status(moment: Moment, scene: Scene) -> None:
    new = str(moment.told.data.get("new", ""))
    moment.title = str(Conversation.Status(new).label) if new in Conversation.Status.values else "Status changed"
    moment.quiet = [f"by {moment.actor}"] if moment.told.actor_kind == "user" else []


def _delivery(title: str, role: str = "") -> Tell:
    def tell(moment: Moment, scene: Scene) -> None:
        row = scene.material.deliveries.get(moment.told.subject) if moment.told.subject else None
        moment.title, moment.role = title, role
        data = moment.told.data
        moment.quiet = [words.plain(str(data[name])) for name in ("code",) if data.get(name)]
        if data.get("tls"):
            moment.quiet.append(f"over {data['tls']}")
        if row is not None:
            moment.facts += _about(row)

    return tell


def _about(row: Delivery) -> list[tuple[str, str]]:
    told = [("Message-ID", f"<{row.external_id}>" if row.external_id else ""), ("TLS", row.tls), ("idempotency key", row.key)]
    return [(name, value) for name, value in told if value]


def _redacted(moment: Moment, scene: Scene) -> None:
    """Others keep their words. What the record opens is what is left of each content."""
    number = int(moment.told.data.get("messages") or 0)
    moment.role, moment.title = "private", "A person's words were taken out"
    moment.rest = "after an erasure"
    moment.quiet = [
        f"{number} message{'' if number == 1 else 's'} erased",
        f"{moment.told.data.get('contents', 0)} contents replaced or erased",
    ]


def _stored_again(moment: Moment, scene: Scene) -> None:
    moment.title = "Stored again without a person's words, under new keys"
    moment.quiet = [f"{len(moment.told.content)} content{'' if len(moment.told.content) == 1 else 's'}"]


TELLERS: dict[str, Tell] = {
    "review.item_opened": _opened,
    "review.item_claimed": _claimed,
    "review.item_released": _released,
    "review.item_returned": _returned,
    "review.item_approved": _decided("approved"),
    "review.item_edited": _decided("approved the edited draft"),
    "review.item_answered": _decided("answered the customer"),
    "review.item_rejected": _decided("rejected", "deny"),
    "review.item_escalated": _decided("escalated"),
    "review.item_closed": _decided("closed it"),
    "review.delivery_resolved": _decided("settled the unclear delivery"),
    "review.action_edited": _edited,
    "review.edit_refused": _edit_refused,
    "review.action_written": _written,
    "review.answer_refused": _answer_refused,
    "review.people_told": _people_told,
    "review.field_revealed": _field_revealed,
    "conversation.status_changed": _status,
    "erasure.conversation_redacted": _redacted,
    "audit.content.redacted": _stored_again,
    "review.delivery_started": _delivery("Delivery begins"),
    "review.delivery_sent": _delivery("Delivered, once", "allow"),
    "review.delivery_retried": _delivery("Delivery failed, to be tried again", "hold"),
    "review.delivery_asked_after": _delivery("Asked the service what became of it"),
    "review.delivery_failed": _delivery("Delivery failed", "deny"),
    "review.delivery_unknown": _delivery("Unclear whether it left", "deny"),
    "review.delivery_held": _delivery("Held back", "hold"),
    "review.delivery_cancelled": _delivery("Delivery cancelled"),
}
