"""What agents and their turns write on the ledger."""

from __future__ import annotations

from audit import events

_COST = {"input_tokens": events.COUNT, "output_tokens": events.COUNT, "cost": events.NUMBER, "currency": events.CODE, "price": events.ID}

EVENTS = {
    "agent.turn_started": events.event(
        "Turn started", {"message": events.ID, "version": events.COUNT, "agent_version": events.ID}, required=("message", "version")
    ),
    "agent.step_recorded": events.event(
        "Step",
        {"turn": events.ID, "number": events.COUNT, "kind": events.CODE, "tier": events.CODE, "model": events.CODE,
         "milliseconds": events.COUNT, "error": events.CODE, **_COST},
        content=("request", "response"),
        required=("turn", "number", "kind"),
    ),
    "agent.turn_finished": events.event(
        "Turn finished", {"outcome": events.CODE, "error": events.CODE, "steps": events.COUNT}, required=("outcome",)
    ),
    "agent.created": events.event("Agent created"),
    "agent.renamed": events.event("Agent renamed"),
    "agent.version_created": events.event("Agent version created", {"agent": events.ID, "number": events.COUNT, "prompt": events.DIGEST}),
    "agent.version_activated": events.event("Agent version activated", {"agent": events.ID, "number": events.COUNT, "before": events.ID}),
    "agent.enabled": events.event("Agent enabled"),
    "agent.disabled": events.event("Agent disabled"),
    "agent.channels_changed": events.event("Channels of an agent changed", {"channels": events.IDS}),
}  # fmt: skip


def register() -> None:
    events.register_all(EVENTS)
