"""Retention over HTTP: the same verbs as the page, the floor only upwards."""

from __future__ import annotations

from audit.models import Entry
from conversations.memory import loading
from tests.api.conftest import caller
from tests.review.cast import Desk

PATH = "/api/v1/retention"


def test_an_owner_reads_and_changes_it_and_the_ledger_tells(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    before = owner.get(PATH).json()
    assert before["floor"] == 183
    assert {one["data_class"]: one["days"] for one in before["rules"]}["personal"] is None
    after = owner.put(f"{PATH}/personal", {"days": 400}, format="json").json()
    assert {one["data_class"]: one["days"] for one in after["rules"]}["personal"] == 400
    assert Entry.objects.filter(event="retention.rule_changed", actor=desk.owner.id).count() == 1
    assert owner.put(f"{PATH}/personal", {"days": None}, format="json").json()["rules"] == before["rules"]


def test_the_floor_goes_up_and_never_down_and_rules_stay_above_it(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    assert owner.put(f"{PATH}/sensitive", {"days": 30}, format="json").status_code == 400
    assert owner.put(f"{PATH}/floor", {"days": 365}, format="json").json()["floor"] == 365
    assert owner.put(f"{PATH}/floor", {"days": 364}, format="json").status_code == 400
    assert owner.put(f"{PATH}/floor", {"days": None}, format="json").status_code == 400
    assert owner.put(f"{PATH}/sensitive", {"days": 364}, format="json").status_code == 400
    assert owner.get(PATH).json()["floor"] == 365


def test_others_look_or_are_refused(desk: Desk) -> None:
    assert caller(desk, desk.auditor).get(PATH).status_code == 200
    assert caller(desk, desk.auditor).put(f"{PATH}/floor", {"days": 365}, format="json").status_code == 403
    assert caller(desk, desk.reviewer).get(PATH).status_code == 403
    assert caller(desk, desk.owner, "privacy:read").put(f"{PATH}/floor", {"days": 365}, format="json").status_code == 403
    assert caller(desk, desk.owner).put(f"{PATH}/secret", {"days": 365}, format="json").status_code == 404


def test_the_limits_of_reveals_are_read_and_changed(desk: Desk) -> None:
    owner, path = caller(desk, desk.owner), "/api/v1/reveals/settings"
    assert owner.get(path).json() == {"minutes": 2, "hourly": 20, "alert_at": 10}
    assert owner.put(path, {"minutes": 5}, format="json").json() == {"minutes": 5, "hourly": 20, "alert_at": 10}
    assert owner.put(path, {"minutes": 61}, format="json").status_code == 400
    assert caller(desk, desk.reviewer).put(path, {"minutes": 9}, format="json").status_code == 403


def test_a_purge_is_counted_and_asked_for_by_who_may(desk: Desk) -> None:
    owner, path = caller(desk, desk.owner), f"{PATH}/purge"
    assert owner.get(path).json() == []
    assert owner.post(path).status_code == 409, "without a rule nothing would go"
    owner.put(f"{PATH}/public", {"days": 200}, format="json")
    [told] = owner.get(path).json()
    assert (told["data_class"], told["days"], told["documents"], told["conversations"]) == ("public", 200, 0, 0)
    assert caller(desk, desk.auditor).get(path).status_code == 200
    assert caller(desk, desk.auditor).post(path).status_code == 403
    assert caller(desk, desk.owner, "privacy:read").post(path).status_code == 403
    assert owner.post(path).status_code == 202
    assert owner.post(path).status_code == 409, "one waits already"


def test_documents_are_listed_with_their_class_and_given_another(desk: Desk) -> None:
    loading.load_document(desk.workspace.id, "pay.md", b"# Pay\n\nThe salary table.")
    owner = caller(desk, desk.owner)
    [one] = owner.get("/api/v1/documents").json()["results"]
    assert (one["source"], one["data_class"]) == ("pay.md", "public")
    path = f"/api/v1/documents/{one['id']}"
    assert caller(desk, desk.auditor).patch(path, {"data_class": "internal"}, format="json").status_code == 403
    assert caller(desk, desk.reviewer).patch(path, {"data_class": "internal"}, format="json").status_code == 404
    assert owner.patch(path, {"data_class": "internal"}, format="json").json()["data_class"] == "internal"
    assert owner.patch(path, {"data_class": "secret"}, format="json").status_code == 400
    assert Entry.objects.filter(event="memory.document_class_changed", actor=desk.owner.id).count() == 1
