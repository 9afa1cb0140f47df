"""The record of processing over HTTP: the verbs of the page, with its rights and scopes."""

from __future__ import annotations

from audit.models import Entry
from tests.api.conftest import caller
from tests.review.cast import Desk

PATH = "/api/v1/processing"
STATEMENTS = f"{PATH}/statements"
PURPOSE = {"statement": "purpose", "key": "Answers", "values": {"why": "Questions", "basis": "contract"}}


def test_an_owner_reads_states_and_takes_back(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    assert owner.get(PATH).json()["format"] == "countersign-processing/1"
    answers = [owner.put(STATEMENTS, PURPOSE, format="json", headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert owner.get(PATH).json()["purposes"] == [{"name": "Answers", "why": "Questions", "basis": "contract", "people": ""}]
    assert owner.delete(STATEMENTS, {"statement": "purpose", "key": "Answers"}, format="json").status_code == 200
    assert owner.delete(STATEMENTS, {"statement": "purpose", "key": "Answers"}, format="json").status_code == 404
    assert owner.get(PATH).json()["purposes"] == []
    assert Entry.objects.filter(event__startswith="processing.", actor=desk.owner.id).count() >= 2


def test_others_look_or_are_refused(desk: Desk) -> None:
    assert caller(desk, desk.auditor).get(PATH).status_code == 200
    assert caller(desk, desk.auditor).put(STATEMENTS, PURPOSE, format="json").status_code == 403
    assert caller(desk, desk.reviewer).get(PATH).status_code == 403
    assert caller(desk, desk.owner, "privacy:read").put(STATEMENTS, PURPOSE, format="json").status_code == 403
    assert caller(desk, desk.owner).put(STATEMENTS, {**PURPOSE, "values": {"weight": "x"}}, format="json").status_code == 400
