"""What beat sends, and how often in seconds: sweeps over unfinished work, and what is to happen by itself.

``expires`` keeps a queue that nobody served from filling with them.
"""

from __future__ import annotations

from typing import Any

TASKS: dict[str, dict[str, Any]] = {
    "forget-idempotency-keys": {"task": "kit.forget_idempotency_keys", "schedule": 3600.0, "options": {"expires": 600}},
    "anchor-checkpoints": {"task": "audit.anchor", "schedule": 20.0, "options": {"expires": 60}},
    "verify-the-ledger": {"task": "audit.verify", "schedule": 600.0, "options": {"expires": 600}},
    "purge-by-retention": {"task": "conversations.sweep_retention", "schedule": 86400.0, "options": {"expires": 3600}},
    "sweep-bundles": {"task": "portal.sweep_bundles", "schedule": 30.0, "options": {"expires": 30}},
    "watch-spend": {"task": "portal.watch_spend", "schedule": 20.0, "options": {"expires": 20}},
    "fold-spend": {"task": "portal.fold_spend", "schedule": 300.0, "options": {"expires": 300}},
    "sweep-events": {"task": "kit.sweep_events", "schedule": 2.0, "options": {"expires": 10}},
    "sweep-policies": {"task": "policies.sweep", "schedule": 5.0, "options": {"expires": 10}},
    "sweep-review": {"task": "review.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "sweep-turns": {"task": "agents.sweep_turns", "schedule": 2.0, "options": {"expires": 10}},
}
