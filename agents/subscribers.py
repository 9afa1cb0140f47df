"""What agents do when something happened below: a new message starts a turn, which runs at once."""

from __future__ import annotations

from kit.events import Event


def message_received(event: Event) -> None:
    """Idempotent: the turn is made once, and a leg that somebody else has is left alone."""
    from agents import turns  # classifier and search load with the first message, not with every command

    turns.answer(event.subject)


def routed(event: Event) -> None:
    """Another agent has the conversation: it drafts its own answer to the newest message that nobody has answered."""
    from agents import turns  # as above
    from conversations.models import Message

    rows = Message.objects.filter(conversation=event.subject, direction=Message.Direction.INBOUND, machine="", quarantined="")
    newest = rows.order_by("-seq").values_list("id", flat=True).first()
    if newest is not None:
        turns.answer(newest, again=True)


def turn_wanted(event: Event) -> None:
    """A draft was taken back with the words of an erased person, and somebody else still waits for an answer."""
    from agents import turns  # as above

    turns.answer(event.subject, again=True)
