"""Whom the host vouches for is verified; nobody else is."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from connectors.models import Channel
from conversations.chat import identity, tokens
from conversations.chat.identity import NotVouchedFor
from conversations.chat.tokens import SessionOver, Visitor
from tests.conversations.chat.conftest import Shop


def signed(channel: Channel, subject: str, name: str, *, issued: int | None = None, secret: str = "") -> dict[str, Any]:
    """As a host's server does it: five lines under the channel's secret."""
    at = tokens.now() if issued is None else issued
    text = f"countersign-chat-1\n{channel.id}\n{at}\n{subject}\n{name}"
    key = (secret or identity.secret_of(channel)).encode()
    return {"id": subject, "name": name, "issued": at, "signature": hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}


def test_a_signed_identity_makes_a_verified_visitor(shop: Shop) -> None:
    visitor = identity.vouched(shop.channel, signed(shop.channel, "42", "Ada"))
    assert (visitor.address, visitor.name, visitor.verified) == ("user:42", "Ada", True)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "43"},
        {"name": "Eve"},
        {"issued": 1},
        {"signature": "0" * 64},
        {"signature": "é"},
        {"signature": None},
        {"id": 42},
        {"id": ""},
        {"id": "4\n2"},
        {"issued": True},
        {"name": "x" * 121},
    ],
)
def test_an_identity_that_was_changed_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    with pytest.raises(NotVouchedFor):
        identity.vouched(shop.channel, {**signed(shop.channel, "42", "Ada"), **change})


@pytest.mark.parametrize("value", [None, "42", [], 7])
def test_an_identity_of_another_shape_is_refused(shop: Shop, value: object) -> None:
    with pytest.raises(NotVouchedFor):
        identity.vouched(shop.channel, value)


@pytest.mark.parametrize("age", [identity.FRESH + 5, -identity.AHEAD - 5])
def test_an_identity_signed_too_long_ago_or_in_the_future_is_refused(shop: Shop, age: int) -> None:
    with pytest.raises(NotVouchedFor, match="too long ago"):
        identity.vouched(shop.channel, signed(shop.channel, "42", "Ada", issued=tokens.now() - age))


def test_a_new_generation_ends_the_old_secret(shop: Shop) -> None:
    old = signed(shop.channel, "42", "Ada")
    shop.channel.parameters["identity_generation"] = 2
    with pytest.raises(NotVouchedFor):
        identity.vouched(shop.channel, old)


def test_another_channels_signature_counts_nothing(shop: Shop) -> None:
    other = Channel.objects.create(workspace=shop.workspace, kind="chat", name="Second chat")
    with pytest.raises(NotVouchedFor):
        identity.vouched(other, signed(shop.channel, "42", "Ada"))


def test_a_token_holds_for_its_channel_and_its_time_only(shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Channel.objects.create(workspace=shop.workspace, kind="chat", name="Second chat")
    token = tokens.issue(ada)
    assert tokens.read(shop.channel.id, token) == ada
    for channel, text in ((other.id, token), (shop.channel.id, token[:-1]), (shop.channel.id, ""), (shop.channel.id, "x" * 10_000)):
        with pytest.raises(SessionOver):
            tokens.read(channel, text)
    monkeypatch.setattr(tokens, "now", lambda: ada.expires)
    with pytest.raises(SessionOver, match="ended"):
        tokens.read(shop.channel.id, token)


def test_a_strangers_token_can_be_renewed_for_a_week_and_a_vouched_one_for_half_a_day(
    shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tokens.known(shop.channel, "42", "Ada")
    stranger_token, known_token = tokens.issue(ada), tokens.issue(known)
    monkeypatch.setattr(tokens, "now", lambda: ada.born + tokens.VERIFIED_FOR + 1)
    assert tokens.renewed(shop.channel.id, stranger_token).address == ada.address
    with pytest.raises(SessionOver):
        tokens.renewed(shop.channel.id, known_token)
    monkeypatch.setattr(tokens, "now", lambda: ada.expires + tokens.RENEWABLE)
    with pytest.raises(SessionOver):
        tokens.renewed(shop.channel.id, stranger_token)
