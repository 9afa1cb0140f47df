"""The audit explorer: entries found by who, what, about what and when, each with its proof; read by owners and auditors only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role, Workspace
from audit import events, explorer
from audit.erasers import Subject
from audit.explorer import Place, Wanted
from audit.models import Entry
from audit.recorder import Recording, record_many
from conversations.models import Contact, Conversation
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7
from portal.evidence.erasing import ViewEraser
from portal.models import SavedView
from tests.factories.people import make_workspace, member
from tests.support import sealing

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
ENTRIES = "/w/moss/evidence/entries/"


def shown(client: Client, query: str = "") -> list[UUID]:
    return [line.found.told.id for line in client.get(f"{ENTRIES}?{query}").context["lines"].all]


def by_hand(workspace: Workspace, **filters: Any) -> list[UUID]:
    """What the table says, without the explorer's statements."""
    return list(Entry.objects.filter(workspace=workspace.id, **filters).order_by("-id").values_list("id", flat=True)[:50])


@pytest.fixture
def crowd(workspace: Workspace) -> dict[str, UUID]:
    """A person, an agent, a customer and the system, who did different things a different number of times; and a neighbour."""
    events.register("test.cooked", "Cooked")
    events.register("test.ate", "Ate")
    who = {"user": uuid7(), "agent": uuid7(), "contact": uuid7()}
    neighbour = make_workspace("fern2", "Neighbour")
    doings = [
        ("user", "test.cooked", 70),
        ("agent", "test.cooked", 3),
        ("contact", "test.ate", 9),
        ("system", "test.ate", 60),
        ("user", "test.ate", 1),
    ]
    with transaction.atomic():
        for place in (workspace, neighbour):
            for kind, event, times in doings:
                actor = SYSTEM if kind == "system" else Actor(kind, who[kind], "session")  # type: ignore[arg-type]  # one of the kinds
                record_many([Recording(event, place.id, actor) for _ in range(times)])
    return who


def test_entries_are_for_owners_and_auditors_and_for_nobody_else_there(told: Conversation, as_role: SignIn, as_stranger: Client) -> None:
    entry = Entry.objects.filter(workspace=told.workspace_id).latest("id").id
    for address in (ENTRIES, f"{ENTRIES}{entry}/"):
        assert [as_role(role).get(address).status_code for role in (Role.OWNER, Role.AUDITOR)] == [200, 200]
        assert [as_role(role).get(address).status_code for role in (Role.REVIEWER, Role.POLICY_ADMIN)] == [404, 404]
        assert as_stranger.get(address).status_code == 404
    assert as_stranger.get(f"/w/fern/evidence/entries/{entry}/").status_code == 404


@pytest.mark.parametrize(("query", "filters"), [
    ("", {}),
    ("event=test.cooked", {"event": "test.cooked"}),
    ("event=test.", {"event__startswith": "test."}),
    ("actor=system", {"actor_kind": "system"}),
    ("actor=agent", {"actor_kind": "agent"}),
    ("actor=user&event=test.ate", {"actor_kind": "user", "event": "test.ate"}),
    ("actor={user}", {"actor": "user"}),
    ("actor={user}&event=test.cooked", {"actor": "user", "event": "test.cooked"}),
    ("actor={user}&event=test.", {"actor": "user", "event__startswith": "test."}),
    ("actor={contact}&event=test.cooked", {"event": "none"}),
    ("actor={contact}&since=2020-01-01&until=2020-12-31", {"event": "none"}),
])  # fmt: skip
def test_filters_find_what_the_table_holds(
    crowd: dict[str, UUID], workspace: Workspace, as_role: SignIn, query: str, filters: dict[str, Any]
) -> None:
    who = {"actor": crowd["user"]} if "actor" in filters else {}
    assert shown(as_role(Role.AUDITOR), query.format(**crowd)) == by_hand(workspace, **{**filters, **who})


@pytest.mark.parametrize(
    "wanted", [{}, {"event": "test.cooked"}, {"event": "test."}, {"kind": "user"}, {"kind": "system", "event": "test.ate"}]
)
def test_pages_lead_down_to_the_oldest_and_up_again(crowd: dict[str, UUID], workspace: Workspace, wanted: dict[str, Any]) -> None:
    search, size = Wanted(workspace.id, **wanted), 7
    first = explorer.page(search, size=size)
    down, page = [first], first
    while page.older:
        page = explorer.page(search, page.older, size=size)
        down.append(page)
    up = [page]
    while page.newer:
        page = explorer.page(search, page.newer, size=size)
        up.append(page)
    seen = [one.told.id for page in down for one in page.found]
    kinds = {"actor_kind": wanted["kind"]} if "kind" in wanted else {}
    names = {"event__startswith": wanted["event"]} if "event" in wanted else {}
    assert seen == list(Entry.objects.filter(workspace=workspace.id, **kinds, **names).order_by("-id").values_list("id", flat=True))
    assert {one.told.id for page in up for one in page.found} == set(seen)
    assert first.newer is None
    assert len(down) > 8


