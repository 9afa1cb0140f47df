"""A shop with a mailbox, an agent on it, a few pages to quote, and a model server that does as it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from accounts.models import Workspace
from agents.models import Agent, AgentChannel, AgentVersion, Turn
from connectors.models import Channel
from connectors.types import Address, AuthResults, Envelope
from conversations import intake
from conversations.memory import loading
from conversations.models import Conversation
from review.models import Queue
from tests.factories.versions import rewrite
from tests.fakes import model_server as fake

PAGES = {
    "returns.md": "# Returns\n\n## Thirty days\n\nYou may send anything back within 30 days of delivery. The return label is free in Germany.\n",
    "shipping.md": "# Shipping\n\n## Switzerland\n\nA parcel to Switzerland costs 24.00 euros and takes five working days.\n",
    "warranty.md": "# Warranty\n\nEvery lamp is guaranteed for five years. Send us the receipt and a photo of the defect.\n",
}
SMALL = {"tier": "small", "model": "fake-small"}
LARGE = {"tier": "large", "model": "fake-large"}


@dataclass
class Shop:
    workspace: Workspace
    channel: Channel
    agent: Agent
    version: AgentVersion

    def use(self, *tiers: dict[str, Any], escalate_below: str = "0.50") -> None:
        rewrite(AgentVersion.objects.filter(id=self.version.id), tiers=list(tiers), escalate_below=escalate_below)

    def mail(self, text: str, subject: str = "A question", *, answers: str = "", **fields: Any) -> tuple[Conversation, UUID]:
        """A mail from the customer through intake; ``answers`` is the Message-ID it replies to."""
        raw = f"{subject}\n{text}\n{fields}".encode()
        digest = hashlib.sha256(raw).hexdigest()
        values: dict[str, Any] = {
            "external_id": f"{digest[:16]}@mail.example",
            "content_hash": digest,
            "sender": Address("mara.vogel@example.org", "Mara Vogel"),
            "to": (Address("help@moss.example"),),
            "subject": subject,
            "text": text,
            "full_text": text,
            "in_reply_to": answers,
            "references": (answers,) if answers else (),
            "auth": AuthResults(level="verified"),
        }
        received = intake.receive(self.channel, Envelope(**{**values, **fields}), raw)
        return Conversation.objects.get(id=received.conversation_id), received.message_id


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    workspace = Workspace.objects.create(slug="moss", name="Moss & Co")
    Queue.objects.create(workspace=workspace, name="Support", slug="support", is_default=True)
    channel = Channel.objects.create(
        workspace=workspace, kind="email", name="Moss help", address="help@moss.example", disclosure="An AI drafted this reply.",
        footer="Moss & Co, Harbour Road 1", confidentiality_notice="For the addressee only.", opt_out="Write STOP to receive no more drafts by AI.",
    )  # fmt: skip
    agent = Agent.objects.create(workspace=workspace, name="Fern")
    version = AgentVersion.objects.create(agent=agent, number=1, prompt="You answer for {{workspace}}.")
    Agent.objects.filter(id=agent.id).update(active=version)
    AgentChannel.objects.create(agent=agent, channel=channel)
    for name, text in PAGES.items():
        loading.load_document(workspace.id, name, text.encode())
    return Shop(workspace, channel, agent, version)


@pytest.fixture
def server(settings: Any) -> Iterator[fake.ModelServer]:
    with fake.ModelServer() as running:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = running.base_url, "sk-test-42"
        yield running


@pytest.fixture
def run_turn() -> Callable[[UUID], Turn]:
    """Start the turn for a message and do its legs until it rests."""
    from agents import turns

    def run(message: UUID) -> Turn:
        turn = turns.start(message)
        assert turn is not None
        for _ in range(6):
            if turns.run(turn.id) is None:
                break
        turn.refresh_from_db()
        return turn

    return run
