"""A back-test of 100,000 rulings whose facts lie encrypted under the keys of 20,000 conversations, by one worker, as its task does it.

The draft is the shipped pack with one rule more. Every tenth ruling was decided by a person. ``measure(rounds)`` needs a migrated
throw-away database in Django's settings and leaves its rows there.
"""

from __future__ import annotations

import random
import time
from typing import Any, Final

from django.db import connection, transaction

from bench.figures import Figure, figure

RULINGS: Final = 100_000
A_CONVERSATION: Final = 5
SECONDS: Final = 30


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from audit import keys

    version = prepare()
    spent = []
    for _ in range(rounds):
        keys.forget()  # a worker that has just started
        spent.append(_tried(version))
    return [
        figure(f"back-test of {RULINGS:,} rulings", "s", spent, most=SECONDS),
        figure("rulings tried in a second", "", [RULINGS / one for one in spent]),
    ]


def _tried(version: Any) -> float:
    from unittest.mock import patch

    from policies import backtests
    from policies.models import BackTest

    with patch("policies.backtests.running.wake"):
        test = backtests.start(version, acting_user=None, most=RULINGS)
        began = time.perf_counter()
        while not backtests.work(test.id):
            pass
    spent = time.perf_counter() - began
    done = BackTest.objects.get(id=test.id)
    if done.tally["ruled"] != RULINGS:
        raise SystemExit(f"{done.tally['ruled']} rulings were tried")
    return spent


def prepare() -> Any:
    """A draft in a workspace where 100,000 actions were ruled on."""
    from accounts.models import Workspace
    from policies import actions, packs
    from policies.engine import RuleSource

    workspace = Workspace.objects.create(slug="backtests", name="Back-tests")
    policy = actions.create_policy(workspace.id, "Replies", acting_user=None)
    pack = packs.load()
    active = actions.activate(actions.create_draft(policy, acting_user=None, rules=pack.rules), acting_user=None)
    chance = random.Random(7)  # the same rulings every time
    for first in range(0, RULINGS // A_CONVERSATION, 500):
        _fill(workspace.id, active, range(first, first + 500), chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself after a while
    more = RuleSource("", "Short replies may leave", "action.kind == 'reply' && signals.confidence > 0.9", "allow", "", "sure", (), 150)
    return actions.create_draft(policy, acting_user=None, rules=[*pack.rules, more])


@transaction.atomic
def _fill(workspace: Any, active: Any, conversations: range, chance: random.Random) -> None:
    from audit import content
    from audit.content import Piece
    from audit.testing import mark_recorded
    from kit.ids import uuid7
    from policies.engine import evaluate
    from policies.models import RulingOutcome, RulingRecord
    from policies.rulings import program_of

    mark_recorded()
    program, pieces, told = program_of(active.id), [], []
    for number in conversations:
        conversation, subject = uuid7(), uuid7()
        for _ in range(A_CONVERSATION):
            facts = _facts(number, chance)
            pieces.append(Piece(facts.as_dict(), conversation, subject))
            told.append(evaluate(program, facts))
    rows = [
        RulingRecord(
            workspace_id=workspace, version_id=active.id, reference=uuid7(), facts=ref.id, digest=ruling.digest, used=list(ruling.used),
            **ruling.as_dict(),
        )
        for ref, ruling in zip(content.put_many(workspace, pieces), told, strict=True)
    ]  # fmt: skip
    RulingRecord.objects.bulk_create(rows)
    RulingOutcome.objects.bulk_create(
        RulingOutcome(workspace_id=workspace, ruling=row, outcome=chance.choice(["approved", "edited", "rejected"]), seconds=40)
        for row in rows[::10]
    )


def _facts(number: int, chance: random.Random) -> Any:
    from policies.facts import ActionFacts

    return ActionFacts.build(
        action={"kind": "reply", "recipients": [f"customer{number}@example.com"], "hosts": ["shop.example"], "amount": round(chance.random() * 90, 2)},
        arguments={"order": {"source": "requester", "trusted": True}},
        signals={"confidence": round(chance.random(), 3), "calibrated": True, "grounded": 0.9, "injection": 0.0, "language": "en",
                 "urgency": "normal", "intent": "order_status"},
        data={"types": ["PERSON"], "classes": ["public"]},
        conversation={"channel": "email", "identity": "verified", "turns": number % 7, "open_promises": 0, "reopened": False},
        agent={"name": "Fern", "version": 3, "tier": "small"},
        time={"business_hours": True, "weekday": 1 + number % 7, "hour": number % 24},
        budget={"state": "ok", "share": 0.2}, history={"sent_24h": number % 4, "sent_7d": number % 9},
    )  # fmt: skip
