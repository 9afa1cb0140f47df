"""A whole story: a mail comes in, an agent drafts, the policy rules, a person edits and approves, the reply leaves."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, User, Workspace
from agents import turns
from agents.models import Agent, AgentChannel, AgentVersion
from connectors.models import Channel, Delivery
from connectors.types import Attachment
from conversations.memory import loading
from conversations.models import Conversation, Message
from policies import actions as policy_actions
from policies.engine import RuleSource
from review import actions, permissions, release
from review.models import Action, Item, Queue
from tests.factories.mail import make_channel, make_queue, receive
from tests.factories.people import member
from tests.fakes.smtp_server import SmtpServer
from tests.support import sealing

PAGE = "# Returns\n\n## Thirty days\n\nYou may send anything back within 30 days of delivery. The return label is free in Germany.\n"
HTML = '<p>How long can I <b>return</b> a lamp?</p><img data-blocked-src="https://tracker.example/pixel.gif">'
QUESTION = "How long can I return a lamp? My card is 4111 1111 1111 1111.\u202egnp.exe"
PHOTO = Attachment("lamp <b>.html", "text/html", b"<script>alert(1)</script>", "ab" * 32)


def furnish(workspace: Workspace, **channel: Any) -> Channel:
    """A mailbox with an agent behind it, a page to quote, a queue for the reviewer and a policy that asks a person."""
    queue = make_queue(workspace)
    mailbox = make_channel(workspace, **channel)
    agent = Agent.objects.create(workspace=workspace, name="Fern")
    version = AgentVersion.objects.create(agent=agent, number=1, prompt="You answer for {{workspace}}.")
    Agent.objects.filter(id=agent.id).update(active=version)
    AgentChannel.objects.create(agent=agent, channel=mailbox)
    loading.load_document(workspace.id, "returns.md", PAGE.encode())
    permissions.grant(queue, member(workspace, Role.REVIEWER), permissions.DECIDE)
    policy = policy_actions.create_policy(workspace.id, "Replies", acting_user=None)
    rule = RuleSource(id="looks", name="A person looks", when="true", effect="review", queue="", reason_code="test", obligations=[])
    policy_actions.activate(policy_actions.create_draft(policy, acting_user=None, rules=[rule]), acting_user=None)
    return mailbox


def ask(channel: Channel, text: str = QUESTION, subject: str = "Returning a lamp", **fields: Any) -> Conversation:
    values: dict[str, Any] = {"html": HTML, "attachments": (PHOTO,), "quoted": "> what we wrote before", "signature": "Mara", **fields}
    return receive(channel, text, subject, **values)


def draft(conversation: Conversation) -> Item:
    """Run the agent's turn to its end."""
    message = Message.objects.filter(conversation=conversation, direction="in").order_by("-seq").first()
    assert message is not None
    turn = turns.start(message.id)
    assert turn is not None
    while turns.run(turn.id) in ("prepared", "answered"):
        pass
    return Item.objects.get(turn=turn.id, kind=Item.Kind.APPROVAL)


def edit(item: Item, user: User, text: str = "You have 30 days. The label is free in Germany.") -> Item:
    mine = actions.claim(item, acting_user=user)
    actions.edit_and_approve(mine, text, mine.seen_digest, acting_user=user)
    return Item.objects.get(id=item.id)


def send(item: Item) -> str:
    action = Action.objects.get(item=item, kind="reply")
    return release.send(Delivery.objects.get(action=action.id).id)


def whole_story(workspace: Workspace) -> Conversation:
    """From the mail to its delivered answer, sealed."""
    channel = Channel.objects.filter(workspace=workspace).first() or furnish(workspace)
    with SmtpServer() as server:
        channel.parameters = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
        channel.save(update_fields=["parameters"])
        conversation = ask(channel)
        send(edit(draft(conversation), member(workspace, Role.REVIEWER)))
    sealing.seal()
    conversation.refresh_from_db()
    return conversation


def queue_of(workspace: Workspace) -> Queue:
    return Queue.objects.get(workspace=workspace, is_default=True)
