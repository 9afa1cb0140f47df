"""Redaction rules and own recognisers over HTTP."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from audit.models import Entry
from kit.ids import uuid7
from policies import redaction
from policies.models import Recogniser, RedactionRule
from tests.api.conftest import caller
from tests.review.cast import Desk

RULES, OWN = "/api/v1/redaction-rules", "/api/v1/recognisers"
RULE = {"entity": "iban_code", "surface": "export", "operator": "hash"}
MEMBER = {
    "name": "Member number", "entity": "member_no", "pattern": r"MB-\d{6}", "must": ["My number is MB-123456."], "must_not": ["Room MB-12"],
}  # fmt: skip


def test_a_rule_is_added_changed_and_retired(desk: Desk, rules_admin: User, rules_client: APIClient) -> None:
    made = rules_client.post(RULES, RULE, format="json")
    assert (made.status_code, made.json()["entity"], made.json()["channel"]) == (201, "IBAN_CODE", None)
    assert rules_client.post(RULES, RULE, format="json").status_code == 409
    one = f"{RULES}/{made.json()['id']}"
    assert rules_client.patch(one, {"operator": "drop"}, format="json").json()["operator"] == "drop"
    of_channel = rules_client.post(RULES, RULE | {"channel": str(desk.channel.id)}, format="json").json()
    assert {row["id"] for row in rules_client.get(f"{RULES}?entity=IBAN_CODE").json()["results"]} == {made.json()["id"], of_channel["id"]}
    assert rules_client.delete(one).status_code == 204
    assert rules_client.delete(one).status_code == 404
    assert [row.channel for row in RedactionRule.objects.all()] == [desk.channel.id]
    told = Entry.objects.filter(actor=rules_admin.id, event__startswith="redaction_rule").order_by("id").values_list("event", flat=True)
    assert list(told) == ["redaction_rule.changed"] * 3 + ["redaction_rule.removed"]


def test_a_recogniser_is_added_changed_retired_and_removed_and_holds_at_once(
    desk: Desk, rules_admin: User, rules_client: APIClient
) -> None:
    made = rules_client.post(OWN, MEMBER, format="json")
    told = made.json()
    assert (made.status_code, told["entity"], told["kind"], told["is_active"], told["must"]) == (
        201, "MEMBER_NO", "pattern", True, MEMBER["must"],
    )  # fmt: skip
    assert "<MEMBER_NO_1>" in redaction.redact("I am MB-123456", workspace=desk.workspace.id, surface="model").text
    one = f"{OWN}/{told['id']}"
    assert rules_client.patch(one, {"is_active": False}, format="json").json()["pattern"] == MEMBER["pattern"]
    assert "MB-123456" in redaction.redact("I am MB-123456", workspace=desk.workspace.id, surface="model").text
    assert [row["id"] for row in rules_client.get(f"{OWN}?is_active=false").json()["results"]] == [told["id"]]
    assert rules_client.get(one).json()["score"] == "0.50"
    assert rules_client.delete(one).status_code == 204
    events = Entry.objects.filter(subject=told["id"], actor=rules_admin.id).order_by("id").values_list("event", flat=True)
    assert list(events) == ["recogniser.saved", "recogniser.saved", "recogniser.removed"]


@pytest.mark.parametrize(("changed", "said"), [
    ({"pattern": r"MB-\d+"}, "pattern: It does not say how long"), ({"must": ["MB-1"]}, "must: Sample 1"), ({"entity": "NO_1"}, "entity: A type does not end"),
    ({"must_not": ["MB-999999"]}, "must_not: "), ({"checksum": "none"}, "checksum: There are no check digits"),
])  # fmt: skip
def test_what_its_samples_refute_is_not_kept_and_the_part_is_named(rules_client: APIClient, changed: dict[str, object], said: str) -> None:
    made = rules_client.post(OWN, MEMBER, format="json").json()
    answers = (
        rules_client.post(OWN, MEMBER | {"name": "Another"} | changed, format="json"),
        rules_client.patch(f"{OWN}/{made['id']}", changed, format="json"),
    )
    for answer in answers:
        assert (answer.status_code, answer.json()["message"].startswith(said)) == (400, True), answer.json()
    assert Recogniser.objects.get().pattern == MEMBER["pattern"]
    assert rules_client.post(OWN, MEMBER, format="json").json()["message"] == "name: There is a recogniser called Member number."


def test_rules_that_make_no_sense_are_refused(desk: Desk, rules_client: APIClient) -> None:
    for wrong in ({"entity": "NOTHING"}, {"surface": "mail"}, {"operator": "eat"}, {"surface": "reviewer"}, {"channel": str(uuid7())}):
        assert rules_client.post(RULES, RULE | wrong, format="json").status_code == 400, wrong
    assert not RedactionRule.objects.exists()


def test_the_file_goes_out_and_comes_in(desk: Desk, rules_client: APIClient) -> None:
    rules_client.post(RULES, RULE, format="json")
    rules_client.post(OWN, MEMBER, format="json")
    text = rules_client.get(f"{RULES}/file").json()["text"]
    for path in (RULES, OWN):
        rules_client.delete(f"{path}/{rules_client.get(path).json()['results'][0]['id']}")
    assert rules_client.put(f"{RULES}/file", {"text": text}, format="json").json() == {"changed": 2, "removed": 0, "as_before": 0}
    assert rules_client.put(f"{RULES}/file", {"text": "rules: []", "whole": True}, format="json").json()["removed"] == 2
    refused = rules_client.put(f"{RULES}/file", {"text": "rules:\n- {entity: X}"}, format="json")
    assert (refused.status_code, refused.json()["message"]) == (400, "Line 2: A rule needs surface.")


def test_others_read_or_are_refused(desk: Desk, rules_admin: User, rules_client: APIClient) -> None:
    rule, own = rules_client.post(RULES, RULE, format="json").json(), rules_client.post(OWN, MEMBER, format="json").json()
    auditor, reviewer = caller(desk, desk.auditor), caller(desk, desk.reviewer)
    for path, row, change in ((RULES, rule, {"operator": "keep"}), (OWN, own, {"score": "0.9"})):
        one = f"{path}/{row['id']}"
        assert [one["id"] for one in auditor.get(path).json()["results"]] == [row["id"]]
        assert auditor.get(one).status_code == 200
        assert auditor.patch(one, change, format="json").status_code == 403
        assert auditor.delete(one).status_code == 403
        assert reviewer.get(one).status_code == 404
        assert reviewer.post(path, RULE if path == RULES else MEMBER, format="json").status_code == 403
        only = caller(desk, rules_admin, "redaction:read")
        assert only.get(one).status_code == 200
        assert only.patch(one, change, format="json").json()["code"] == "missing_scope"
        assert caller(desk, rules_admin, "policies:write").get(one).json()["code"] == "missing_scope"
    assert auditor.get(f"{RULES}/file").status_code == 200
    assert reviewer.get(f"{RULES}/file").status_code == 403
    assert auditor.put(f"{RULES}/file", {"text": "rules: []", "whole": True}, format="json").status_code == 403
    assert (RedactionRule.objects.count(), Recogniser.objects.count()) == (1, 1)


def test_the_same_key_adds_once(rules_client: APIClient) -> None:
    key = {"Idempotency-Key": "add-member"}
    first, second = (rules_client.post(OWN, MEMBER, format="json", headers=key) for _ in range(2))
    assert (first.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert Recogniser.objects.count() == 1
