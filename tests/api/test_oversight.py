"""Oversight reports over HTTP: asked for by period, waited for, and handed out as the text whose digest stands on the ledger."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from accounts.models import Role
from audit.models import Entry
from kit import jobs
from portal.models import OversightReport
from portal.oversight import making
from tests.api.conftest import caller
from tests.factories.people import make_workspace, member
from tests.review.cast import Desk

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/oversight"
NOVEMBER = {"since": "2026-11-01", "until": "2026-11-30"}


def asked(client: APIClient, **more: str) -> Any:
    return client.post(PATH, {**NOVEMBER, **more}, format="json", headers={"Idempotency-Key": json.dumps(more)})


def test_an_auditor_asks_waits_and_gets_what_the_ledger_commits_to(desk: Desk) -> None:
    auditor = caller(desk, desk.auditor)
    first, again = asked(auditor), asked(auditor)
    assert (first.status_code, first.json()["status"], again.json()["id"]) == (201, "queued", first.json()["id"])
    address = f"{PATH}/{first.json()['id']}"
    assert auditor.get(address).json()["progress"] == {"done": 0, "total": making.STEPS, "message": "Waiting for a worker"}
    assert (auditor.get(f"{address}/report").status_code, auditor.get(f"{address}/report").json()["code"]) == (409, "not_ready")
    making.work_on(UUID(first.json()["id"]))
    shown, report = auditor.get(address).json(), auditor.get(f"{address}/report")
    assert (shown["status"], shown["progress"], shown["since"]) == ("made", None, "2026-11-01T00:00:00Z")
    entry = json.loads(Entry.objects.get(event="portal.oversight_reported").body)["data"]
    assert hashlib.sha256(report.content).hexdigest() == shown["digest"] == entry["digest"]
    assert report["Content-Disposition"].endswith('"oversight-20261101-20261130.json"')
    assert report.json()["format"] == making.FORMAT
    assert "names" not in report.json()
    assert "names" in auditor.get(f"{address}/report?names=true").json()


def test_reports_are_narrowed_by_their_period(desk: Desk) -> None:
    auditor = caller(desk, desk.auditor)
    for month in ("2026-09", "2026-10"):
        making.work_on(UUID(asked(auditor, since=f"{month}-01", until=f"{month}-30").json()["id"]))
    asked(auditor, since="2026-11-20")

    def found(query: str) -> list[str]:
        return [one["since"][:7] for one in auditor.get(f"{PATH}{query}").json()["results"]]

    assert found("") == ["2026-11", "2026-10", "2026-09"]
    assert found("?since=2026-10-01&until=2026-10-30") == ["2026-10"]
    assert found("?since=2026-10-02&until=2026-11-29") == []
    OversightReport.objects.filter(since__month=10).update(since="2026-09-30T22:00:00Z", until="2026-10-30T23:00:00Z")  # as asked in Berlin
    assert found("?since=2026-10-01&until=2026-10-30") == ["2026-09"]


@pytest.mark.parametrize(("given", "said"), [
    ({"since": "2026-11-30", "until": "2026-11-01"}, "The last day lies before the first"),
    ({"since": "2024-11-30", "until": "2026-11-01"}, "at most a year"),
    ({"since": "2999-11-01", "until": "2999-11-30"}, "in the future"), ({"since": "soon"}, "since"), ({"until": ""}, "until"),
])  # fmt: skip
def test_a_period_that_is_none_says_what_is_wrong(desk: Desk, given: dict[str, str], said: str) -> None:
    answer = asked(caller(desk, desk.owner), **given)
    assert answer.status_code == 400
    assert said in json.dumps(answer.json())
    assert not OversightReport.objects.exists()


def test_a_day_that_is_none_is_named_in_a_filter_and_a_second_report_waits(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    answer = owner.get(f"{PATH}?since=yesterday")
    assert (answer.status_code, "A day is written like" in answer.json()["message"]) == (400, True)
    made = asked(owner)
    assert asked(owner, since="2026-10-01").status_code == 409
    jobs.cancel(OversightReport.objects.get().job)
    assert owner.get(f"{PATH}/{made.json()['id']}").json()["status"] == "cancelled"


def test_for_others_there_is_no_such_page(desk: Desk) -> None:
    identity = asked(caller(desk, desk.owner)).json()["id"]
    making.work_on(UUID(identity))
    other = make_workspace("fern", "Fern")
    strange = caller(desk, member(other, Role.OWNER), workspace=other)
    for client in (caller(desk, desk.reviewer), strange):
        assert client.get(PATH).json()["results"] == []
        assert [client.get(f"{PATH}/{identity}{end}").status_code for end in ("", "/report")] == [404, 404]
    assert asked(caller(desk, desk.reviewer)).status_code == 404
    reading = caller(desk, desk.auditor, "evidence:read")
    assert (reading.get(f"{PATH}/{identity}/report").status_code, asked(reading).status_code) == (200, 403)
