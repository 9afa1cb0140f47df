"""Erasures, access exports and legal holds over HTTP."""

from __future__ import annotations

import io
import zipfile

import pytest
from rest_framework.test import APIClient

from accounts.models import Role
from conversations.erasure import access, running
from conversations.erasure.models import ErasureRequest
from conversations.models import Conversation
from tests.api.conftest import caller
from tests.factories.people import make_user
from tests.review.cast import CUSTOMER, Desk

ERASURES, EXPORTS, HOLDS = "/api/v1/erasures", "/api/v1/access-exports", "/api/v1/legal-holds"


@pytest.fixture
def owner(desk: Desk) -> APIClient:
    desk.letter()
    return caller(desk, desk.owner)


@pytest.fixture
def second(desk: Desk) -> APIClient:
    return caller(desk, make_user("Paul Policy", desk.workspace, Role.POLICY_ADMIN))


def test_one_asks_another_confirms_and_the_certificate_comes_with_the_request(desk: Desk, owner: APIClient, second: APIClient) -> None:
    made = owner.post(ERASURES, {"subject": CUSTOMER}, headers={"Idempotency-Key": "once"})
    assert made.status_code == 201
    assert made.json()["will_go"]["conversations_conversation"] == 1
    assert owner.post(ERASURES, {"subject": CUSTOMER}, headers={"Idempotency-Key": "once"}).json() == made.json()
    one = f"{ERASURES}/{made.json()['id']}"
    assert owner.post(f"{one}/confirm").status_code == 403
    assert second.post(f"{one}/confirm").json()["status"] == "confirmed"
    running.run(ErasureRequest.objects.get().id)
    told = owner.get(one).json()
    assert (told["status"], told["certificate"]["conversations"]) == ("done", 1)
    assert CUSTOMER not in str(told)
    assert owner.post(f"{one}/cancel").status_code == 409


def test_who_has_not_the_duty_or_the_scope_is_refused_and_a_stranger_sees_nothing(desk: Desk, owner: APIClient) -> None:
    one = f"{ERASURES}/{owner.post(ERASURES, {'subject': CUSTOMER}).json()['id']}"
    reviewer, reading = caller(desk, desk.reviewer), caller(desk, desk.owner, "privacy:read")
    assert reviewer.post(ERASURES, {"subject": CUSTOMER}).status_code == 403
    assert reviewer.get(one).status_code == 404
    assert reading.get(one).status_code == 200
    assert reading.post(f"{one}/cancel").status_code == 403
    stranger = APIClient()
    stranger.force_login(desk.stranger)
    assert stranger.get(one).status_code == 404
    assert stranger.post(f"{one}/confirm").status_code == 404
    assert stranger.get(ERASURES).json()["results"] == []


def test_an_export_is_asked_for_and_downloaded(desk: Desk, owner: APIClient) -> None:
    made = owner.post(EXPORTS, {"subject": CUSTOMER}).json()
    path = f"{EXPORTS}/{made['id']}"
    assert owner.get(f"{path}/download").status_code == 409
    access.make(made["id"])
    assert owner.get(path).json()["status"] == "ready"
    assert "data.json" in zipfile.ZipFile(io.BytesIO(owner.get(f"{path}/download").content)).namelist()


def test_a_hold_is_placed_and_lifted(desk: Desk, owner: APIClient, second: APIClient) -> None:
    conversation = Conversation.objects.get()
    assert owner.post(HOLDS, {"reason": "A claim."}).status_code == 400
    made = owner.post(HOLDS, {"conversation": conversation.id, "reason": "A claim."})
    assert made.status_code == 201
    one = owner.post(ERASURES, {"subject": CUSTOMER}).json()
    assert one["holds"] == [made.json()["id"]]
    assert second.post(f"{ERASURES}/{one['id']}/confirm").status_code == 409
    assert second.post(f"{HOLDS}/{made.json()['id']}/lift").json()["lifted_at"]
    assert second.post(f"{ERASURES}/{one['id']}/confirm").status_code == 200
    assert len(owner.get(HOLDS).json()["results"]) == 1
