"""Rate limits over HTTP: owners and policy admins change them, everybody of the workspace reads them."""

from __future__ import annotations

from tests.api.conftest import caller
from tests.review.cast import Desk

PATH = "/api/v1/rate-limits"
GOOD = {"name": "Refunds", "per": "tool", "most": 5, "seconds": 86400, "counts": "calls"}


def test_a_limit_is_added_changed_counted_anew_and_removed(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    made = owner.post(PATH, GOOD, format="json")
    assert made.status_code == 201
    told = made.json()
    assert (told["per"], told["only"], told["holds"], told["paces"]) == ("tool", "", True, False)
    one = f"{PATH}/{told['id']}"
    assert owner.patch(one, {"most": 7}, format="json").json()["most"] == 7
    assert owner.get(one).json()["name"] == "Refunds"
    assert owner.get(f"{one}/use").json() == {"known": True, "counters": 0, "fullest": 0}
    assert owner.post(f"{one}/anew").status_code == 200
    assert [row["id"] for row in caller(desk, desk.reviewer).get(PATH).json()["results"]] == [told["id"]]
    assert owner.delete(one).status_code == 204
    assert owner.get(one).status_code == 404


def test_reviewers_and_strangers_change_nothing_and_what_does_not_fit_is_named(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    assert caller(desk, desk.reviewer).post(PATH, GOOD, format="json").status_code == 403
    assert caller(desk, desk.owner, "policies:read").post(PATH, GOOD, format="json").json()["code"] == "missing_scope"
    one = f"{PATH}/{owner.post(PATH, GOOD, format='json').json()['id']}"
    reviewer, stranger = caller(desk, desk.reviewer), caller(desk, desk.stranger, workspace=desk.stranger.memberships.get().workspace)
    for client, status in ((reviewer, 403), (stranger, 404)):
        assert client.patch(one, {"most": 1}, format="json").status_code == status
        assert client.post(f"{one}/anew").status_code == status
        assert client.delete(one).status_code == status
    assert stranger.get(one).status_code == 404
    assert owner.post(PATH, {**GOOD, "name": "Another", "most": 0}, format="json").json()["fields"].keys() == {"most"}
    refused = owner.post(PATH, {**GOOD, "name": "Another", "only": "nothing"}, format="json")
    assert (refused.status_code, refused.json()["message"]) == (400, "only: there is no such tool in this workspace.")
    assert owner.post(PATH, GOOD, format="json").json()["message"] == "name: this workspace has a rate limit of that name."
