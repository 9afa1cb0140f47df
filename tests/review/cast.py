"""The fixed cast of the review tests: a shop with a mailbox, its people, an agent, and what the policy says to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role, User, Workspace
from audit.models import Entry
from audit.recorder import record
from audit.verify import verify
from connectors.models import Channel, Delivery
from connectors.types import Address, AuthResults, Envelope, Outbound
from conversations import intake
from conversations.models import Conversation
from kit.actor import Actor
from kit.ids import uuid7
from policies import actions as policy_actions
from policies.engine import RuleSource
from policies.models import Policy, PolicyVersion
from review import actions, gate, permissions
from review.models import Action, Item, Queue
from review.types import ProposedAction, Submission
from tests.fakes.smtp_server import SmtpServer
from tests.support import sealing

CUSTOMER = "mara@customer.example"
DRAFT = "Your lamp is on its way."


def rule(
    name: str, when: str = "true", effect: str = "review", *, queue: str = "", obligations: Sequence[dict[str, Any]] = ()
) -> RuleSource:
    return RuleSource(id=name, name=name, when=when, effect=effect, queue=queue, reason_code="test", obligations=list(obligations))


REVIEW = rule("a person looks")
ALLOW = rule("lamps may leave", effect="allow")
DENY = rule("nothing may leave", effect="deny")
TWO_PEOPLE = rule("two people look", obligations=[{"kind": "approvals", "count": 2}])


@dataclass
class Desk:
    """What a test acts on. ``agent`` proposes, ``reviewer`` and ``second`` decide in ``queue``; ``stranger`` belongs elsewhere."""

    workspace: Workspace
    queue: Queue
    legal: Queue
    channel: Channel
    policy: Policy
    owner: User
    reviewer: User
    second: User
    auditor: User
    stranger: User
    agent: Actor = field(default_factory=lambda: Actor("agent", uuid7(), "worker"))
    letters: int = 0

    def policy_says(self, *rules: RuleSource) -> PolicyVersion:
        draft = policy_actions.create_draft(self.policy, acting_user=None, rules=rules)
        return policy_actions.activate(draft, acting_user=None)

    def letter(self, text: str = "Where is my lamp?", *, to: Conversation | None = None, sender: str = CUSTOMER) -> Conversation:
        """A message of the customer through intake, as an answer in ``to`` or as a conversation of its own."""
        self.letters += 1
        identity = f"{self.letters}.{uuid7()}@customer.example"
        before = [f"{to.id}@first.example"] if to else []
        envelope = Envelope(
            external_id=identity if to else f"first-{identity}", content_hash=uuid7().hex * 2, sender=Address(sender, "Mara"),
            to=(Address(self.channel.address),), subject=f"Lamp {self.letters}" if to is None else "Re: Lamp", text=text, full_text=text,
            in_reply_to=before[0] if before else "", auth=AuthResults(level="verified"),
        )  # fmt: skip
        if to is None:
            return Conversation.objects.get(id=intake.receive(self.channel, envelope, text.encode()).conversation_id)
        return self._follow(to, envelope, text)

    def _follow(self, conversation: Conversation, envelope: Envelope, text: str) -> Conversation:
        first = conversation.messages.order_by("seq")[0].external_id
        answer = Envelope(**{name: getattr(envelope, name) for name in Envelope.__slots__} | {"in_reply_to": first, "references": (first,)})
        received = intake.receive(self.channel, answer, text.encode() + uuid7().bytes)
        assert received.conversation_id == conversation.id
        conversation.refresh_from_db()
        return conversation

    def outbound(self, text: str = DRAFT, to: str = CUSTOMER) -> Outbound:
        return Outbound(
            sender=Address(self.channel.address, "Moss"), to=(Address(to),), subject="Re: Lamp", text=text, html=f"<p>{text}</p>",
            in_reply_to="question@customer.example", references=("question@customer.example",),
        )  # fmt: skip

    def reply(self, text: str = DRAFT, **fields: Any) -> ProposedAction:
        return ProposedAction("reply", outbound=self.outbound(text), **{"confidence": 0.8, **fields})

    def submit(
        self, *actions: ProposedAction, conversation: Conversation | None = None, turn: UUID | None = None, **signals: Any
    ) -> Submission:
        conversation = conversation or self.letter()
        conversation.refresh_from_db()
        return gate.submit(
            conversation_id=conversation.id, conversation_version=conversation.version, turn=turn or uuid7(), agent=self.agent,
            agent_facts={"name": "Fern", "version": 1, "tier": "extractive"}, signals={"injection": 0.0, "urgency": "normal", **signals},
            actions=list(actions or [self.reply()]),
        )  # fmt: skip

    def waiting(self, *actions: ProposedAction, conversation: Conversation | None = None, **signals: Any) -> Item:
        """An item that waits for a person (under whatever the policy says now)."""
        item = self.submit(*actions, conversation=conversation, **signals).item
        assert item is not None
        return item

    def move(self, item: Item, **fields: Any) -> Item:
        """Change an item behind everybody's back, with an entry so that the guards let it pass."""
        with transaction.atomic():
            record("review.item_released", workspace=item.workspace_id, actor=self.agent, subject=item.id, data={"queue": item.queue_id})
            Item.objects.filter(id=item.id).update(**fields)
        item.refresh_from_db()
        return item


