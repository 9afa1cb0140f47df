"""A customer wants money back: the agent looks the order up, answers from a page and proposes a refund, by a model tier or without a model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import Workspace
from agents.models import AgentVersion
from connectors import tool_actions
from connectors.models import Channel
from conversations.models import Conversation
from policies import actions as policy_actions
from policies.engine import RuleSource
from tests.factories.versions import rewrite
from tests.factories.whole import ask, draft, furnish
from tests.fakes import model_server as fake
from tests.fakes.json_service import JsonService

ORDER = {"type": "string", "pattern": "^[0-9]{5}$", "x-role": "target"}
LOOK: dict[str, Any] = {
    "name": "look_up_order", "label": "Look up an order", "description": "Gives state and total of an order.", "kind": "read",
    "parameters": {"type": "object", "required": ["order"], "properties": {"order": ORDER}},
    "settings": {"method": "GET", "url": "http://orders.internal/orders/{order}", "hosts": ["orders.internal"]},
}  # fmt: skip
REFUND: dict[str, Any] = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible", "intents": ["return_refund"],
    "summary": "Refund {amount} EUR for order {order}",
    "parameters": {
        "type": "object", "required": ["order", "amount"],
        "properties": {"order": ORDER, "amount": {"type": "number", "maximum": 500, "x-role": "amount", "x-from": "look_up_order.total"}},
    },
    "settings": {"method": "POST", "url": "http://orders.internal/orders/{order}/refunds", "hosts": ["orders.internal"]},
}  # fmt: skip
LETTER = "I sent order 40651 back last week. Please refund me, I want my money back for the returned lamp. My card is 4111 1111 1111 1111."
ORDERS = {"order": "40651", "state": "returned", "total": 39.9}
REPLY = (
    "You may send anything back within 30 days of delivery [1]. You sent order 40651 back last week. Your money arrives tomorrow at noon."
)
RULES = (
    RuleSource("", "Look-ups", 'action.kind == "tool" && !action.writes', "allow", "", "reads", []),
    RuleSource("", "The rest", 'action.kind != "tool" || action.writes', "review", "", "rest", []),
)


def shop(workspace: Workspace) -> Channel:
    """A mailbox whose agent may look orders up and propose refunds."""
    mailbox = furnish(workspace)
    for values in (LOOK, REFUND):
        tool_actions.create_tool(workspace.id, "http_json", values, acting_user=None)
    rewrite(AgentVersion.objects.filter(agent__workspace=workspace), tools=["look_up_order", "refund"])
    policy = policy_actions.create_policy(workspace.id, "Refunds", acting_user=None)
    policy_actions.activate(policy_actions.create_draft(policy, acting_user=None, rules=RULES), acting_user=None)
    return mailbox


@contextmanager
def services(settings: Any) -> Iterator[fake.ModelServer]:
    """The house's orders, and a model that asks for the order first and answers then."""
    with JsonService(answer=ORDERS) as orders, fake.ModelServer() as model:
        settings.TOOLS_PRIVATE_HOSTS = [f"orders.internal=127.0.0.1:{orders.port}"]
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = model.base_url, "sk-test-42"
        refund = {"tool": "refund", "arguments": {"order": "40651", "amount": 39.9}}
        looked = {"calls": [{"tool": "look_up_order", "arguments": {"order": "40651"}}]}
        answered = {"reply": REPLY, "citations": [1], "confidence": 0.9, "cannot_answer": False, "calls": [refund]}
        model.script(fake.say(json.dumps(looked)), fake.say(json.dumps(answered)))
        yield model


def wanted(channel: Channel, *tiers: dict[str, Any], text: str = LETTER, **fields: Any) -> Conversation:
    """The letter, and the agent's turn on it to its end; without ``tiers`` no model is asked."""
    rewrite(AgentVersion.objects.filter(agent__workspace=channel.workspace), tiers=list(tiers))
    conversation = ask(channel, text, "My lamp", **fields)
    draft(conversation)
    return conversation
