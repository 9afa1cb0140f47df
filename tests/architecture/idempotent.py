"""Every Celery task by name, with the reason why running it twice does no harm: the broker delivers at least once, and late."""

from __future__ import annotations

IDEMPOTENT = {
    "kit.handle_event": "takes the event's row under a lease and leaves at once when it is already done",
    "kit.sweep_events": "only wakes what is due; waking twice is one handling",
}