def test_what_it_is_about_is_given_by_an_id_or_by_an_address_that_was_pasted(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    story = shown(client, f"subject={told.id}")
    assert story == list(Entry.objects.filter(stream=told.id).order_by("-id").values_list("id", flat=True)[:50])
    assert shown(client, f"subject=https://desk.example/w/moss/conversations/{told.id}/%23entry-3") == story
    assert shown(client, f"subject={told.id}&event=policy.ruled") == by_hand(told.workspace, stream=told.id, event="policy.ruled")
    answer = client.get(f"{ENTRIES}?subject=the+lamp")
    assert answer.context["search"].problems
    assert "What it is about is given by its id" in answer.content.decode()


def test_an_entry_shows_its_fields_its_contents_its_leaf_and_its_checkpoint(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    ruled = Entry.objects.filter(stream=told.id, event="policy.ruled").earliest("stream_no")
    page = client.get(f"{ENTRIES}{ruled.id}/").content.decode()
    leaf = hashlib.sha256(b"\0" + ruled.body.encode()).hexdigest()
    assert leaf in page
    assert "In a signed checkpoint" in page
    assert f"/w/moss/conversations/{told.id}/#entry-{ruled.stream_no}" in page
    content = f"/w/moss/conversations/{told.id}/entries/{ruled.id}/facts/"
    assert content in page
    assert client.get(content).status_code == 200


def test_an_entry_without_a_seal_says_so(crowd: dict[str, UUID], workspace: Workspace, as_role: SignIn) -> None:
    client, entry = as_role(Role.AUDITOR), Entry.objects.filter(workspace=workspace.id).latest("id").id
    assert "Not sealed yet" in client.get(f"{ENTRIES}{entry}/").content.decode()
    sealing.seal()
    assert "Not sealed yet" not in client.get(f"{ENTRIES}{entry}/").content.decode()


def test_a_view_is_kept_by_one_person_and_opened_by_all_who_may(crowd: dict[str, UUID], workspace: Workspace, as_role: SignIn) -> None:
    mine, other, reviewer = as_role(Role.AUDITOR), as_role(Role.OWNER), as_role(Role.REVIEWER)
    saved = mine.post("/w/moss/evidence/views/", {"name": " What the  system did ", "actor": "system", "since": ""})
    view = SavedView.objects.get()
    assert (view.name, view.user) == ("What the system did", member(workspace, Role.AUDITOR))
    assert saved["Location"].endswith(f"{ENTRIES}?view={view.id}")
    assert shown(mine, f"view={view.id}") == shown(other, f"view={view.id}") == by_hand(workspace, actor_kind="system")
    assert [reviewer.get(f"{ENTRIES}?view={view.id}").status_code, other.get(f"{ENTRIES}?view={uuid7()}").status_code] == [404, 404]
    assert [len(client.get(ENTRIES).context["views"]) for client in (mine, other)] == [1, 0]
    forget = f"/w/moss/evidence/views/{view.id}/forget/"
    assert [client.post(forget).status_code for client in (reviewer, other, mine)] == [404, 404, 302]
    assert not SavedView.objects.exists()


def test_a_view_saved_again_takes_the_new_filters_and_an_empty_one_is_refused(workspace: Workspace, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    assert client.post("/w/moss/evidence/views/", {"name": "Empty"}).status_code == 400
    assert client.post("/w/moss/evidence/views/", {"name": "", "actor": "user"}).status_code == 400
    assert client.post("/w/moss/evidence/views/", {"name": "Mine", "actor": "nobody at all"}).status_code == 400
    client.post("/w/moss/evidence/views/", {"name": "Mine", "actor": "user"})
    client.post("/w/moss/evidence/views/", {"name": "Mine", "actor": "agent", "event": "policy.ruled"})
    assert SavedView.objects.get().query == "event=policy.ruled&actor=agent"


def test_a_view_goes_with_the_person_it_is_named_after_and_no_other_does(workspace: Workspace, as_role: SignIn) -> None:
    person = Contact.objects.create(workspace=workspace, name="Ann  (Plan)")
    gone = ["Mails of ann (plan), May", "To ann@example.org", "By id"]
    for name, subject in zip([*gone, "Planned", "Annual plan"], ["", "", str(person.id), "", ""], strict=True):
        as_role(Role.AUDITOR).post("/w/moss/evidence/views/", {"name": name, "actor": "user", "subject": subject})
    about = Subject(workspace.id, frozenset({person.id}), addresses=frozenset({"ann@example.org"}), names=frozenset({person.name}))
    assert (ViewEraser().locate(about), ViewEraser().finish(about)) == ({"portal_savedview": 3}, {"portal_savedview": 3})
    assert sorted(one.name for one in SavedView.objects.all()) == ["Annual plan", "Planned"]
    about = Subject(workspace.id, frozenset({person.id}), names=frozenset({"user"}))
    assert ViewEraser().locate(about) == {"portal_savedview": 0}


def test_looking_changes_nothing_and_asks_less_than_twenty_times(
    told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_role(Role.AUDITOR)
    client.get(ENTRIES)
    before = Entry.objects.count()
    entry = Entry.objects.filter(stream=told.id, event="policy.ruled").latest("id").id
    for address in (ENTRIES, f"{ENTRIES}?actor=agent&event=review.", f"{ENTRIES}?subject={told.id}", f"{ENTRIES}{entry}/"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
    assert client.post(ENTRIES).status_code == 405
    assert Entry.objects.count() == before


def test_places_that_are_none_lead_to_the_newest(crowd: dict[str, UUID], workspace: Workspace, as_role: SignIn) -> None:
    assert shown(as_role(Role.AUDITOR), "before=nonsense") == by_hand(workspace)
    assert explorer.page(Wanted(workspace.id), Place(before=UUID(int=0))).found == []


def test_what_is_not_understood_is_said_and_left_out(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    for query in (
        "event=no.such.event",
        "since=nonsense",
        "until=2026-99-99",
        "until=9999-12-31",
        "since=1960-01-01",
        "actor=somebody",
        "since=2026-11-02&until=2026-11-01",
    ):
        answer = client.get(f"{ENTRIES}?{query}")
        assert answer.context["search"].problems
        assert len(answer.context["lines"].all) > 3
    page = client.get(f"{ENTRIES}?since=2026-11-02&until=2026-11-01").content.decode()
    assert 'type="date" value="2026-11-02"' in page, "to be exchanged"
    assert 'type="date" value="2026-11-01"' in page
    assert shown(client, "since=1971-01-01&until=9998-12-31")


def test_the_api_tells_the_same_entries_to_the_same_people(told: Conversation, workspace: Workspace, as_role: SignIn) -> None:
    client, reviewer = as_role(Role.AUDITOR), as_role(Role.REVIEWER)
    assert reviewer.get("/api/v1/entries").status_code == 404
    whole = client.get("/api/v1/entries?page_size=200").json()["results"]
    seen, address = [], "/api/v1/entries?page_size=7"
    while address:
        page = client.get(address).json()
        seen += page["results"]
        back, address = page["previous"], page["next"]
    assert [one["id"] for one in seen] == [one["id"] for one in whole]
    assert len(client.get(back).json()["results"]) == 7
    ruled = client.get(f"/api/v1/entries?event=policy.ruled&subject={told.id}&actor=system").json()["results"]
    assert {one["event"] for one in ruled} == {"policy.ruled"}
    one = client.get(f"/api/v1/entries/{ruled[0]['id']}").json()
    assert hashlib.sha256(b"\0" + one["body"].encode()).hexdigest() == one["leaf_hash"]
    assert one["checkpoint"]["size"] > one["seq"]
    assert reviewer.get(f"/api/v1/entries/{one['id']}").status_code == 404
    assert client.get(f"/api/v1/entries/{uuid7()}").status_code == 404
    for wrong in (
        "event=no.such.event", "page_size=0", "page_size=many", "since=nonsense", "before=nonsense", "after=7", "since=2026-11-02&until=2026-11-01",
    ):  # fmt: skip
        assert client.get(f"/api/v1/entries?{wrong}").status_code == 400


def test_an_api_token_needs_its_scope(told: Conversation, workspace: Workspace) -> None:
    auditor = member(workspace, Role.AUDITOR)
    for scope, status in (("evidence:read", 200), ("items:read", 403)):
        _, token = tokens.create(auditor, workspace, [scope], name="test", acting_user=None)
        assert APIClient(headers={"Authorization": f"Token {token}"}).get("/api/v1/entries").status_code == status
