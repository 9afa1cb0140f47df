"""What a form says that it sends, and what pages there are to send one from."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import Role, User, Workspace
from policies import actions
from policies.engine import RuleSource
from policies.models import Policy
from tests.factories.people import make_workspace, member
from tests.support.web_forms import forms


@pytest.fixture
def owner(db: None, client: Client) -> User:
    """Signed in, in a workspace with nothing in it."""
    user = member(make_workspace(), Role.OWNER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.fixture
def policy(owner: User) -> Policy:
    return actions.create_policy(Workspace.objects.get().id, "Support", acting_user=owner)


def test_rules_that_were_only_announced_are_not_built(client: Client, policy: Policy) -> None:
    version = actions.create_draft(policy, acting_user=None)
    sent = {"rules-TOTAL_FORMS": "1000000000", "rules-INITIAL_FORMS": "0", "rules-0-name": ""}
    page = client.post(f"/admin/policies/policyversion/{version.pk}/change/", sent)
    assert page.status_code == 200
    assert len(page.context["inline_admin_formsets"][0].formset.forms) == 1


def test_a_rule_that_came_in_since_the_page_was_opened_is_not_written_twice(client: Client, policy: Policy) -> None:
    version = actions.create_draft(policy, acting_user=None, rules=[RuleSource("", "Large", "action.amount > 5.0", "review", "", "all")])
    new = {"name": "Large", "order": "20", "when": "true", "effect": "review", "reason_code": "all"}
    sent = {"rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "0", **{f"rules-0-{name}": value for name, value in new.items()}}
    page = client.post(f"/admin/policies/policyversion/{version.pk}/change/", sent)
    assert "Two rules are called Large" in page.content.decode()
    assert version.rules.count() == 1


def test_a_version_with_many_rules_can_be_saved_from_its_page(client: Client, policy: Policy) -> None:
    rules = [RuleSource("", f"Rule {one}", f"action.amount > {one}.0", "review", "", "all", order=one) for one in range(1, 76)]
    made = actions.create_draft(policy, acting_user=None, rules=rules)
    page = f"/admin/policies/policyversion/{made.pk}/change/"
    form = next(one for one in forms(client.get(page).content.decode()) if "rules-TOTAL_FORMS" in one.fields)
    answer = client.post(page, {**form.fields, "note": ["All of them"]})
    assert answer.status_code == 302, answer.context["errors"]
    made.refresh_from_db()
    assert (made.note, made.rules.count()) == ("All of them", 75)


@pytest.mark.parametrize("selected", ["nonsense", "a\0b", "9" * 40])
def test_rows_that_are_none_are_not_acted_on(client: Client, owner: User, selected: str) -> None:
    sent = {"action": "make_active", "_selected_action": selected, "index": "0"}
    answer = client.post("/admin/agents/agentversion/", sent, follow=True)
    assert "What was chosen is no row of this list" in answer.content.decode()


def test_what_installed_packages_bring_along_has_no_page_that_writes_past_our_verbs() -> None:
    own = {"kit", "audit", "accounts", "policies", "connectors", "conversations", "review", "agents", "portal"}
    others = {model._meta.label for model in admin.site._registry if model._meta.app_label not in own}
    assert others == {"auth.Group", "auditlog.LogEntry"}
