"""From a posted form to one verb of ``review.actions``, and the sentence that tells what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid
from review import actions, stop
from review.models import Action, Item, Queue
from review.pages import refusals, words
from review.pages.refusals import Refused
from review.types import Outcome

FIELDS: Final = ("text", "subject", "comment", "reason", "queue")
"""What people type or choose; given back with a refused form, as are arguments of tool calls."""
ARGUMENT: Final = "arg."


@dataclass(frozen=True, slots=True)
class Done:
    """``told`` is for the person; ``stays`` keeps them on the item; ``refused`` is a refusal that the engine answered, not raised."""

    told: str
    stays: bool = False
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Form:
    values: Mapping[str, str]
    seen: str

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


Verb = Callable[[Item, Form, User], Done]


def read(post: QueryDict) -> Form:
    """Line ends as the text had them: a browser posts CR LF."""
    names = [*(name for name in FIELDS if name in post), *(name for name in post if name.startswith(ARGUMENT))]
    return Form({name: str(post[name]).replace("\r\n", "\n") for name in names}, str(post.get("seen", "")))


def _arguments(form: Form) -> dict[UUID, dict[str, str]]:
    """``arg.<id of the call>.<path>`` as typed."""
    found: dict[UUID, dict[str, str]] = {}
    for name, text in form.values.items():
        identity, _, path = name.removeprefix(ARGUMENT).partition(".")
        if name.startswith(ARGUMENT) and (action := as_uuid(identity)) is not None:
            found.setdefault(action, {})[path] = text
    return found


def claim(item: Item, form: Form, user: User) -> Done:
    actions.claim(item, acting_user=user)
    return Done("It is yours.", stays=True)


def release(item: Item, form: Form, user: User) -> Done:
    actions.release(item, acting_user=user)
    return Done("Given back to its queue.")


def approve(item: Item, form: Form, user: User) -> Done:
    decided = actions.approve(item, form.seen, acting_user=user, comment=form["comment"])
    missing = decided.approvals_needed - decided.approvals_given
    if decided.is_open:
        return Done(f"Approved by you. {words.people(missing)} more must agree before anything leaves.")
    return Done(f"Approved. {_whereabouts(item)}")


def edit(item: Item, form: Form, user: User) -> Done:
    outcome = actions.edit_and_approve(
        item, form.values.get("text"), form.seen, acting_user=user, subject=form.values.get("subject"), arguments=_arguments(form),
        reason_code=form["reason"], comment=form["comment"],
    )  # fmt: skip
    return _written(item, outcome, "edit", "Edited and approved")


def answer(item: Item, form: Form, user: User) -> Done:
    outcome = actions.answer(
        item, form["text"], form.values.get("subject"), acting_user=user, seen_digest=form.seen, comment=form["comment"]
    )
    return _written(item, outcome, "answer", "Answered")


def _written(item: Item, outcome: Outcome, verb: str, word: str) -> Done:
    """What became of a text that the policy ruled on."""
    if outcome.status == "refused":
        return Done("", stays=True, refused=refusals.of_text(verb, outcome.reason))
    if outcome.status == "waiting":
        return Done(f"Your {verb} is kept and nothing has left yet. {outcome.reason}")
    return Done(f"{word}. {_whereabouts(item)}")


def _whereabouts(item: Item) -> str:
    """Of what a person has just let go."""
    rows = item.actions.values_list("id", "kind")
    if any(stop.in_force(item.workspace_id, one) for one, _ in rows):
        return "An emergency stop holds it until it is lifted."
    return "It is on its way." if {kind for _, kind in rows} != {Action.Kind.TRIAGE} else "It can be undone afterwards."


def reject(item: Item, form: Form, user: User) -> Done:
    if not form["reason"]:
        raise InvalidInput("Choose why it is rejected.")
    actions.reject(item, form["reason"], form["comment"], acting_user=user, seen_digest=form.seen)
    return Done("Rejected. Nothing was sent, and the conversation waits for a person.")


def escalate(item: Item, form: Form, user: User) -> Done:
    queue = _queue(item, form["queue"])
    actions.escalate(item, queue, form["comment"], acting_user=user, seen_digest=form.seen)
    return Done(f"Passed on to {queue.name}.")


def close(item: Item, form: Form, user: User) -> Done:
    actions.close(item, form["comment"], acting_user=user)
    return Done("Closed. Nothing was sent.")


def left(item: Item, form: Form, user: User) -> Done:
    actions.it_left(item, form["comment"], acting_user=user)
    return Done("Noted that it left. The conversation shows it as sent.")


def again(item: Item, form: Form, user: User) -> Done:
    actions.send_again(item, form["comment"], acting_user=user)
    return Done("It is sent once more, after the policy has ruled on it again.")


def cancel(item: Item, form: Form, user: User) -> Done:
    actions.cancel(item, form["comment"], acting_user=user)
    return Done("Left as it is. Nothing more is tried.")


def _queue(item: Item, identity: str) -> Queue:
    try:
        found = Queue.objects.filter(workspace=item.workspace_id, id=UUID(identity)).first()
    except ValueError:
        raise InvalidInput("Choose the queue that it goes to.") from None
    if found is None:
        raise NotFound("There is no such queue.")
    return found


VERBS: Final[Mapping[str, Verb]] = {
    "claim": claim,
    "release": release,
    "approve": approve,
    "edit": edit,
    "answer": answer,
    "reject": reject,
    "escalate": escalate,
    "close": close,
    "left": left,
    "again": again,
    "cancel": cancel,
}
