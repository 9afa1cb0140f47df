"""What a ruling costs: the engine alone with 50 and with 500 rules, a ruling without I/O, and one with version check and rows.

The 50 rules are of the kinds that people write (packs, amounts, recipients, hours, words in lists), and most of their conditions must be
looked at; the 500 are those of many tools and queues of which few can apply to one action. The ceiling of the engine is the same 50
conditions as Python functions over a dict, written by hand: no language, no errors caught, nothing told.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from bench.figures import Figure, figure

CALLS: Final = 2_000
WARM: Final = 200
WRITTEN: Final = 400
"""Rulings with their rows, a transaction each."""

FIFTY, FIVE_HUNDRED, WITHOUT_IO, WITH_ROWS = 200, 400, 1, 8
"""The bars: microseconds (p50) twice, milliseconds (p95) twice."""

_COUNTRIES: Final = ("de", "fr", "es", "nl", "it", "pl", "ch", "at", "be", "pt")

By = tuple[str, Callable[[dict[str, Any]], bool]]
"""A condition as an admin writes it, and as a programmer would."""


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from policies.engine import compile_rules, evaluate

    chance = random.Random(11)  # the same actions every time
    facts = [_facts(chance) for _ in range(CALLS)]
    few, many = (compile_rules(_sources(one)) for one in (_fifty(), _five_hundred()))
    plain, values = [by for _, by in _fifty()], [one.values for one in facts]
    engine, by_hand, large, whole = [], [], [], []
    for _ in range(rounds):
        engine.append(_p50([partial(evaluate, few, one) for one in facts]))
        by_hand.append(_p50([partial(_by_hand, plain, one) for one in values]))
        large.append(_p50([partial(evaluate, many, one) for one in facts]))
        whole.append(_p95([_ruled(few, chance) for _ in range(CALLS)]) / 1000)
    return [
        figure("engine alone, 50 rules, p50", "us", engine, by_hand, most=FIFTY),
        figure("engine alone, 500 rules of which few apply, p50", "us", large, most=FIVE_HUNDRED),
        figure("ruling without I/O (facts, 50 rules, digest), p95", "ms", whole, most=WITHOUT_IO),
        figure("ruling with version check and rows, p95", "ms", _stored(rounds), most=WITH_ROWS),
    ]


def _by_hand(conditions: Sequence[Callable[[dict[str, Any]], bool]], values: dict[str, Any]) -> list[bool]:
    return [condition(values) for condition in conditions]


def _spent(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Microseconds of each, in order of length."""
    for call in calls[:WARM]:
        call()
    found = []
    for call in calls:
        began = time.perf_counter()
        call()
        found.append((time.perf_counter() - began) * 1e6)
    return sorted(found)


def _p50(calls: Sequence[Callable[[], object]]) -> float:
    return statistics.median(_spent(calls))


def _p95(calls: Sequence[Callable[[], object]]) -> float:
    found = _spent(calls)
    return found[int(len(found) * 0.95) - 1]


def _ruled(program: Any, chance: random.Random) -> Callable[[], object]:
    from policies.engine import evaluate
    from policies.facts import ActionFacts

    told = _told(chance)
    return lambda: evaluate(program, ActionFacts.build(**told)).digest


def _stored(rounds: int) -> list[float]:
    """Milliseconds (p95) of ``rule_action`` in a transaction of its own, by the active version of a workspace."""
    from django.db import transaction

    from accounts.models import Workspace
    from kit.ids import uuid7
    from policies import actions, rulings

    workspace = Workspace.objects.create(slug=f"rulings-{uuid7().hex[-8:]}", name="Rulings")
    policy = actions.create_policy(workspace.id, "Replies", acting_user=None)
    actions.activate(actions.create_draft(policy, acting_user=None, rules=_sources(_fifty())), acting_user=None)
    chance, conversations = random.Random(12), [uuid7() for _ in range(20)]

    def ruled(number: int) -> Callable[[], object]:
        facts = _facts(chance)

        def call() -> None:
            with transaction.atomic():
                rulings.rule_action(workspace.id, facts, reference=uuid7(), conversation=conversations[number % 20], subject=None)

        return call

    return [_p95([ruled(number) for number in range(WRITTEN)]) / 1000 for _ in range(rounds)]


