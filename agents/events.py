"""What agents and their turns write on the ledger."""

from __future__ import annotations

from audit import events

_COST = {"input_tokens": events.COUNT, "output_tokens": events.COUNT, "cost": events.NUMBER, "currency": events.CODE, "price": events.ID}
_REPLAYED = {"policy_version": events.ID, "rules": events.DIGEST, "agent_version": events.ID, "model": events.CODE}
_STATES = ("identical", "redrafted", "changed", "failed", "erased")

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
    "agent.version_created": events.event("Agent version created", {"agent": events.ID, "number": events.COUNT, "prompt": events.DIGEST, "tools": events.CODES, "triage": events.CODES}),
    "agent.version_activated": events.event("Agent version activated", {"agent": events.ID, "number": events.COUNT, "before": events.ID}),
    "agent.enabled": events.event("Agent enabled"),
    "agent.disabled": events.event("Agent disabled"),
    "replay_set.created": events.event("Replay set created", {"is_required": events.FLAG}),
    "replay_set.turns_added": events.event("Turns added to a replay set", {"turns": events.IDS}, required=("turns",)),
    "replay_set.turns_removed": events.event("Turns removed from a replay set", {"turns": events.IDS}, required=("turns",)),
    "replay_set.requirement_changed": events.event("Replay set required or not", {"is_required": events.FLAG}, required=("is_required",)),
    "replay_set.deleted": events.event("Replay set deleted"),
    "replay.started": events.event("Replay started", {"set": events.ID, "turns": events.IDS, **_REPLAYED}, required=("turns",)),
    "replay.finished": events.event(
        "Replay finished",
        {"clean": events.FLAG, "sockets": events.COUNT, "cancelled": events.FLAG, **dict.fromkeys(_STATES, events.COUNT), **_REPLAYED},
        required=("clean",),
    ),
    "agent.channels_changed": events.event("Channels of an agent changed", {"channels": events.IDS}),
}  # fmt: skip


def register() -> None:
    events.register_all(EVENTS)
