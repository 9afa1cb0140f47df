"""Every Celery task by name, with the reason why running it twice does no harm: the broker delivers at least once, and late."""

from __future__ import annotations

IDEMPOTENT = {
    "kit.handle_event": "takes the event's row under a lease and leaves at once when it is already done",
    "agents.run_leg": "takes the turn's row under a lease; a leg that is done or held by another worker is left alone",
    "agents.sweep_turns": "only wakes turns that are due; waking twice runs a leg once",
    "kit.sweep_events": "only wakes what is due; waking twice is one handling",
}
