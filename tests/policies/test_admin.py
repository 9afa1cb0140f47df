from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from audit.models import Entry
from kit.ids import uuid7
from policies import actions, rulings, settings_actions
from policies.admin import trying
from policies.facts import ActionFacts
from policies.models import Policy, PolicyRule, PolicyVersion, PriceEntry, RedactionRule
from tests.factories.people import member
from tests.policies.cast import Cast, active, assemble, rule


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(*rules: dict[str, Any], initial: int = 0, **fields: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"note": "", "rules-TOTAL_FORMS": len(rules), "rules-INITIAL_FORMS": initial, **fields}
    for number, one in enumerate(rules):
        complete = {"order": 10, "effect": "review", "queue": "", "reason_code": "test", **one}
        data |= {f"rules-{number}-{name}": value for name, value in complete.items()}
    return data


def draft(cast: Cast, *rules: Any) -> PolicyVersion:
    return actions.create_draft(cast.policy, acting_user=cast.admin, rules=rules)


ADD = "/admin/policies/policyversion/add/"


def change(version: PolicyVersion) -> str:
    return f"/admin/policies/policyversion/{version.pk}/change/"


def test_a_draft_is_written_with_its_rules_and_stands_on_the_ledger(admin: Client, cast: Cast) -> None:
    one = {
        "name": "Big",
        "when": "action.amount > 50.0",
        "obligations_approvals": "2",
        "obligations_due": "",
        "obligations_mask": "all",
        "obligations_require_reason": "on",
    }
    response = admin.post(ADD, form(one, policy=str(cast.policy.pk), note="first"))
    assert response.status_code == 302, response.context["errors"] if response.context else response.content
    version = PolicyVersion.objects.get()
    assert (version.number, version.note, version.created_by, version.status) == (1, "first", cast.admin, "draft")
    assert [(source.name, list(source.obligations)) for source in actions.sources_of(version)] == [
        ("Big", [{"kind": "approvals", "count": 2}, {"kind": "mask", "types": []}, {"kind": "require_reason"}])
    ]
    assert set(Entry.objects.values_list("event", flat=True)) >= {"policy.draft_created", "policy.draft_edited"}
    assert LogEntry.objects.get_for_model(PolicyRule).count() == 1


def test_a_typo_is_shown_under_its_field_with_the_caret_in_monospace(admin: Client, cast: Cast) -> None:
    page = admin.post(ADD, form({"name": "Big", "when": "action.amont > 50.0"}, policy=str(cast.policy.pk))).content.decode()
    assert '<pre class="condition-error">Line 1, column 1: action.amont is not a declared fact.\naction.amont &gt; 50.0\n^' in page
    assert "Did you mean action.amount?" in page
    assert PolicyVersion.objects.count() == 0


def test_what_a_version_that_holds_obliges_to_is_told_in_words(admin: Client, cast: Cast) -> None:
    version = active(cast, rule("Big", "true", obligations=({"kind": "approvals", "count": 2}, {"kind": "require_reason"})))
    page = admin.get(change(version)).content.decode()
    assert "2 people must agree, a reason must be written" in page
    assert "obligations_approvals" not in page


def test_an_existing_draft_is_edited_and_a_rule_of_it_deleted(admin: Client, cast: Cast) -> None:
    version = draft(cast, rule("a", "true"), rule("b", "true"))
    first, second = PolicyRule.objects.filter(version=version).order_by("name")
    rows = (
        {"id": str(first.pk), "name": "a", "when": "action.writes"},
        {"id": str(second.pk), "name": "b", "when": "true", "DELETE": "on"},
    )
    response = admin.post(change(version), form(*rows, initial=2, note="better"))
    assert response.status_code == 302
    version.refresh_from_db()
    assert version.note == "better"
    assert [(source.name, source.when) for source in actions.sources_of(version)] == [("a", "action.writes")]


def test_what_was_active_can_be_read_and_not_edited(admin: Client, cast: Cast) -> None:
    version = active(cast, rule("a", "true"))
    page = admin.get(change(version))
    assert page.status_code == 200
    assert b'name="rules-0-when"' not in page.content
    assert admin.post(change(version), form(note="sneaky")).status_code == 403