def fresh(item: Item) -> Item:
    return Item.objects.get(id=item.id)


def delivery_of(item_or_action: Item | Action) -> Delivery:
    action = item_or_action if isinstance(item_or_action, Action) else Action.objects.get(item=item_or_action, kind="reply")
    return Delivery.objects.get(action=action.id)


def lease_over(item: Item) -> None:
    Item.objects.filter(id=item.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def member(workspace: Workspace, name: str, role: str) -> User:
    user = User.objects.create_user(f"{name}@{workspace.slug}.example", None, name=name.title())
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user


def assemble(slug: str = "moss") -> Desk:
    workspace = Workspace.objects.create(slug=slug, name=slug.title())
    queue = Queue.objects.create(workspace=workspace, name="Support", slug="support", is_default=True, due_minutes=240)
    legal = Queue.objects.create(workspace=workspace, name="Legal", slug="legal", order=200)
    channel = Channel.objects.create(workspace=workspace, kind="email", name="Help", address=f"help@{slug}.example")
    people = {
        "owner": member(workspace, "owner", Role.OWNER),
        "reviewer": member(workspace, "reviewer", Role.REVIEWER),
        "second": member(workspace, "second", Role.REVIEWER),
        "auditor": member(workspace, "auditor", Role.AUDITOR),
        "stranger": member(Workspace.objects.create(slug=f"not-{slug}", name="Elsewhere"), "stranger", Role.OWNER),
    }
    for name in ("reviewer", "second"):
        permissions.grant(queue, people[name], permissions.DECIDE)
    policy = policy_actions.create_policy(workspace.id, "Replies", acting_user=None)
    desk = Desk(
        workspace, queue, legal, channel, policy, owner=people["owner"], reviewer=people["reviewer"], second=people["second"],
        auditor=people["auditor"], stranger=people["stranger"],
    )  # fmt: skip
    desk.policy_says(REVIEW)
    return desk


def approved(desk: Desk, *proposed: ProposedAction, **signals: Any) -> Item:
    """An item that the reviewer has approved; its delivery is due."""
    item = actions.claim(desk.waiting(*proposed, **signals), acting_user=desk.reviewer)
    return actions.approve(item, item.seen_digest, acting_user=desk.reviewer)


def mail_to(desk: Desk, server: SmtpServer) -> None:
    """Let the desk's mailbox send through ``server``."""
    desk.channel.parameters = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
    desk.channel.save(update_fields=["parameters"])


def story(item: Item) -> list[str]:
    """What the ledger tells of the conversation's deliveries, in the order of causes."""
    entries = Entry.objects.filter(stream=item.conversation_id, event__startswith="review.").order_by("stream_no")
    return [name.removeprefix("review.") for name in entries.values_list("event", flat=True)]


def verified() -> bool:
    """Everything is sealed and ``audit verify`` finds nothing."""
    sealing.seal()
    return verify().ok
