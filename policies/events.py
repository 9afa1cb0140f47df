"""What policies write on the ledger."""

from __future__ import annotations

from audit import events

ASKED = {"request": events.ID, "asked_by": events.ID}
REQUEST = {"request": events.ID, "version": events.ID, "kind": events.CODE, "rules": events.DIGEST}
BACK_TEST = {"version": events.ID, "rules": events.DIGEST, "most": events.COUNT, "ended": events.CODE}
RATE_LIMIT = {
    "per": events.CODE, "only": events.CODE, "counts": events.CODE, "most": events.COUNT, "seconds": events.COUNT, "holds": events.FLAG,
    "paces": events.FLAG,
}  # fmt: skip
CASE = {"policy": events.ID, "record": events.ID, "effect": events.CODE, "erased": events.FLAG}
RECOGNISER = {"entity": events.CODE, "kind": events.CODE, "recogniser": events.DIGEST}
LIMIT = {
    "unit": events.CODE, "per": events.CODE, "only": events.ID, "period": events.CODE, "amount": events.NUMBER, "currency": events.CODE,
    "soft": events.NUMBER, "number": events.COUNT, "before": events.NUMBER, "soft_before": events.NUMBER,
}  # fmt: skip
RULE_CHANGES = {"policy": events.ID, "version": events.ID, "number": events.COUNT, "rules": events.DIGEST}


def register() -> None:
    events.register_all(
        {
            "policy.ruled": events.event(
                "Policy ruled",
                {
                    "reference": events.ID, "version": events.ID, "effect": events.CODE, "digest": events.DIGEST,
                    "rules": events.IDS, "failed": events.FLAG,
                },
                content=("facts",),
                required=("reference", "effect", "digest"),
            ),
            "policy.created": events.event("Policy created", {"policy": events.ID}),
            "policy.described": events.event("Policy described", {"policy": events.ID}),
            "policy.draft_created": events.event("Draft of a policy created", {**RULE_CHANGES, "from_version": events.ID}),
            "policy.draft_edited": events.event("Draft of a policy edited", RULE_CHANGES),
            "policy.draft_deleted": events.event("Draft of a policy deleted", RULE_CHANGES),
            "policy.activation_requested": events.event("Second person asked for a policy version", REQUEST, required=("request", "rules")),
            "policy.activation_withdrawn": events.event("Request for a policy version withdrawn", REQUEST, required=("request",)),
            "policy.activated": events.event(
                "Policy version activated", {**RULE_CHANGES, **ASKED, "retired": events.ID, "alone": events.FLAG}, required=("rules",)
            ),
            "policy.rolled_back": events.event(
                "Policy rolled back",
                {**RULE_CHANGES, **ASKED, "retired": events.ID, "from_version": events.ID, "alone": events.FLAG},
            ),
            "policy.case_saved": events.event("Test case of a policy saved", CASE, content=("facts",), required=("policy", "effect")),
            "policy.case_removed": events.event("Test case of a policy removed", CASE, required=("policy",), purges=True),
            "policy.shadow_started": events.event("Shadow of a policy begun", RULE_CHANGES, required=("rules",)),
            "policy.shadow_ended": events.event("Shadow of a policy ended", RULE_CHANGES, required=("rules",)),
            "policy.back_test_started": events.event("Back-test started", BACK_TEST, required=("version", "rules")),
            "policy.back_test_finished": events.event(
                "Back-test finished", {**BACK_TEST, **dict.fromkeys(("ruled", "unreadable", "changed"), events.COUNT)}, required=("version",)
            ),
            "redaction_rule.changed": events.event(
                "Redaction rule changed", {"entity": events.CODE, "surface": events.CODE, "operator": events.CODE, "channel": events.ID}
            ),
            "budget.spent": events.event(
                "Spent",
                {
                    "kind": events.CODE, "tier": events.CODE, "model": events.CODE, "input_tokens": events.COUNT, "output_tokens": events.COUNT,
                    "amount": events.NUMBER, "currency": events.CODE, "price": events.ID, "reference": events.ID,
                    "conversation": events.ID, "turn": events.ID,
                },
                required=("kind", "reference"),
            ),
            "rate_limit.created": events.event("Rate limit created", RATE_LIMIT, required=("per", "counts", "most", "seconds")),
            "rate_limit.changed": events.event(
                "Rate limit changed", {**RATE_LIMIT, "fields": events.CODES, "anew": events.FLAG}, required=("fields",)
            ),
            "rate_limit.counted_anew": events.event("Rate limit counts anew"),
            "rate_limit.removed": events.event("Rate limit removed", RATE_LIMIT),
            "redaction_rule.removed": events.event(
                "Redaction rule removed", {"entity": events.CODE, "surface": events.CODE, "channel": events.ID}
            ),
            "recogniser.saved": events.event("Own recogniser saved", {**RECOGNISER, "active": events.FLAG}, required=("entity", "recogniser")),
            "recogniser.removed": events.event("Own recogniser removed", RECOGNISER, required=("entity", "recogniser")),
            "budget.limit_set": events.event("Budget limit set", LIMIT, required=("unit", "per", "period", "amount")),
            "budget.limit_removed": events.event("Budget limit removed", LIMIT, required=("unit", "per", "period")),
            "budget.threshold_reached": events.event(
                "Budget: a threshold was reached",
                {
                    "limit": events.ID, "unit": events.CODE, "per": events.CODE, "period": events.CODE, "about": events.ID,
                    "threshold": events.COUNT,
                },
                required=("limit", "threshold"),
            ),
            "budget.reservation_expired": events.event(
                "Budget: a call that was never settled is no longer reserved",
                {
                    "kind": events.CODE, "model": events.CODE, "tokens": events.COUNT, "amount": events.NUMBER, "currency": events.CODE,
                    "reservation": events.ID, "turn": events.ID,
                },
                required=("reservation",),
            ),
            "exchange_rate.added": events.event(
                "Exchange rate added", {"source": events.CODE, "target": events.CODE, "rate": events.NUMBER, "start": events.INSTANT}
            ),
            "price.added": events.event(
                "Price added",
                {"model": events.CODE, "currency": events.CODE, "input": events.NUMBER, "output": events.NUMBER, "start": events.INSTANT},
            ),
        }
    )  # fmt: skip