def test_the_page_of_a_version_lists_every_fact(admin: Client, cast: Cast) -> None:
    page = admin.get(change(draft(cast, rule("a", "true")))).content.decode()
    assert "<code>conversation.identity</code> *" in page


def test_it_activates_by_post_only_and_rolls_back(admin: Client, cast: Cast) -> None:
    version = draft(cast, rule("a", "true", "allow"))
    address = reverse("admin:policies_policyversion_activate", args=[version.pk])
    assert admin.get(address).status_code == 200
    version.refresh_from_db()
    assert version.status == "draft"
    assert admin.post(address).status_code == 302
    version.refresh_from_db()
    assert (version.status, version.activated_by) == ("active", cast.admin)
    active(cast, rule("b", "true", "deny"))
    admin.post(reverse("admin:policies_policyversion_rollback", args=[version.pk]))
    assert rulings.rule_facts(cast.workspace.id, ActionFacts.build({})).effect == "allow"


def test_a_version_offers_what_its_status_allows_and_its_pages_lead_to_each_other(admin: Client, cast: Cast) -> None:
    before = active(cast, rule("All", "true"))
    version = draft(cast, rule("Changes", "action.writes"))

    def buttons(one: PolicyVersion) -> tuple[bool, bool]:
        shown = admin.get(change(one)).content.decode()
        return f"{one.pk}/activate/" in shown, f"{one.pk}/rollback/" in shown

    assert (buttons(before), buttons(version)) == ((False, False), (True, False))
    actions.activate(version, acting_user=None)
    assert (buttons(before), buttons(version)) == ((False, True), (False, False))
    page = admin.get(f"/admin/policies/policyversion/{before.pk}/try/").content.decode()
    for name in ("compare", "cases", "back-test", "shadow", "rollback", "copy", "export"):
        assert f"/admin/policies/policyversion/{before.pk}/{name}/" in page, name
    assert page.count('aria-current="page"') == 1
    assert f"/admin/policies/policyversion/{before.pk}/activate/" not in page
    assert admin.get(change(before)).content.decode().count('aria-current="page"') == 1


def test_times_of_a_list_name_their_zone(admin: Client, cast: Cast) -> None:
    cast.admin.timezone = "Asia/Tokyo"
    cast.admin.save()
    version = active(cast, rule("All", "true"))
    assert version.activated_at is not None
    told = version.activated_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{told.day} {told:%b %Y, %H:%M} JST" in admin.get("/admin/policies/policyversion/").content.decode()


def test_a_step_that_is_not_possible_any_more_says_so(admin: Client, cast: Cast) -> None:
    version = active(cast, rule("a", "true"))
    page = admin.post(reverse("admin:policies_policyversion_activate", args=[version.pk]), follow=True).content.decode()
    assert "This version is not a draft any more" in page


