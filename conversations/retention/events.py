"""What retention writes on the ledger."""

from __future__ import annotations

from audit.events import CODE, COUNT, event

EVENTS = {
    "retention.rule_changed": event(
        "Retention changed", {"data_class": CODE, "days": COUNT, "days_before": COUNT}, required=("data_class",)
    ),
    "retention.floor_raised": event("Retention floor raised", {"days": COUNT, "days_before": COUNT}, required=("days",)),
    "retention.purge_asked": event("Retention purge asked for", {}),
    "retention.purged": event(
        "Retention purge",
        {"data_class": CODE, "days": COUNT, "conversations": COUNT, "contents": COUNT, "people": COUNT, "documents": COUNT, "held": COUNT},
        required=("data_class",),
    ),
    "retention.person_purged": event("Name and addresses purged", {"keys": COUNT, "contents": COUNT}),
}
