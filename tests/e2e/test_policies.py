"""The policy admin's walk in a browser: write, mistake, mend, try, keep a case, back-test, shadow, activate with a second person, roll back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from kit.ids import uuid7
from policies import actions, outcomes, requests, rulings, shadows
from policies.engine import RuleSource
from policies.facts import ActionFacts
from policies.models import PolicyVersion
from tests.e2e.conftest import Check, SignIn
from tests.e2e.pictures import picture
from tests.factories.people import member

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def ruled(workspace: Workspace, amount: float, outcome: str = "") -> str:
    facts = ActionFacts.build(action={"kind": "reply", "amount": amount}, signals={"injection": 0.0})
    ruling, row = rulings.rule_action(workspace.id, facts, reference=uuid7(), conversation=uuid7(), subject=None)
    if outcome:
        outcomes.record(row.reference, outcome, 40)
    return ruling.effect


def test_the_walk_of_a_policy_admin(site: str, page: Page, workspace: Workspace, sign_in: SignIn) -> None:
    policy = actions.create_policy(workspace.id, "Support", acting_user=None)
    before = RuleSource("", "A person reads everything", "true", "review", "", "all")
    actions.activate(actions.create_draft(policy, acting_user=None, rules=[before]), acting_user=None)
    for amount, outcome in ((10, "approved"), (20, "edited"), (30, "rejected"), (900, "approved")):
        ruled(workspace, amount, outcome)
    owner = member(workspace, Role.OWNER)
    sign_in(Role.POLICY_ADMIN)

    # A draft with a mistake in it, shown under the caret; then mended.
    page.goto(f"{site}/admin/policies/policyversion/add/")
    page.locator("#id_policy").select_option(label="Support")
    page.locator("#id_note").fill("Small amounts leave")
    page.get_by_role("link", name="Add another Policy rule").click()
    page.locator("#id_rules-0-name").fill("Small amounts")
    page.locator("#id_rules-0-when").fill("action.amont < 50.0")
    page.locator("#id_rules-0-effect").select_option("allow")
    page.locator("#id_rules-0-reason_code").fill("small")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("pre.condition-error")).to_contain_text("Did you mean action.amount?")
    expect(page.locator("#id_rules-0-when")).to_be_focused()
    picture(page, "1-mistake")
    page.locator("#id_rules-0-when").fill("action.amount < 50.0")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/policyversion/")
    version = PolicyVersion.objects.get(number=2)
    base = f"{site}/admin/policies/policyversion/{version.pk}"

    # Tried on a real case, which is kept as a test case.
    page.goto(f"{base}/try/")
    page.get_by_role("button", name="Try on this ruling").click()
    expect(page.get_by_role("heading", name="This version says")).to_contain_text("review")
    page.get_by_label("Keep as a test case").fill("Large amounts are read")
    picture(page, "2-try")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", name="1 of 1 hold")).to_be_visible()
    picture(page, "3-cases")

    # Back-tested: what people had corrected and would now leave is told.
    page.goto(f"{base}/back-test/")
    page.get_by_role("button", name="Back-test", exact=True).click()
    expect(page.get_by_role("heading", name="3 of 4 would be ruled otherwise")).to_be_visible()
    expect(page.get_by_text("1 of them had been edited and 1 rejected")).to_be_visible()
    expect(page.get_by_role("img", name="Flow of effects")).to_be_visible()
    picture(page, "4-back-test")

    # In the shadow on what happens: no effect, and the disagreement is listed.
    page.goto(f"{base}/shadow/")
    page.get_by_role("button", name="Let it rule in the shadow").click()
    expect(page.get_by_role("button", name="End the shadow")).to_be_visible()
    assert ruled(workspace, 5) == "review"
    shadows.sweep()
    page.reload()
    expect(page.get_by_role("heading", name="1 of 1 rulings differ")).to_be_visible()
    picture(page, "5-shadow")

    # Activation asks a second person; until then nothing changes.
    page.goto(f"{base}/activate/")
    expect(page.get_by_text(str(owner))).to_be_visible()
    picture(page, "6-ask")
    page.get_by_role("button", name="Ask a second person").click()
    page.goto(f"{base}/activate/")
    expect(page.get_by_text("It waits for")).to_be_visible()
    assert ruled(workspace, 5) == "review"
    sign_in(Role.OWNER)
    page.goto(f"{base}/activate/")
    picture(page, "7-agree")
    page.get_by_role("button", name="Agree: activate").click()
    expect(page.get_by_text("Support v2 is active.")).to_be_visible()
    assert ruled(workspace, 5) == "allow"

    # And back, with two people again.
    first = PolicyVersion.objects.get(number=1)
    back = f"{site}/admin/policies/policyversion/{first.pk}/rollback/"
    page.goto(back)
    page.get_by_role("button", name="Ask a second person").click()
    sign_in(Role.POLICY_ADMIN)
    page.goto(back)
    page.get_by_role("button", name="Agree: roll back").click()
    expect(page.get_by_text("Support v3 is active.")).to_be_visible()
    assert ruled(workspace, 5) == "review"

    # On a phone nothing runs out of the page.
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("back-test", "shadow", "compare", "cases", "try"):
        page.goto(f"{base}/{name}/")
        picture(page, f"8-phone-{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_rules_of_a_draft_are_lines_that_open_and_change_places(
    site: str, page: Page, workspace: Workspace, sign_in: SignIn, assert_accessible: Check
) -> None:
    policy = actions.create_policy(workspace.id, "Support", acting_user=None)
    rules = [
        RuleSource("", name, f"action.amount > {most}.0", "review", "", "all", order=most) for name, most in (("First", 10), ("Second", 25))
    ]
    version = actions.create_draft(policy, acting_user=None, rules=rules)
    sign_in(Role.POLICY_ADMIN)
    page.goto(f"{site}/admin/policies/policyversion/{version.pk}/change/")
    lines = page.locator(".rules .form-group:not(.empty-form) summary")
    expect(lines).to_contain_text(["First", "Second"])
    expect(page.locator("#id_rules-0-when")).to_be_hidden()
    picture(page, "10-lines")
    assert_accessible(page)
    way = page.locator("h1 .truncate")
    expect(way).to_contain_text(["Policies", "Policy versions", "Support v1"])
    assert way.evaluate_all("parts => parts.filter((one) => one.scrollWidth > one.clientWidth).length") == 0, "the way to the page is cut"
    page.get_by_role("button", name="Move up: Second").press("Enter")
    expect(lines).to_contain_text(["Second", "First"])
    lines.nth(1).press("Enter")
    page.locator("#id_rules-0-obligations_0").fill("9")
    page.get_by_role("link", name="Add another Policy rule").click()
    expect(page.locator("#id_rules-2-name")).to_be_focused()
    expect(page.locator("#id_rules-2-order")).to_have_value("30")
    page.locator("#id_rules-2-name").fill("Third")
    page.locator("#id_rules-2-when").fill("action.writes")
    page.locator("#id_rules-2-reason_code").fill("third")
    page.get_by_role("button", name="Save and continue editing").click()
    wrong = page.locator("[aria-invalid=true]:visible")
    expect(wrong).to_have_count(1)
    expect(wrong).to_be_focused()
    wrong.fill("2")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(lines).to_contain_text(["Second", "First", "Third"])
    found = [(rule.order, rule.name, list(rule.obligations)) for rule in actions.sources_of(version)]
    assert found == [(10, "Second", []), (25, "First", [{"kind": "approvals", "count": 2}]), (30, "Third", [])]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("h1 .truncate:visible")).to_have_text(["Support v1"])
    picture(page, "10-lines-phone")
    actions.activate(version, acting_user=None)
    page.goto(f"{site}/admin/policies/policyversion/{version.pk}/change/")
    expect(page.locator("section table.rows")).to_contain_text("2 people must agree")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "10-read-phone")


def test_a_version_is_exported_and_brought_in_as_a_file(
    site: str, page: Page, workspace: Workspace, sign_in: SignIn, tmp_path: Path, assert_accessible: Check
) -> None:
    policy = actions.create_policy(workspace.id, "Support", acting_user=None)
    rules = [RuleSource("", "Größere Beträge", "action.amount > 50.0", "review", "", "all")]
    version = actions.create_draft(policy, acting_user=None, rules=rules)
    sign_in(Role.POLICY_ADMIN)
    page.goto(f"{site}/admin/policies/policyversion/{version.pk}/change/")
    with page.expect_download() as told:
        page.get_by_role("link", name="Export").click()
    file = tmp_path / told.value.suggested_filename
    file.write_bytes(told.value.path().read_bytes())
    page.goto(f"{site}/admin/policies/policyversion/import/")
    page.get_by_label("or a file").set_input_files(file)
    expect(page.get_by_label("Name of a new policy")).to_have_value("")
    assert_accessible(page)
    page.get_by_role("button", name="Make a draft").click()
    page.wait_for_url("**/change/")
    made = PolicyVersion.objects.get(number=2)
    assert actions.digest_of(made) == actions.digest_of(version)


def test_the_second_person_finds_what_waits_for_them_on_home(
    site: str, page: Page, workspace: Workspace, sign_in: SignIn, assert_accessible: Check
) -> None:
    owner, admin = member(workspace, Role.OWNER), member(workspace, Role.POLICY_ADMIN)
    policy = actions.create_policy(workspace.id, "Support", acting_user=None)
    rules = [RuleSource("", "A person reads everything", "true", "review", "", "all")]
    actions.activate(actions.create_draft(policy, acting_user=None, rules=rules), acting_user=None)
    more = [*rules, RuleSource("", "Large amounts never", "action.amount > 500.0", "deny", "", "large")]
    version = actions.create_draft(policy, acting_user=None, rules=more, note="Nothing above 500")
    requests.ask(version, "activate", acting_user=admin)
    assert sign_in(Role.OWNER) == owner
    page.goto(f"{site}/w/{workspace.slug}/")
    expect(page.get_by_text("1 policy version waits for you as the second person.")).to_be_visible()
    picture(page, "9-home")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("action.amount > 500.0")).to_be_visible()
    assert_accessible(page)
    picture(page, "9-waits")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "9-waits-phone")
    page.get_by_role("button", name="Agree: it becomes active").click()
    expect(page.get_by_text("Support v2 is active.")).to_be_visible()
    version.refresh_from_db()
    assert version.status == "active"
