"""Live chat out: a row of our own database, so there is nothing to send, only to say so."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Workspace
from connectors.channels.chat.adapter import ChatAdapter
from connectors.models import Channel, Delivery
from connectors.types import Address, Outbound
from kit.errors import InvalidInput
from kit.ids import uuid7

pytestmark = pytest.mark.django_db
OUTBOUND = Outbound(Address(""), (Address("visitor"),), text="Hello.")


@pytest.fixture
def row(workspace: Workspace) -> Delivery:
    channel = Channel.objects.create(workspace=workspace, kind="chat", name="Chat")
    return Delivery(workspace=workspace, channel=channel, action=uuid7(), key="key-1", payload="", next_attempt_at=timezone.now())


def test_it_is_sent_in_the_transaction_of_the_caller_under_an_id_of_the_key(row: Delivery) -> None:
    told: list[str] = []
    assert row.channel is not None
    sent = ChatAdapter(row.channel).send(row, OUTBOUND, before_point_of_no_return=lambda: told.append("now"))
    assert told == ["now"]
    assert (sent.external_id, sent.tls) == ("chat-key-1", "")
    assert ChatAdapter.capabilities.in_database


def test_what_stops_the_send_passes_through(row: Delivery) -> None:
    def stop() -> None:
        raise RuntimeError("stopped")

    assert row.channel is not None
    with pytest.raises(RuntimeError, match="stopped"):
        ChatAdapter(row.channel).send(row, OUTBOUND, before_point_of_no_return=stop)


@pytest.mark.parametrize(("name", "value"), [("title", "x" * 81), ("origins", "https://shop.example"), ("colr", "red")])
def test_settings_that_do_not_fit_are_named(name: str, value: object) -> None:
    with pytest.raises(InvalidInput, match=f"^{name}: "):
        ChatAdapter.validated({name: value})
