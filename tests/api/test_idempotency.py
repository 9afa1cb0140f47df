"""The same request twice, one deed."""

from __future__ import annotations

from rest_framework.test import APIClient

from kit.models import IdempotencyKey
from review.models import Item
from tests.api.conftest import caller, decision, url
from tests.review.cast import Desk, fresh
from tests.support.races import at_once

KEY = {"Idempotency-Key": "order-17"}


def test_a_repeated_claim_gives_the_item_that_was_given(desk: Desk, reviewer: APIClient) -> None:
    desk.waiting()
    desk.waiting()
    first = reviewer.post(url("items/claim-next"), headers=KEY)
    again = reviewer.post(url("items/claim-next"), headers=KEY)
    assert again.json() == first.json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers.get("Idempotency-Replayed")) == (None, "true")
    assert Item.objects.filter(status="claimed").count() == 1
    other = reviewer.post(url("items/claim-next"), headers={"Idempotency-Key": "order-18"})
    assert other.json()["id"] != first.json()["id"]


def test_a_repeated_approval_is_told_as_the_first(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    reviewer.post(url("items/{}/claim", item))
    given = decision(reviewer, item)
    answers = [reviewer.post(url("items/{}/approve", item), given, headers=KEY) for _ in range(2)]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "approved"), (200, "approved")]
    assert reviewer.post(url("items/{}/approve", item), given).status_code == 409
    assert item.decisions.count() == 1


def test_the_key_of_another_request_is_refused(desk: Desk, reviewer: APIClient) -> None:
    first, second = desk.waiting(), desk.waiting()
    reviewer.post(url("items/{}/claim", first), headers=KEY)
    answer = reviewer.post(url("items/{}/claim", second), headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert fresh(second).status == "waiting"


def test_a_refusal_is_not_remembered(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    given = decision(reviewer, item)
    assert reviewer.post(url("items/{}/approve", item), given, headers=KEY).status_code == 409
    reviewer.post(url("items/{}/claim", item))
    assert reviewer.post(url("items/{}/approve", item), given, headers=KEY).status_code == 200


def test_the_key_of_somebody_else_is_another_key(desk: Desk, reviewer: APIClient) -> None:
    desk.waiting()
    desk.waiting()
    mine = reviewer.post(url("items/claim-next"), headers=KEY).json()
    theirs = caller(desk, desk.second).post(url("items/claim-next"), headers=KEY).json()
    assert mine["id"] != theirs["id"]


def test_two_at_once_do_it_once(busy_desk: Desk) -> None:
    for _ in range(4):
        busy_desk.waiting()
    client = caller(busy_desk, busy_desk.reviewer)
    answers = at_once([lambda: client.post(url("items/claim-next"), headers=KEY)] * 2)
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotency-Replayed", "first") for answer in answers) == ["first", "true"]
    assert Item.objects.filter(status="claimed").count() == 1


def test_what_is_remembered_holds_no_text(desk: Desk, reviewer: APIClient) -> None:
    item = desk.waiting()
    reviewer.post(url("items/{}/claim", item))
    reviewer.post(url("items/{}/edit", item), decision(reviewer, item, text="Dear Mara, it left."), headers=KEY)
    stored = str(IdempotencyKey.objects.values().get())
    assert "Mara" not in stored


def test_a_key_that_is_too_long_is_refused(desk: Desk, reviewer: APIClient) -> None:
    assert reviewer.post(url("items/claim-next"), headers={"Idempotency-Key": "x" * 129}).status_code == 400
