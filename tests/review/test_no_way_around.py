"""Whatever is done in whatever order, nothing reaches the world but what the version active at that moment lets pass, as it was seen.

An example is a list of moves by agents, reviewers (pages' verbs and the API), policy admins, somebody at the shell who knows the tables, and
the workers. After each work of the workers everything new in the world is judged by what the ledger and the rulings say of it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audit.models import Entry
from audit.recorder import record
from connectors import tool_actions
from connectors.models import Delivery
from kit.errors import CountersignError
from kit.ids import uuid7
from policies import actions as policy_actions
from policies import exchange
from policies.models import PolicyVersion, RulingRecord
from review import actions, deliveries, outbounds, release
from review.models import Action, Decision, Item
from review.types import ProposedAction
from tests.api.conftest import caller, decision, url
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import ALLOW, DENY, REVIEW, TWO_PEOPLE, Desk, assemble, mail_to, rule
from tests.review.test_tools import REFUNDS, Refund
from tests.review.test_tools import refund as refund
from tests.support.search import examples

pytestmark = pytest.mark.django_db(transaction=True)
LARGE_IS_DENIED = rule("large", "action.tool == 'refund' && action.irreversible", "deny")


@dataclass
class House:
    """The desk, who is active, and what has already been judged."""

    desk: Desk
    server: SmtpServer
    refund: type[Refund]
    active: PolicyVersion
    judged: set[str] = field(default_factory=set)
    mails: int = 0

    # -- moves: each takes a number that picks what it is about

    def an_agent_writes(self, number: int) -> None:
        self.desk.submit(self.desk.reply(f"Draft {uuid7().hex}."))

    def an_agent_refunds(self, number: int) -> None:
        tool = ProposedAction("tool", "refund", arguments={"order": f"A-{number}", "cents": number + 1})
        self.desk.submit(tool, self.desk.reply(f"Draft {uuid7().hex}."))

    def the_admin_allows(self, number: int) -> None:
        self.active = self.desk.policy_says(ALLOW)

    def the_admin_asks_for_people(self, number: int) -> None:
        self.active = self.desk.policy_says((REVIEW, TWO_PEOPLE)[number % 2])

    def the_admin_denies(self, number: int) -> None:
        self.active = self.desk.policy_says((DENY, LARGE_IS_DENIED)[number % 2], *([ALLOW] if number % 2 else []))

    def a_draft_is_brought_in(self, number: int) -> None:
        """It allows all, and is not active."""
        draft = policy_actions.create_draft(self.desk.policy, acting_user=None, rules=[ALLOW])
        exchange.bring_in(self.desk.policy, exchange.export(draft), acting_user=None)

    def a_reviewer_approves(self, number: int) -> None:
        item, who = self._item(number), self._reviewer(number)
        if item:
            mine = actions.claim(item, acting_user=who)
            actions.approve(mine, mine.seen_digest, acting_user=who)

    def a_reviewer_approves_over_the_api(self, number: int) -> None:
        self._api(number, "approve")

    def a_reviewer_edits_over_the_api(self, number: int) -> None:
        self._api(number, "edit", text=f"Edited {uuid7().hex}.")

    def a_reviewer_rejects_over_the_api(self, number: int) -> None:
        self._api(number, "reject", reason="tone")

    def the_shell_says_allowed(self, number: int) -> None:
        action = self._action(number)
        if action:
            self._refused(lambda: Action.objects.filter(id=action.id).exclude(status="allowed").update(status="allowed"))

    def the_shell_opens_a_delivery(self, number: int) -> None:
        action = self._action(number)
        if action and not Delivery.objects.filter(action=action.id).exists():
            self._refused(lambda: deliveries.open_for([action], self.desk.channel.id))

    def the_shell_changes_a_ruling(self, number: int) -> None:
        found = RulingRecord.objects.filter(workspace=self.desk.workspace).exclude(effect="allow")
        self._refused(lambda: found.update(effect="allow"))

    def the_shell_lets_it_leave_with_an_entry(self, number: int) -> None:
        """Somebody who knows what the guards look for: mostly the status, no item that is decided, a delivery, and some entry beside it."""
        action = self._action(number)
        if action is None or Delivery.objects.filter(action=action.id).exists():
            return
        with transaction.atomic():
            record(
                "review.item_released",
                workspace=action.workspace_id,
                actor=self.desk.agent,
                subject=uuid7(),
                data={"queue": self.desk.queue.id},
            )
            if number % 3:
                Action.objects.filter(id=action.id).update(status="allowed")
            Action.objects.filter(id=action.id).exclude(item__status__in=("waiting", "claimed")).update(item=None)
            deliveries.open_for([action], self.desk.channel.id)

    def the_shell_exchanges_what_leaves(self, number: int) -> None:
        """Another content than was ruled on and seen, put into a delivery with some entry beside it."""
        waiting = list(
            Delivery.objects.filter(workspace=self.desk.workspace, status="pending", channel__isnull=False).order_by("created_at")
        )
        if waiting:
            row = waiting[number % len(waiting)]
            content, _ = outbounds.put(
                row.workspace_id,
                self.desk.reply("Something else."),
                conversation=Action.objects.get(id=row.action).conversation_id,
                subject=None,
            )
            with transaction.atomic():
                record(
                    "review.item_released",
                    workspace=row.workspace_id,
                    actor=self.desk.agent,
                    subject=uuid7(),
                    data={"queue": self.desk.queue.id},
                )
                Delivery.objects.filter(id=row.id).update(payload=content.id)

    def the_workers_work(self, number: int) -> None:
        for _ in range(2):  # a reply is freed by its tool
            rows = Delivery.objects.filter(workspace=self.desk.workspace, status="pending")
            rows.update(next_attempt_at=timezone.now())
            for identity in rows.order_by("created_at").values_list("id", flat=True):
                release.send(identity)
        self.judge()

    # -- what they pick

    def _action(self, number: int) -> Action | None:
        rows = list(Action.objects.filter(workspace=self.desk.workspace, kind__in=("reply", "tool")).order_by("created_at", "position"))
        return rows[number % len(rows)] if rows else None

    def _item(self, number: int) -> Item | None:
        rows = list(
            Item.objects.filter(workspace=self.desk.workspace, kind="approval", status__in=("waiting", "claimed")).order_by("created_at")
        )
        return rows[number % len(rows)] if rows else None

    def _reviewer(self, number: int) -> User:
        return (self.desk.reviewer, self.desk.second)[number % 2]

    def _api(self, number: int, verb: str, **fields: Any) -> None:
        item, client = self._item(number), caller(self.desk, self._reviewer(number))
        if item and client.post(url("items/{}/claim", item)).status_code == 200:
            answer = client.post(url("items/{}/" + verb, item), decision(client, item, **fields))
            assert answer.status_code < 500

    def _refused(self, change: Callable[[], object]) -> None:
        """The database refuses it where it would have changed something: no entry, no effect."""
        before = self._rows()
        with contextlib.suppress(DatabaseError), transaction.atomic():
            change()
        assert self._rows() == before

    def _rows(self) -> list[object]:
        ours = {"workspace": self.desk.workspace}
        return [
            *Action.objects.filter(**ours).order_by("id").values_list("id", "status"),
            *Delivery.objects.filter(**ours).order_by("id").values_list("id", "payload"),
            *RulingRecord.objects.filter(**ours).order_by("id").values_list("id", "effect"),
        ]

    # -- the judge

    def judge(self) -> None:
        for key, _ in self.refund.calls:
            if key not in self.judged:
                self._may_have_left(Action.objects.get(id=Delivery.objects.get(key=key).action))
                self.judged.add(key)
        assert len({key for key, _ in self.refund.calls}) == len(self.refund.calls)
        for mail in self.server.mails[self.mails :]:
            text = mail.decode()
            (action,) = [one for one in self._sent() if self._text(one) in text]
            assert str(action.id) not in self.judged, "it left twice"
            self._may_have_left(action)
            self.judged.add(str(action.id))
        self.mails = len(self.server.mails)

    def _sent(self) -> list[Action]:
        rows = Delivery.objects.filter(workspace=self.desk.workspace, status="sent", channel__isnull=False).values("action")
        return list(Action.objects.filter(id__in=rows))

    def _text(self, action: Action) -> str:
        stored = outbounds.load(action.workspace_id, action.content)
        assert stored.outbound is not None
        found = re.search(r"(Draft|Edited) [0-9a-f]{32}", stored.outbound.text)
        assert found is not None
        return found[0]

    def _may_have_left(self, action: Action) -> None:
        last = RulingRecord.objects.filter(reference=action.id).order_by("created_at").last()
        assert last is not None
        assert last.version_id == self.active.id, "ruled by a version that is not the active one"
        assert last.effect != "deny"
        assert not Decision.objects.filter(item__actions=action.id, verdict="reject").exists()
        started = Entry.objects.filter(event="review.delivery_started", body__contains=f'"action":"{action.id}"')
        assert f'"digest":"{action.digest}"' in started.get().body
        if last.effect == "review":
            self._was_agreed_to(action, 2 if {"kind": "approvals", "count": 2} in last.obligations else 1)

    def _was_agreed_to(self, action: Action, people: int) -> None:
        assert action.item is not None, "nobody was asked"
        agreed = Decision.objects.filter(item=action.item, round=action.item.round, verdict__in=("approve", "edit"))
        assert len({one.person for one in agreed}) >= people
        assert {one.content_digest for one in agreed} == {action.item.content_digest}, "agreed to something else"


MOVES = [name for name in vars(House) if re.match(r"(an?|the)_", name)]
Move = tuple[str, int]


@pytest.fixture
def house(refund: type[Refund]) -> Any:
    """Makes a desk of its own for each example."""
    with SmtpServer() as running:

        def made() -> House:
            desk = assemble(f"shop-{uuid7().hex[-10:]}")
            mail_to(desk, running)
            refund.calls.clear()
            tool_actions.create_tool(desk.workspace.id, "refunds", REFUNDS, acting_user=None)
            return House(desk, running, refund, PolicyVersion.objects.get(policy=desk.policy, status="active"), mails=len(running.mails))

        yield made


@settings(
    max_examples=examples(25),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(moves=[("a_reviewer_rejects_over_the_api", 0), ("the_shell_lets_it_leave_with_an_entry", 0)])
@example(moves=[("a_reviewer_approves", 0), ("the_shell_exchanges_what_leaves", 0)])
@example(moves=[("a_reviewer_approves_over_the_api", 0), ("the_admin_denies", 0)])
@example(
    moves=[("the_admin_allows", 0), ("an_agent_refunds", 2), ("the_admin_denies", 1), ("the_workers_work", 0), ("the_admin_allows", 0)]
)
@example(  # what the shell let through and a person then rejected is at its end, whatever the policy says afterwards
    moves=[
        ("the_shell_lets_it_leave_with_an_entry", 5),
        ("an_agent_refunds", 7),
        ("a_reviewer_rejects_over_the_api", 1),
        ("the_workers_work", 6),
        ("the_admin_allows", 3),
        ("a_reviewer_edits_over_the_api", 1),
    ]
)
@given(moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 7)), min_size=3, max_size=14))
def test_nothing_leaves_past_the_gate(house: Callable[[], House], moves: list[Move]) -> None:
    made = house()
    for name, number in [("an_agent_writes", 0), ("an_agent_refunds", 1), *moves, ("the_workers_work", 0)]:
        try:
            getattr(made, name)(number)
        except CountersignError:  # refused with a sentence: somebody else has it, the conversation moved on, ...
            continue
    made.judge()
