"""What a person has agreed to and a limit has no room for: it waits where it is, and is tried when there is room. Nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from audit.recorder import record
from connectors.models import Delivery
from kit import hub
from kit.actor import SYSTEM
from policies.rates import Taken
from review.models import Action

PACED = "paced"
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(hours=1)


def wait(delivery: Delivery, action: Action, taken: Taken) -> None:
    """Inside a transaction that holds the delivery. An entry tells the first time only: many may wait for the same room."""
    due = timezone.now() + min(max(taken.wait, SHORTEST), LONGEST)
    again = delivery.error == PACED
    Delivery.objects.filter(id=delivery.id, status=Delivery.Status.PENDING).update(next_attempt_at=due, error=PACED)
    if again:
        return
    record(
        "review.delivery_paced", workspace=action.workspace_id, actor=SYSTEM, subject=delivery.id, stream=action.conversation_id,
        data={"delivery": delivery.id, "action": action.id, "next_attempt": due},
    )  # fmt: skip
    hub.hint(f"workspace:{action.workspace_id}:review", type="delivery", id=str(delivery.id))
