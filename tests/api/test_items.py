"""Claiming and deciding over the API: the same rights, refusals and outcomes as on the pages."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.models import User
from audit.models import Entry
from connectors.models import Delivery
from conversations.models import Conversation
from kit.ids import uuid7
from review import actions
from review.models import Decision, Item
from review.pages import paging, queues
from review.permissions import decidable_queues
from review.types import ProposedAction
from tests.api.conftest import caller, decision, url
from tests.review.cast import Desk, fresh
from tests.support.races import at_once

VERBS = ("claim", "renew", "release", "approve", "edit", "answer", "reject", "escalate")


def body(verb: str) -> dict[str, Any]:
    common = {"seen_digest": "0" * 64}
    return {
        "edit": {**common, "text": "x"},
        "answer": {**common, "text": "x"},
        "reject": {**common, "reason": "tone"},
        "escalate": {**common, "queue": "legal"},
    }.get(verb, common)


def test_an_item_is_read_with_what_is_proposed_why_and_on_what_it_rests(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    shown = reviewer.get(url("items/{}", item)).json()
    assert shown["seen_digest"] == item.seen_digest
    assert shown["replies"][0]["text"] == "Your lamp is on its way."
    assert shown["rulings"][0]["effect"] == "review"
    assert shown["available_actions"] == ["claim"]
    assert set(shown["evidence"]) >= {"sources", "confidence", "calibrated"}


def test_items_and_conversations_are_narrowed_by_a_tag(desk: Desk, reviewer: APIClient) -> None:
    item, _ = desk.waiting(), desk.waiting()
    Conversation.objects.filter(id=item.conversation_id).update(tags=["b2b", "refund"])
    owner = caller(desk, desk.owner)
    assert [one["id"] for one in reviewer.get(url("items?tag=b2b")).json()["results"]] == [str(item.id)]
    assert [one["id"] for one in owner.get(url("conversations?tag=refund")).json()["results"]] == [str(item.conversation_id)]
    for path in ("items?tag=gone", "conversations?tag=b2"):
        assert owner.get(url(path)).json()["results"] == []


def test_the_next_item_is_claimed_among_those_with_a_tag(desk: Desk, reviewer: APIClient) -> None:
    first, second = desk.waiting(), desk.waiting()
    Conversation.objects.filter(id=second.conversation_id).update(tags=["b2b"])
    assert reviewer.post(url("items/claim-next"), {"tag": "gone"}, format="json").status_code == 204
    claimed = reviewer.post(url("items/claim-next"), {"tag": "b2b", "queue": desk.queue.slug}, format="json").json()
    assert claimed["id"] == str(second.id)
    assert reviewer.post(url("items/claim-next"), {"tag": "b2b"}, format="json").status_code == 204
    assert reviewer.post(url("items/claim-next"), {"tag": "x" * 41}, format="json").status_code == 400
    assert reviewer.post(url("items/claim-next"), {}, format="json").json()["id"] == str(first.id)


def test_the_next_item_with_a_tag_is_looked_for_only_where_the_caller_may_decide(
    desk: Desk, reviewer: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many wait before it in a queue that they only see."""
    asked: list[list[UUID]] = []

    def none(ids: list[UUID], tag: str) -> tuple[list[UUID], None]:
        asked.append(ids)
        return [], None

    monkeypatch.setattr(paging, "waiting_ids", none)
    assert desk.legal in queues.visible(desk.owner, desk.workspace)
    for person in (desk.reviewer, desk.owner):
        assert caller(desk, person).post(url("items/claim-next"), {"tag": "b2b"}, format="json").status_code == 204
        assert set(asked.pop()) == set(decidable_queues(person))