def test_a_ruling_that_is_not_recent_is_still_the_chosen_one(admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = active(cast, rule("a", "true"))
    old, _ = (
        rulings.rule_action(cast.workspace.id, ActionFacts.build(), reference=uuid7(), conversation=uuid7(), subject=None)[1]
        for _ in range(2)
    )
    monkeypatch.setattr(trying, "RECENT", 1)
    page = admin.get(f"/admin/policies/policyversion/{version.pk}/try/?record={old.pk}").content.decode()
    assert f'<option value="{old.pk}" selected>' in page


def test_it_is_tried_on_a_stored_ruling_and_compared(admin: Client, cast: Cast) -> None:
    active(cast, rule("a", "action.amount > 50.0"))
    facts = ActionFacts.build(action={"kind": "reply", "amount": 60})
    _, row = rulings.rule_action(cast.workspace.id, facts, reference=uuid7(), conversation=uuid7(), subject=None)
    candidate = draft(cast, rule("never", "action.amount > 55.0", "deny"), rule("odd", "1 / history.sent_24h == 1", "allow"))
    page = admin.get(f"/admin/policies/policyversion/{candidate.pk}/try/?record={row.pk}").content.decode()
    assert "Different effect." in page
    assert "<code>action.amount</code> = <code>60.0</code>" in page
    assert "Could not be answered: division by zero." in page


def test_addresses_of_a_real_case_are_shown_as_the_rules_for_reviewers_say_and_ruled_on_as_they_are(admin: Client, cast: Cast) -> None:
    version = active(cast, rule("known", 'action.recipients.exists(one, one == "mara.vogel@example.org")'))
    facts = ActionFacts.build(action={"kind": "reply", "recipients": ["mara.vogel@example.org"]})
    _, row = rulings.rule_action(cast.workspace.id, facts, reference=uuid7(), conversation=uuid7(), subject=None)
    address = f"/admin/policies/policyversion/{version.pk}/try/?record={row.pk}"
    assert "[&quot;mara.vogel@example.org&quot;]" in admin.get(address).content.decode()
    settings_actions.set_redaction(cast.workspace.id, "EMAIL_ADDRESS", "reviewer", "mask", acting_user=cast.admin)
    owner = member(cast.workspace, Role.OWNER)
    for client, times in ((admin, 1), (signed_in(owner), 3)):
        page = client.get(address).content.decode()
        assert page.count("mara.vogel@example.org") == times, "the condition itself, and for an owner the facts in both forms"
        assert "Same effect." in page


def test_it_is_tried_on_pasted_facts_and_a_mistake_in_them_is_told(admin: Client, cast: Cast) -> None:
    address = f"/admin/policies/policyversion/{draft(cast, rule('a', 'action.writes', 'deny')).pk}/try/"
    good = admin.post(address, {"facts": json.dumps({"action": {"writes": True}})}).content.decode()
    assert 'This version says <span class="effect deny">deny</span>' in good
    assert "action.wites is not a declared fact" in admin.post(address, {"facts": '{"action": {"wites": true}}'}).content.decode()
    assert "This is not JSON" in admin.post(address, {"facts": "{"}).content.decode()
    assert "There is no such ruling" in admin.get(f"{address}?record={uuid7()}").content.decode()


def test_a_stranger_and_a_reviewer_find_none_of_it(cast: Cast) -> None:
    version = active(cast, rule("a", "true"))
    other = signed_in(assemble("other").admin)
    for address in ("try", "activate", "copy", "rollback"):
        assert other.get(f"/admin/policies/policyversion/{version.pk}/{address}/").status_code == 404
    assert str(version.pk) not in other.get("/admin/policies/policyversion/").content.decode()
    assert other.get(change(version)).status_code == 302
    for client in (signed_in(cast.reviewer), signed_in(cast.stranger)):
        assert client.get("/admin/policies/policyversion/").status_code == 403
        assert client.get(f"/admin/policies/policyversion/{version.pk}/try/").status_code == 404


def test_a_foreign_policy_cannot_be_chosen_for_a_draft(admin: Client, cast: Cast) -> None:
    foreign = assemble("other").policy
    page = admin.post(ADD, form({"name": "a", "when": "true"}, policy=str(foreign.pk)))
    assert page.status_code == 200
    assert not PolicyVersion.objects.filter(policy=foreign).exists()


def test_rulings_are_listed_and_cannot_be_touched(admin: Client, cast: Cast) -> None:
    active(cast, rule("a", "true"))
    _, row = rulings.rule_action(cast.workspace.id, ActionFacts.build({}), reference=uuid7(), conversation=None, subject=None)
    assert admin.get("/admin/policies/rulingrecord/").status_code == 200
    assert admin.get(f"/admin/policies/rulingrecord/{row.pk}/change/").status_code == 200
    assert admin.post(f"/admin/policies/rulingrecord/{row.pk}/change/", {"effect": "allow"}).status_code == 403
    assert admin.post(f"/admin/policies/rulingrecord/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_policy_is_added_and_listed_with_its_versions(admin: Client, cast: Cast) -> None:
    data = {"workspace": str(cast.workspace.pk), "name": "Refunds", "description": "money"}
    assert admin.post("/admin/policies/policy/add/", data).status_code == 302
    policy = Policy.objects.get(name="Refunds")
    assert admin.get(f"/admin/policies/policy/{policy.pk}/change/").status_code == 200
    assert Entry.objects.filter(event="policy.created", subject=policy.pk).exists()


def test_a_redaction_rule_is_added_changed_and_removed_on_the_ledger(admin: Client, cast: Cast) -> None:
    data = {"workspace": str(cast.workspace.pk), "entity": "url", "surface": "model", "operator": "mask"}
    assert admin.post("/admin/policies/redactionrule/add/", data).status_code == 302
    row = RedactionRule.objects.get()
    assert row.entity == "URL"
    assert admin.post(f"/admin/policies/redactionrule/{row.pk}/change/", {"operator": "keep"}).status_code == 302
    row.refresh_from_db()
    assert row.operator == "keep"
    assert admin.post(f"/admin/policies/redactionrule/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Entry.objects.filter(event__startswith="redaction").order_by("id").values_list("event", flat=True)) == [
        "redaction_rule.changed", "redaction_rule.changed", "redaction_rule.removed",
    ]  # fmt: skip
    page = admin.post("/admin/policies/redactionrule/add/", {**data, "entity": "SHOE_SIZE"}).content.decode()
    assert "There is no entity SHOE_SIZE" in page


def test_the_tester_highlights_what_is_found_and_shows_each_surface(admin: Client, cast: Cast) -> None:
    settings_actions.set_redaction(cast.workspace.id, "EMAIL_ADDRESS", "reviewer", "mask", acting_user=cast.admin)
    assert admin.get("/admin/policies/redactionrule/try/").status_code == 200
    page = admin.post("/admin/policies/redactionrule/try/", {"text": "write to <jane@example.com>", "language": "en"}).content.decode()
    assert '<mark>jane@example.com <small title="EmailRecognizer">EMAIL_ADDRESS 1.00</small></mark>' in page
    assert "EmailRecognizer" in page
    assert "write to &lt;&lt;EMAIL_ADDRESS_1&gt;&gt;" in page


def test_a_price_is_added_and_never_edited(admin: Client, cast: Cast) -> None:
    data = {
        "model": "m",
        "currency": "USD",
        "input_per_million": "1",
        "output_per_million": "2",
        "valid_from_0": "2026-01-01",
        "valid_from_1": "00:00:00",
    }
    assert admin.post("/admin/policies/priceentry/add/", data).status_code == 302
    row = PriceEntry.objects.get(model="m")
    assert admin.post(f"/admin/policies/priceentry/{row.pk}/change/", data).status_code == 403
    assert Entry.objects.filter(event="price.added").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"model": "my model"}, "without spaces"),
        ({"model": "{}"}, "without spaces"),
        ({"currency": "-1"}, "three capital letters"),
        ({"input_per_million": "-1"}, "zero or more"),
        ({"output_per_million": "nan"}, "Enter a number"),
    ],
)
def test_a_price_that_cannot_be_kept_is_answered_beside_the_form(admin: Client, cast: Cast, wrong: dict[str, str], said: str) -> None:
    cast.admin.is_staff = True
    cast.admin.save()
    data = {"model": "m", "currency": "USD", "input_per_million": "1", "output_per_million": "2"}
    page = admin.post("/admin/policies/priceentry/add/", {**data, "valid_from_0": "2026-01-01", "valid_from_1": "00:00:00", **wrong})
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert not PriceEntry.objects.filter(model=data["model"]).exists()


def test_the_list_of_policies_says_which_version_is_active(admin: Client, cast: Cast) -> None:
    actions.activate(draft(cast, rule("All", "true")), acting_user=None)
    draft(cast, rule("All", "true"))
    page = admin.get("/admin/policies/policy/").content.decode()
    assert page.index(">version 1 active</a>") < page.index(">version 2 draft</a>")
    actions.activate(PolicyVersion.objects.get(number=2), acting_user=None)
    page = admin.get("/admin/policies/policy/").content.decode()
    assert (">version 2 active</a>" in page, ">version 1 " in page) == (True, False)
