"""The page, its frame, the session and the plain requests behind it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from connectors.channels.chat.adapter import ChatAdapter
from connectors.models import Channel
from conversations.chat import limits, tokens
from conversations.chat.tokens import Visitor
from conversations.models import Message
from kit.errors import InvalidInput
from tests.conversations.chat.conftest import Shop
from tests.conversations.chat.test_identity import signed


def policy(answer: Any) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def post(client: Client, shop: Shop, name: str, value: object, **headers: str) -> Any:
    return client.post(f"/chat/{shop.channel.id}/{name}", json.dumps(value), content_type="application/json", headers=headers)


def test_the_page_may_be_framed_by_the_listed_sites_and_its_own_only(client: Client, shop: Shop) -> None:
    answer = client.get(f"/chat/{shop.channel.id}/")
    rules = policy(answer)
    assert rules["frame-ancestors"] == ["'self'", "https://shop.example"]
    assert (rules["default-src"], rules["script-src"], rules["style-src"], rules["object-src"]) == (
        ["'self'"],
        ["'self'"],
        ["'self'"],
        ["'none'"],
    )
    assert (rules["connect-src"], rules["form-action"]) == (["'self'", "ws://testserver"], ["'none'"])
    assert "X-Frame-Options" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_every_other_page_stays_unframed(client: Client, shop: Shop) -> None:
    answer = client.get(f"/chat/{shop.channel.id}/demo")
    assert (answer.headers["X-Frame-Options"], policy(answer)["frame-ancestors"]) == ("DENY", ["'none'"])


def test_a_site_that_is_none_never_reaches_the_policy_header(client: Client, shop: Shop) -> None:
    shop.channel.parameters["origins"] = ["https://shop.example; script-src *", "*", "https:", 7, "https://ok.example"]
    shop.channel.save()
    assert policy(client.get(f"/chat/{shop.channel.id}/"))["frame-ancestors"] == ["'self'", "https://ok.example"]


def test_the_page_shows_greeting_and_disclosure_in_the_visitors_language(client: Client, shop: Shop) -> None:
    page = client.get(f"/chat/{shop.channel.id}/?locale=de-AT").content.decode()
    assert '<html lang="de"' in page
    assert "Good day." in page
    assert "Antworten können von einer KI entworfen sein." in page
    shop.channel.parameters["disclosure_line"] = "Software drafts, people check."
    shop.channel.save()
    page = client.get(f"/chat/{shop.channel.id}/", headers={"Accept-Language": "xx, fr;q=0.8"}).content.decode()
    assert '<html lang="fr"' in page
    assert "Software drafts, people check." in page


def test_hostile_settings_stay_text(client: Client, shop: Shop) -> None:
    shop.channel.parameters |= {"title": "<script>alert(1)</script>", "greeting": '"><img src=x>', "link_hosts": ["</script>"]}
    shop.channel.save()
    page = client.get(f"/chat/{shop.channel.id}/?theme=dark'><script>").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("</script>") == 2
    assert 'data-theme="system"' in page


@pytest.mark.parametrize("state", ["off", "mail", "absent"])
def test_a_chat_that_is_not_there_says_the_same_for_every_reason(client: Client, shop: Shop, ada: Visitor, state: str) -> None:
    identity = uuid4() if state == "absent" else shop.channel.id
    changes: dict[str, dict[str, Any]] = {"off": {"is_active": False}, "mail": {"kind": "email"}, "absent": {}}
    Channel.objects.filter(id=shop.channel.id).update(**changes[state])
    pages = [client.get(f"/chat/{identity}/"), client.get(f"/chat/{identity}/demo"), client.post(f"/chat/{identity}/session")]
    pages.append(client.get(f"/chat/{identity}/messages", headers={"X-Chat-Token": tokens.issue(ada)}))
    assert [page.status_code for page in pages] == [404, 404, 404, 404]


def test_a_stranger_is_given_a_session_without_a_cookie_and_keeps_it(client: Client, shop: Shop) -> None:
    first = post(client, shop, "session", {})
    again = post(client, shop, "session", {"token": first.json()["token"]})
    visitors = [tokens.read(shop.channel.id, answer.json()["token"]) for answer in (first, again)]
    assert visitors[0].address == visitors[1].address
    assert not visitors[0].verified
    assert not client.cookies


def test_whom_the_host_vouches_for_is_verified_and_a_false_claim_gives_no_session(client: Client, shop: Shop) -> None:
    claim = signed(shop.channel, "42", "Ada")
    assert post(client, shop, "session", {"identity": claim}).json()["verified"] is True
    refused = post(client, shop, "session", {"identity": {**claim, "id": "43"}})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "identity")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}]
)
def test_another_site_gets_neither_session_nor_messages(client: Client, shop: Shop, ada: Visitor, headers: dict[str, str]) -> None:
    assert post(client, shop, "session", {}, **headers).status_code == 403
    assert (
        post(client, shop, "messages", {"id": str(uuid4()), "text": "Hi"}, **{**headers, "X-Chat-Token": tokens.issue(ada)}).status_code
        == 403
    )
    assert Message.objects.count() == 0


def test_plain_requests_write_and_read_where_no_socket_gets_through(client: Client, shop: Shop, ada: Visitor) -> None:
    token, identity = {"X-Chat-Token": tokens.issue(ada)}, str(uuid4())
    sent = post(client, shop, "messages", {"id": identity, "text": "Hello"}, **token)
    assert sent.json() == {"type": "received", "id": identity, "seq": 1, "duplicate": False}
    assert post(client, shop, "messages", {"id": identity, "text": "Hello"}, **token).json()["duplicate"] is True
    shop.answers(ada, "Good day, Ada.")
    read = client.get(f"/chat/{shop.channel.id}/messages?after=1", headers=token).json()
    assert [one["text"] for one in read["messages"]] == ["Good day, Ada."]


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_token_nothing_is_read_and_one_in_the_address_does_not_count(
    client: Client, shop: Shop, ada: Visitor, token: str
) -> None:
    shop.writes(ada, "Hello")
    headers = {"X-Chat-Token": token} if token else {}
    answer = client.get(f"/chat/{shop.channel.id}/messages?token={tokens.issue(ada)}", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session")


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "٣", "99999999999999999999", "2147483648"])
def test_a_number_that_is_none_is_refused(client: Client, shop: Shop, ada: Visitor, after: str) -> None:
    answer = client.get(f"/chat/{shop.channel.id}/messages", {"after": after}, headers={"X-Chat-Token": tokens.issue(ada)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("body", [b"[]", b"{", b"[" * 30_000, b"\xff\xfe", b"x" * 140_000])
def test_a_body_that_is_none_is_refused(client: Client, shop: Shop, body: bytes) -> None:
    assert client.post(f"/chat/{shop.channel.id}/session", body, content_type="application/json").status_code == 400


def test_sessions_without_end_are_not_given_to_one_address(client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SESSIONS_BY_ADDRESS", (limits.Rule("two", 2, 60),))
    assert [post(client, shop, "session", {}).status_code for _ in range(3)] == [200, 200, 429]
    assert int(post(client, shop, "session", {}).headers["Retry-After"]) > 50


def test_no_key_of_a_limit_names_a_visitor_or_an_address() -> None:
    assert "user:42" not in limits.key("user:42", limits.MESSAGES[0])
    assert limits.key("198.51.100.7", limits.MESSAGES[0]) != limits.key("198.51.100.7", limits.MESSAGES[1])


def test_the_sample_page_exists_on_one_machine_only(client: Client, shop: Shop, settings: Any) -> None:
    assert f'data-channel="{shop.channel.id}"' in client.get(f"/chat/{shop.channel.id}/demo").content.decode()
    settings.MODE, settings.SECURE_SSL_REDIRECT = "production", False
    assert client.get(f"/chat/{shop.channel.id}/demo").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"origins": ["shop.example"]},
        {"origins": ["https://shop.example/"]},
        {"origins": ["https://*.example"]},
        {"origins": ["https://Shop.example"]},
        {"origins": ["https://shop.example; x"]},
        {"origins": ["javascript://x"]},
        {"link_hosts": ["https://shop.example"]},
        {"colour": "red"},
        {"colour": "#12345g"},
        {"identity_generation": 0},
        {"origin": []},
    ],
)
def test_settings_that_would_open_a_door_by_mistake_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        ChatAdapter.validated(values)


def test_the_settings_of_a_shop_are_taken() -> None:
    taken = ChatAdapter.validated(
        {"origins": ["https://shop.example", "http://localhost:8001"], "colour": "#345c46", "link_hosts": ["help.shop.example"]}
    )
    assert taken.model_dump()["origins"] == ["https://shop.example", "http://localhost:8001"]


def test_the_command_prints_the_tag_and_the_secret_when_asked(shop: Shop) -> None:
    from conversations.chat import identity

    plain, secret = StringIO(), StringIO()
    call_command("chat_widget", "Chat in the shop", stdout=plain, stderr=StringIO())
    call_command("chat_widget", secret=True, stdout=secret, stderr=StringIO())
    assert f'data-channel="{shop.channel.id}"' in plain.getvalue()
    assert identity.secret_of(shop.channel) not in plain.getvalue()
    assert identity.secret_of(shop.channel) in secret.getvalue()
    with pytest.raises(CommandError, match="Chat in the shop"):
        call_command("chat_widget", "Another")
