"""Rate limits as rows: who may change them, what is refused, what stands on the ledger; and what of a person stays in Redis."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, override_settings

from audit.erasers import Subject
from audit.models import Entry
from conversations import contacts
from kit import shared_redis
from kit.errors import InvalidInput, NotAllowed, NotFound
from kit.ids import uuid7
from policies import rates
from policies.engine import compile_rules, evaluate
from policies.facts import ActionFacts
from policies.rates import actions, counting, subjects
from policies.rates.cases import PREFIX
from policies.rates.erasing import COUNTERS, RateEraser
from policies.rates.models import RateLimit
from tests.policies.cast import Cast, assemble, rule

GOOD: dict[str, Any] = {"name": "Replies an hour", "per": "agent", "most": 10, "seconds": 3600, "counts": "replies"}
ADD = "/admin/policies/ratelimit/add/"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def made(cast: Cast, **more: Any) -> RateLimit:
    return actions.create(cast.workspace.id, {**GOOD, **more}, acting_user=cast.admin)


def case(cast: Cast, *recipients: str, agent: UUID | None = None) -> rates.Case:
    return rates.Case(cast.workspace.id, "reply", uuid7(), agent or uuid7(), "", lambda: recipients)


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    given = {"name": "Mails", "subject": "recipient:", "counts": "replies", "most": 3, "every": 2, "unit": "days", "holds": "on"}
    return {"workspace": str(cast.workspace.id), **given, **more}


def test_whoever_edits_policies_adds_changes_and_removes_limits_and_each_stands_on_the_ledger(cast: Cast) -> None:
    limit = made(cast)
    identity = limit.id
    actions.change(limit, {"most": 20, "name": "Fewer  replies"}, acting_user=cast.admin)
    actions.count_anew(limit, acting_user=cast.admin)
    actions.remove(limit, acting_user=cast.admin)
    told = [(one.event, json.loads(one.body)["data"]) for one in Entry.objects.filter(subject=identity).order_by("id")]
    assert [event for event, _ in told] == [f"rate_limit.{one}" for one in ("created", "changed", "counted_anew", "removed")]
    assert told[0][1] == {
        "per": "agent", "counts": "replies", "most": 10, "seconds": 3600, "holds": True, "paces": False,
    }  # fmt: skip
    assert told[1][1] == {"fields": ["name", "most"], "anew": False, "most": 20}


@pytest.mark.parametrize("verb", ["create", "change", "count_anew", "remove"])
def test_reviewers_and_strangers_change_nothing(cast: Cast, verb: str) -> None:
    limit = made(cast)
    verbs: dict[str, Callable[[Any], object]] = {
        "create": lambda user: actions.create(cast.workspace.id, {**GOOD, "name": "Another"}, acting_user=user),
        "change": lambda user: actions.change(limit, {"most": 1}, acting_user=user),
        "count_anew": lambda user: actions.count_anew(limit, acting_user=user),
        "remove": lambda user: actions.remove(limit, acting_user=user),
    }
    with pytest.raises(NotAllowed):
        verbs[verb](cast.reviewer)
    with pytest.raises(NotFound):
        verbs[verb](cast.stranger)
    assert RateLimit.objects.get().most == 10


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"most": 0}, "most"),
        ({"most": 100_001}, "most"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 32 * 86_400}, "seconds"),
        ({"per": "planet"}, "per"),
        ({"counts": "stars"}, "counts"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"only": "nobody"}, "only"),
        ({"per": "recipient", "only": "mara@example.org"}, "only"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: "):
        made(cast, **values)
    assert not RateLimit.objects.exists()
    limit = made(cast)
    with pytest.raises(InvalidInput, match=rf"^{field}: "):
        actions.change(limit, values, acting_user=cast.admin)


def test_two_limits_have_two_names(cast: Cast) -> None:
    made(cast)
    with pytest.raises(InvalidInput, match=r"^name: this workspace has a rate limit of that name\.$"):
        made(cast, name="Replies  an hour")
    assert made(assemble("other")).name == GOOD["name"]


def test_another_window_begins_with_an_empty_count_and_another_number_keeps_it(cast: Cast) -> None:
    limit, agent = made(cast, most=1), uuid7()
    assert rates.take(case(cast, agent=agent), uuid7(), approved=False).may_leave
    actions.change(limit, {"most": 2}, acting_user=cast.admin)
    assert rates.look(case(cast, agent=agent))["agent"] == 1.0
    changed = actions.change(limit, {"seconds": 7200}, acting_user=cast.admin)
    assert changed.since > limit.since
    assert rates.look(case(cast, agent=agent))["agent"] == 0.5
    assert '"anew":true' in Entry.objects.filter(event="rate_limit.changed").latest("id").body


def test_the_facts_are_those_of_the_table_and_what_is_not_known_is_absent(cast: Cast) -> None:
    made(cast)
    made(cast, name="Soft", per="workspace", holds=False)
    assert ActionFacts.build(rate=rates.look(case(cast)))["rate.workspace"] == 0.1
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0"):
        found = ActionFacts.build(rate=rates.look(case(cast)))
    assert (found["rate.state"], found["rate.full"]) == ("unknown", ["Replies an hour"])
    assert {"rate.share", "rate.agent", "rate.workspace"} <= found.guarded
    assert "rate.tool" not in found.absent, "no limit counts that, which is known"


def test_a_limit_made_while_redis_was_away_knows_nothing_until_a_window_has_passed(cast: Cast) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0"):
        limit = made(cast)
    assert (limit.since, rates.look(case(cast))["state"]) == (0, "unknown")
    assert not counting.use(limit).known
    actions.count_anew(limit, acting_user=cast.admin)
    assert rates.look(case(cast))["state"] == "ok"


def test_an_erasure_takes_the_counts_of_a_person_and_leaves_those_of_others(cast: Cast) -> None:
    limit = made(cast, per="recipient")
    mara, ola = (contacts.lookup(cast.workspace.id, "email", f"{name}@customer.example") for name in ("mara", "ola"))
    for one in (mara, ola):
        assert rates.take(case(cast, one), uuid7(), approved=False).may_leave
    person = Subject(cast.workspace.id, lookups=frozenset({mara}))
    assert RateEraser().locate(person) == {COUNTERS: 1}
    assert RateEraser().finish(person) == {COUNTERS: 1}
    assert (RateEraser().locate(person), counting.use(limit).counters) == ({COUNTERS: 0}, 1)
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0"):
        assert (RateEraser().locate(person), RateEraser().finish(person)) == ({}, {})
    for name in shared_redis.client().scan_iter(f"{PREFIX}*"):
        assert not {mara, ola} & {name.decode()}


def test_the_list_names_whose_each_is_without_asking_for_every_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    asked: list[str] = []
    tools = [(f"tool-{number}", f"Tool {number}") for number in range(9)]

    def known(per: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        asked.append(per)
        return found

    monkeypatch.setitem(subjects._sources, "agent", lambda one: known("agent", [("a-1", "Sorting")]))
    monkeypatch.setitem(subjects._sources, "tool", lambda one: known("tool", tools))
    for number in range(9):
        actions.create(
            cast.workspace.id, {**GOOD, "name": f"Calls {number}", "per": "tool", "only": f"tool-{number}"}, acting_user=cast.admin
        )
    actions.create(cast.workspace.id, {**GOOD, "name": "Agent", "per": "agent", "only": "a-1"}, acting_user=cast.admin)
    admin = signed_in(cast.admin)
    admin.get("/admin/policies/ratelimit/")
    asked.clear()
    with django_assert_max_num_queries(12):
        listed = admin.get("/admin/policies/ratelimit/").content.decode()
    assert all(f"the tool Tool {number}" in listed for number in range(9))
    assert "the agent Sorting" in listed
    assert sorted(asked) == ["agent", "tool"]


def test_the_page_adds_a_limit_shows_a_mistake_under_its_field_and_counts_anew(cast: Cast) -> None:
    admin = signed_in(cast.admin)
    wrong = admin.post(ADD, form(cast, every=40))
    assert wrong.status_code == 200
    assert "every" in wrong.context["adminform"].form.errors
    assert admin.post(ADD, form(cast)).status_code == 302
    limit = RateLimit.objects.get()
    assert (limit.per, limit.only, limit.most, limit.seconds, limit.window, limit.holds) == ("recipient", "", 3, 172_800, "2 days", True)
    assert "name" in admin.post(ADD, form(cast)).context["adminform"].form.errors
    change = f"/admin/policies/ratelimit/{limit.pk}/change/"
    assert admin.post(change, form(cast, most=5)).status_code == 302
    assert RateLimit.objects.get().most == 5
    listed = admin.get("/admin/policies/ratelimit/").content.decode()
    assert "5 in 2 days" in listed
    assert "each recipient" in listed
    page = f"/admin/policies/ratelimit/{limit.pk}/anew/"
    assert "Nothing has been counted" in admin.get(page).content.decode()
    assert admin.post(page).status_code == 302
    assert RateLimit.objects.get().since > limit.since
    assert admin.post(f"/admin/policies/ratelimit/{limit.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not RateLimit.objects.exists()


def test_others_see_no_limit_on_any_page(cast: Cast) -> None:
    limit = made(cast)
    other = assemble("other")
    for user in (other.admin, cast.reviewer, cast.stranger):
        client = signed_in(user)
        for page in (f"/admin/policies/ratelimit/{limit.pk}/change/", f"/admin/policies/ratelimit/{limit.pk}/anew/"):
            assert client.get(page).status_code in (302, 403, 404)
            assert client.post(page).status_code in (302, 403, 404)
        assert GOOD["name"] not in client.get("/admin/policies/ratelimit/").content.decode()
    assert RateLimit.objects.get().since == limit.since
    assert signed_in(other.admin).post(ADD, form(cast)).status_code == 200, "their own workspaces are offered only"
    assert RateLimit.objects.count() == 1


@pytest.mark.parametrize(("state", "reason"), [("full", "rate_limit_reached"), ("unknown", "rate_limit_unknown")])
@pytest.mark.parametrize(("effect", "after"), [("allow", "review"), ("review", "review"), ("deny", "deny")])
def test_no_version_lets_through_what_was_recorded_as_held_by_a_limit(state: str, reason: str, effect: str, after: str) -> None:
    """Back-tests, shadows, cases, try-outs and replays all ask the engine, with the facts of then."""
    found = evaluate(compile_rules([rule("a", "true", effect)]), ActionFacts.build(rate={"state": state, "full": ["A day"]}))
    assert (found.effect, found.reasons[-1], found.used) == (after, reason, ("rate.state",))
    assert evaluate(compile_rules([rule("a", "true", effect)]), ActionFacts.build(rate={"state": "ok"})).effect == effect
