"""What people do with items: verb first, keyword-only ``acting_user``. Pages, API, admin and commands only translate."""

from review.actions.answering import answer
from review.actions.claims import claim, claim_first, claim_next, release, renew
from review.actions.closing import close
from review.actions.deciding import REASONS, approve, reject
from review.actions.editing import edit_and_approve
from review.actions.escalating import escalate
from review.actions.leaving_out import leave_out
from review.actions.unclear import cancel, it_left, send_again

__all__ = [
    "REASONS",
    "answer",
    "approve",
    "cancel",
    "claim",
    "claim_first",
    "claim_next",
    "close",
    "edit_and_approve",
    "escalate",
    "it_left",
    "leave_out",
    "reject",
    "release",
    "renew",
    "send_again",
]
