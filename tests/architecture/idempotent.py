"""Every Celery task by name, with the reason why running it twice does no harm: the broker delivers at least once, and late."""

from __future__ import annotations

IDEMPOTENT = {
    "accounts.send_invitation": "a second mail carries a link to the same account; nothing else changes",
    "audit.anchor": "claims the anchor's row under a lease; a checkpoint that an anchor keeps already is not handed to it again",
    "audit.verify": "only reads, under a lock, and not again within a day",
    "kit.handle_event": "takes the event's row under a lease and leaves at once when it is already done",
    "agents.run_leg": "takes the turn's row under a lease; a leg that is done or held by another worker is left alone",
    "agents.sweep_turns": "only wakes turns and replays that are due; waking twice runs a leg once",
    "agents.replay_turns": "takes the run's row under a lease; a turn that has its result is left alone, and a replay has no effect",
    "policies.back_test": "takes the back-test's row under a lease; a part and the place it reached are stored together",
    "policies.sweep": "only wakes what nobody works on",
    "review.send": "claims the delivery's row under a lease; what was sent or is being sent is left alone",
    "review.sweep": "wakes due deliveries, settles those whose lease has ended and ends leases, each under the row's lock",
    "conversations.sweep_retention": "only asks for purges; asking twice purges once",
    "conversations.purge": "what is gone is not found again; each conversation goes in a transaction that holds it",
    "portal.sweep_bundles": "only wakes what a lost worker left, and removes what is over under the row's lock",
    "portal.watch_spend": "raises an alarm once for a conversation, under a lock, if the ledger does not have it yet",
    "portal.fold_spend": "sums what lies behind a mark and moves the mark in one transaction, under its lock",
    "kit.forget_idempotency_keys": "deletes what is past its time; the second time finds nothing",
    "kit.sweep_events": "only wakes what is due; waking twice is one handling",
}
