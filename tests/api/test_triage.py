"""What triage did over HTTP: seen by who sees the conversation, undone by reviewers, refused where things have moved on."""

from __future__ import annotations

from accounts.models import Workspace
from review.models import Action
from tests.api.conftest import caller
from tests.review.cast import Desk
from tests.review.test_triage import ALLOW_SORTING, triage

PATH = "/api/v1/triage"


def tagged(desk: Desk) -> Action:
    desk.policy_says(ALLOW_SORTING)
    return desk.submit(triage("tag", tag="lamps")).actions[0]


def test_a_reviewer_undoes_it_once_and_the_list_says_so(desk: Desk) -> None:
    action = tagged(desk)
    mine = caller(desk, desk.reviewer)
    [listed] = mine.get(PATH, {"conversation": str(action.conversation_id)}).json()["results"]
    assert (listed["tool"], listed["status"], listed["may_be_undone"]) == ("tag", "done", True)
    done = mine.post(f"{PATH}/{action.id}/undo", {"reason": "Wrong shelf"}, format="json")
    assert (done.status_code, done.json()["undone_by"], done.json()["may_be_undone"]) == (200, str(desk.reviewer.id), False)
    again = mine.post(f"{PATH}/{action.id}/undo", {}, format="json")
    assert (again.status_code, again.json()["message"]) == (409, "It was undone already.")


def test_auditors_see_it_and_undo_nothing_and_strangers_do_not_see_it(desk: Desk) -> None:
    action = tagged(desk)
    assert caller(desk, desk.auditor).get(f"{PATH}/{action.id}").status_code == 200
    assert caller(desk, desk.auditor).post(f"{PATH}/{action.id}/undo", {}, format="json").status_code == 403
    elsewhere = caller(desk, desk.stranger, workspace=Workspace.objects.get(slug="not-moss"))
    assert elsewhere.get(f"{PATH}/{action.id}").status_code == 404
    assert elsewhere.post(f"{PATH}/{action.id}/undo", {}, format="json").status_code == 404