def _sources(wanted: Sequence[tuple[str, Callable[[dict[str, Any]], bool] | None]]) -> list[Any]:
    from policies.engine import RuleSource

    effects = ("review", "review", "allow", "deny")
    return [RuleSource("", f"Rule {at}", when, effects[at % 4], "", f"rule_{at}", order=at) for at, (when, _) in enumerate(wanted)]


def _fifty() -> list[By]:
    """Five of each kind, ten kinds; most look at a number, so that no index can leave them out."""
    return [one for at in range(5) for one in _of_each_kind(at)]


def _of_each_kind(at: int) -> list[By]:
    return [
        (f"signals.confidence < {0.1 + at / 50}", lambda f: f["signals.confidence"] < 0.1 + at / 50),
        (f"action.amount > {200.0 + at * 10}", lambda f: f["action.amount"] > 200.0 + at * 10),
        (
            f"action.kind == 'reply' && signals.grounded < {0.2 + at / 50}",
            lambda f: f["action.kind"] == "reply" and f["signals.grounded"] < 0.2 + at / 50,
        ),
        (f"signals.language in ['{_COUNTRIES[at]}', 'xx']", lambda f: f["signals.language"] in [_COUNTRIES[at], "xx"]),
        (f"'shop{at}.example' in action.hosts", lambda f: f"shop{at}.example" in f["action.hosts"]),
        (f"'ID_{at}' in data.types", lambda f: f"ID_{at}" in f["data.types"]),
        (
            f"time.business_hours && history.sent_24h > {10 + at}",
            lambda f: f["time.business_hours"] and f["history.sent_24h"] > 10 + at,
        ),
        (f"size(action.recipients) > {3 + at}", lambda f: len(f["action.recipients"]) > 3 + at),
        (
            f"action.recipients.exists(one, one.endsWith('@rival{at}.example'))",
            lambda f: any(one.endswith(f"@rival{at}.example") for one in f["action.recipients"]),
        ),
        (
            f"conversation.turns > {20 + at} || budget.share > {0.9 + at / 100}",
            lambda f: f["conversation.turns"] > 20 + at or f["budget.share"] > 0.9 + at / 100,
        ),
    ]


def _five_hundred() -> list[tuple[str, None]]:
    """Rules of 90 tools and of 10 countries, five each."""
    tools = [
        (f"action.kind == 'tool' && action.tool == 'tool_{at}' && action.amount > {more * 10}.0", None)
        for at in range(90)
        for more in range(5)
    ]
    return tools + [
        (f"signals.language == '{one}' && signals.confidence < {0.1 * more:.1f}", None) for one in _COUNTRIES for more in range(1, 6)
    ]


def _told(chance: random.Random) -> dict[str, Any]:
    return {
        "action": {"kind": "reply", "recipients": [f"customer{chance.randrange(99)}@example.com"], "hosts": ["shop.example"],
                   "amount": round(chance.random() * 90, 2)},
        "arguments": {"order": {"source": "requester", "trusted": True}},
        "signals": {"confidence": round(0.3 + chance.random() * 0.7, 3), "calibrated": True, "grounded": 0.9, "injection": 0.0,
                    "language": chance.choice(["en", *_COUNTRIES]), "urgency": "normal", "intent": "order_status", "spam": 0.0},
        "data": {"types": ["PERSON"], "classes": ["public"]},
        "conversation": {"channel": "email", "identity": "verified", "turns": chance.randrange(7), "open_promises": 0, "reopened": False},
        "agent": {"name": "Fern", "version": 3, "tier": "small"},
        "time": {"business_hours": True, "weekday": chance.randrange(1, 8), "hour": chance.randrange(24)},
        "budget": {"state": "ok", "share": 0.2},
        "history": {"sent_24h": chance.randrange(4), "sent_7d": chance.randrange(9)},
    }  # fmt: skip


def _facts(chance: random.Random) -> Any:
    from policies.facts import ActionFacts

    return ActionFacts.build(**_told(chance))
