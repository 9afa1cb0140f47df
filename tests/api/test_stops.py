"""The emergency stop over HTTP: reviewers press it, owners lift it."""

from __future__ import annotations

from tests.api.conftest import caller
from tests.review.cast import Desk

PATH = "/api/v1/stops"


def test_a_reviewer_presses_it_an_owner_lifts_it_and_both_see_it(desk: Desk) -> None:
    made = caller(desk, desk.reviewer).post(PATH, {"reason": "Odd replies", "channel": str(desk.channel.id)}, format="json")
    assert (made.status_code, made.json()["lifted_at"]) == (201, None)
    assert "reason" not in made.json()
    lift = f"{PATH}/{made.json()['id']}/lift"
    assert caller(desk, desk.reviewer).post(lift).status_code == 403
    assert caller(desk, desk.owner).post(lift).json()["lifted_by"] == str(desk.owner.id)
    assert caller(desk, desk.owner).post(lift).status_code == 409
    assert [one["id"] for one in caller(desk, desk.reviewer).get(PATH).json()["results"]] == [made.json()["id"]]


def test_auditors_press_nothing_and_one_thing_is_stopped_at_a_time(desk: Desk) -> None:
    assert caller(desk, desk.auditor).post(PATH, {}, format="json").status_code == 403
    both = {"channel": str(desk.channel.id), "tool": "refund"}
    assert caller(desk, desk.reviewer).post(PATH, both, format="json").status_code == 400