def test_claim_and_approve_and_the_reply_is_on_its_way(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    claimed = reviewer.post(url("items/claim-next")).json()
    assert (claimed["id"], claimed["claimed_by"]) == (str(item.id), str(desk.reviewer.id))
    done = reviewer.post(url("items/{}/approve", item), decision(reviewer, item))
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert Decision.objects.get(item=item).user == desk.reviewer
    assert '"auth":"token"' in Entry.objects.get(event="review.item_approved", subject=item.id).body


def test_nothing_to_claim_is_no_content(desk: Desk, reviewer: APIClient) -> None:
    assert reviewer.post(url("items/claim-next")).status_code == 204


def test_edit_reject_and_escalate(desk: Desk, reviewer: APIClient) -> None:
    edited, rejected, escalated = desk.waiting(), desk.waiting(), desk.waiting()
    for item in (edited, rejected, escalated):
        assert reviewer.post(url("items/{}/claim", item)).status_code == 200
    answer = reviewer.post(url("items/{}/edit", edited), decision(reviewer, edited, text="It left on Monday."))
    assert (answer.json()["status"], answer.json()["item"]["status"]) == ("approved", "edited")
    assert reviewer.post(url("items/{}/reject", rejected), decision(reviewer, rejected, reason="tone")).json()["status"] == "rejected"
    assert reviewer.post(url("items/{}/escalate", escalated), decision(reviewer, escalated, queue="legal")).json()["queue"] == "legal"
    rows = reviewer.get(url("decisions")).json()["results"]
    assert {row["verdict"] for row in rows} == {"edit", "reject"}, "the escalated item is in a queue that the reviewer cannot see"


def test_a_hand_off_is_answered_once_under_a_key(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting(ProposedAction("hand_off", arguments={"reason": "nothing_fits"}))
    assert "answer" in reviewer.post(url("items/{}/claim", item)).json()["available_actions"]
    asked, key = decision(reviewer, item, text="It left on Monday."), {"Idempotency-Key": "monday"}
    unseen = reviewer.post(url("items/{}/answer", item), {**asked, "seen_digest": "0" * 64})
    assert (unseen.status_code, unseen.json()["code"]) == (409, "stale")
    first, again = (reviewer.post(url("items/{}/answer", item), asked, headers=key) for _ in range(2))
    assert (first.status_code, first.json()["status"], first.json()["item"]["status"]) == (200, "approved", "done")
    assert again.json() == first.json()
    assert (Decision.objects.get(item=item).verdict, Delivery.objects.count()) == ("write", 1)


def test_what_was_not_seen_is_not_decided(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    reviewer.post(url("items/{}/claim", item))
    for verb in ("approve", "edit", "reject", "escalate"):
        answer = reviewer.post(url("items/{}/" + verb, item), body(verb))
        assert (answer.status_code, answer.json()["code"]) == (409, "stale"), verb
    assert fresh(item).status == "claimed"


def test_wrong_fields_are_named(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    answer = reviewer.post(url("items/{}/reject", item), {"seen_digest": "x", "reason": "because"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) == {"seen_digest", "reason"}


@pytest.mark.parametrize("verb", VERBS)
def test_a_foreign_item_and_none_at_all_look_the_same(desk: Desk, verb: str) -> None:
    item, nothing = desk.waiting(), Item(id=uuid7())
    outside = caller(desk, desk.stranger, workspace=desk.stranger.memberships.get().workspace)
    session = APIClient()
    session.force_login(desk.stranger)
    for client in (outside, session):
        foreign = client.post(url("items/{}/" + verb, item), body(verb))
        absent = client.post(url("items/{}/" + verb, nothing), body(verb))
        assert (foreign.status_code, foreign.json()) == (absent.status_code, absent.json())
        assert foreign.status_code == 404
    assert fresh(item).status == "waiting"


@pytest.mark.parametrize("path", ["items", "conversations", "decisions"])
def test_a_stranger_lists_nothing(desk: Desk, path: str) -> None:
    item = desk.waiting()
    actions.claim(item, acting_user=desk.reviewer)
    actions.approve(fresh(item), fresh(item).seen_digest, acting_user=desk.reviewer)
    outside = caller(desk, desk.stranger, workspace=desk.stranger.memberships.get().workspace)
    assert outside.get(url(path)).json()["results"] == []
    assert outside.get(url(path), {"workspace": desk.workspace.slug}).status_code == 404
    assert len(caller(desk, desk.owner).get(url(path)).json()["results"]) == 1


def test_an_auditor_reads_and_does_nothing(desk: Desk) -> None:
    item, auditor = desk.waiting(), caller(desk, desk.auditor)
    assert auditor.get(url("items/{}", item)).status_code == 200
    for verb in VERBS:
        assert auditor.post(url("items/{}/" + verb, item), {**body(verb), "seen_digest": item.seen_digest}).status_code == 403, verb
    assert auditor.post(url("items/claim-next")).status_code == 204
    assert fresh(item).status == "waiting"


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("get", "items", "items:read"), ("get", "items/{}", "items:read"), ("get", "conversations", "conversations:read"),
        ("get", "decisions", "decisions:read"), ("post", "items/claim-next", "items:claim"),
        *[("post", f"items/{{}}/{verb}", "items:claim") for verb in ("claim", "renew", "release")],
        *[("post", f"items/{{}}/{verb}", "items:decide") for verb in ("approve", "edit", "answer", "reject", "escalate")],
    ],
)  # fmt: skip
def test_a_token_does_what_its_scopes_say(desk: Desk, method: str, path: str, needed: str) -> None:
    item, words = desk.waiting(), ["items:read", "items:claim", "items:decide", "conversations:read", "decisions:read"]
    without = caller(desk, desk.reviewer, *[word for word in words if word != needed])
    refused = getattr(without, method)(url(path, item))
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert needed in refused.json()["message"]
    assert getattr(caller(desk, desk.reviewer, needed), method)(url(path, item)).status_code != 403


def test_without_a_token_nothing(desk: Desk) -> None:
    answer = APIClient().get(url("items"))
    assert (answer.status_code, set(answer.json())) == (401, {"code", "message"})
    assert APIClient(headers={"Authorization": "Token cs_wrong"}).get(url("items")).status_code == 401


def test_a_session_needs_the_csrf_token(desk: Desk) -> None:
    item, client = desk.waiting(), APIClient(enforce_csrf_checks=True)
    client.force_login(desk.reviewer)
    assert client.get(url("items/{}", item)).status_code == 200
    assert client.post(url("items/{}/claim", item)).status_code == 403
    assert fresh(item).status == "waiting"


def test_two_callers_never_claim_the_same_item(busy_desk: Desk) -> None:
    waiting = {str(busy_desk.waiting().id) for _ in range(6)}

    def three_claims(client: APIClient) -> list[str]:
        return [client.post(url("items/claim-next")).json()["id"] for _ in range(3)]

    clients = [caller(busy_desk, user) for user in (busy_desk.reviewer, busy_desk.second)]
    mine, theirs = at_once([partial(three_claims, client) for client in clients])
    assert sorted(mine + theirs) == sorted(waiting)


def test_of_two_callers_who_claim_one_item_the_second_is_told(busy_desk: Desk) -> None:
    item = busy_desk.waiting()
    clients = [caller(busy_desk, user) for user in (busy_desk.reviewer, busy_desk.second)]
    answers = at_once([partial(client.post, url("items/{}/claim", item)) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_lists_are_paged_newest_first_without_gap_or_double(desk: Desk, reviewer: APIClient) -> None:
    made = [str(desk.waiting().id) for _ in range(5)]
    seen: list[str] = []
    address: str | None = url("items?page_size=2")
    while address:
        page = reviewer.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
        if len(seen) == 2:
            desk.waiting()  # arrives while somebody pages
    assert seen == made[::-1]


def test_items_are_filtered(desk: Desk, reviewer: APIClient) -> None:
    mine, other = desk.waiting(), desk.waiting()
    reviewer.post(url("items/{}/claim", mine))
    assert [row["id"] for row in reviewer.get(url("items?mine=true")).json()["results"]] == [str(mine.id)]
    assert [row["id"] for row in reviewer.get(url("items?status=waiting")).json()["results"]] == [str(other.id)]
    assert reviewer.get(url("items?queue=nowhere")).json()["results"] == []
    assert reviewer.get(url("items?status=eaten")).status_code == 400


def test_a_list_costs_the_same_however_long(desk: Desk, reviewer: APIClient, django_assert_max_num_queries: Any) -> None:
    for _ in range(8):
        desk.waiting()
    reviewer.get(url("items"))
    with django_assert_max_num_queries(8):
        assert len(reviewer.get(url("items")).json()["results"]) == 8
    with django_assert_max_num_queries(8):
        assert len(reviewer.get(url("conversations")).json()["results"]) == 8


def test_a_conversation_comes_with_its_messages_masked_for_reviewers(desk: Desk, reviewer: APIClient) -> None:
    conversation = desk.letter("My card is 4111 1111 1111 1111, please use it.")
    shown = reviewer.get(url(f"conversations/{conversation.id}")).json()
    (message,) = shown["messages"]
    assert message["sender"]["address"] == "mara@customer.example"
    assert "please use it" in message["text"]
    assert "4111 1111 1111 1111" not in message["text"]


def test_too_many_requests_are_told_to_wait(desk: Desk, reviewer: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.api.throttles import OfUser

    cache.clear()
    monkeypatch.setattr(OfUser, "rate", "3/min", raising=False)
    statuses = [reviewer.get(url("items")).status_code for _ in range(5)]
    cache.clear()
    assert statuses == [200, 200, 200, 429, 429]


def test_a_user_without_the_token_s_workspace_is_refused(desk: Desk) -> None:
    client, user = caller(desk, desk.reviewer), User.objects.get(id=desk.reviewer.id)
    user.memberships.update(is_active=False)
    assert client.get(url("items")).status_code == 401
