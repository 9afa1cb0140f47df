"""The frame: where / leads, what the bar offers whom, and how refusals look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import Role, User, Workspace
from kit.errors import InvalidInput, TransitionError
from portal import refusals
from tests.factories.people import make_user

SignIn = Callable[[Role], Client]


def test_the_start_leads_to_the_workspace_and_says_what_to_do_without_one(as_role: SignIn, client: Client) -> None:
    assert as_role(Role.REVIEWER).get("/").headers["Location"] == "/w/moss/"
    client.force_login(make_user("Nora Nobody"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert b"not in a workspace yet" in answer.content


def test_the_address_of_a_form_says_what_it_is_to_who_opens_it(as_role: SignIn, as_stranger: Client) -> None:
    answer = as_role(Role.OWNER).get("/w/moss/conversations/find/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Open the page with the form" in answer.content.decode()
    assert "Back to the start" in answer.content.decode()
    assert as_stranger.get("/w/moss/conversations/find/").status_code == 404, "and nothing to a stranger"


def test_pages_that_are_not_ours_find_our_icon(client: Client) -> None:
    leads_to = client.get("/favicon.ico").headers["Location"]
    assert client.get(leads_to).headers["Content-Type"] == "image/svg+xml"


def test_the_start_remembers_the_workspace_last_visited(workspace: Workspace, stranger: User, as_stranger: Client) -> None:
    from accounts.models import Membership

    Membership.objects.create(workspace=workspace, user=stranger, role=Role.REVIEWER)
    assert as_stranger.get("/").headers["Location"] == "/w/fern/"
    as_stranger.get("/w/moss/")
    assert as_stranger.get("/").headers["Location"] == "/w/moss/"
    Membership.objects.filter(workspace=workspace, user=stranger).update(is_active=False)
    assert as_stranger.get("/").headers["Location"] == "/w/fern/"


def test_a_foreign_workspace_and_one_that_is_not_there_answer_alike(workspace: Workspace, as_stranger: Client, as_role: SignIn) -> None:
    foreign, absent = as_stranger.get("/w/moss/"), as_stranger.get("/w/none/")
    assert (foreign.status_code, absent.status_code, as_role(Role.AUDITOR).get("/w/moss/").status_code) == (404, 404, 200)
    references = [answer.headers["X-Correlation-ID"].encode() for answer in (foreign, absent)]
    bodies = [
        without_tokens(answer.content).replace(reference, b"") for answer, reference in zip((foreign, absent), references, strict=True)
    ]
    assert bodies[0].replace(b"/w/moss/", b"") == bodies[1].replace(b"/w/none/", b"")


def without_tokens(content: bytes) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken" value|CSRFToken": )[= ]*"[^"]*"', b"", content)


def test_an_unknown_address_is_a_page_with_a_reference(as_role: SignIn) -> None:
    answer = as_role(Role.OWNER).get("/no/such/page/")
    assert answer.status_code == 404
    assert answer.headers["X-Correlation-ID"].encode() in answer.content


@pytest.mark.parametrize(("role", "sees"), [(Role.OWNER, True), (Role.AUDITOR, True), (Role.REVIEWER, False)])
def test_the_bar_offers_evidence_to_those_who_may_see_it(as_role: SignIn, role: Role, sees: bool) -> None:
    assert (b'href="/w/moss/evidence/"' in as_role(role).get("/w/moss/").content) is sees


@pytest.mark.parametrize(("error", "status"), [(TransitionError("It was taken."), 409), (InvalidInput("No."), 400)])
def test_a_refusal_is_a_notice_for_htmx_and_a_page_for_everyone_else(rf: RequestFactory, error: InvalidInput, status: int) -> None:
    request: HttpRequest = rf.get("/somewhere")
    page = refusals.answer(request, refusals.of(error))
    request.htmx = True  # type: ignore[attr-defined]  # what the middleware of django-htmx sets
    notice = refusals.answer(request, refusals.of(error))
    assert (page.status_code, notice.status_code) == (status, status)
    assert b"<!doctype html>" in page.content
    assert b"<html" not in notice.content
    assert error.message.encode() in notice.content


def test_a_broken_page_says_so_without_asking_the_database(rf: RequestFactory) -> None:
    answer = refusals.broken(rf.get("/"))
    assert answer.status_code == 500
    assert b"This page broke" in answer.content


def test_a_choice_of_the_menu_is_kept_and_a_wrong_one_refused(as_role: SignIn) -> None:
    client = as_role(Role.REVIEWER)
    assert client.post("/settings/preferences/", {"theme": "dark", "next": "/w/moss/"}).headers["Location"] == "/w/moss/"
    assert client.post("/settings/preferences/", {"keys": "off", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    page = client.get("/w/moss/").content
    assert b'data-theme="dark"' in page
    assert b'data-keys="off"' in page
    assert client.post("/settings/preferences/", {"theme": "pink"}).status_code == 400


def test_a_time_zone_that_does_not_exist_is_refused(as_role: SignIn) -> None:
    client = as_role(Role.REVIEWER)
    form = {"name": "Rita", "timezone": "Europe/Berlin", "theme": "light", "single_key_shortcuts": "on"}
    assert client.post("/settings/", form).status_code == 302
    assert client.post("/settings/", {**form, "timezone": "Moon/Crater"}).status_code == 422


def test_pages_carry_the_strict_policy_and_no_inline_script_or_style(as_role: SignIn) -> None:
    answer = as_role(Role.OWNER).get("/w/moss/")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert b"<style" not in answer.content
    assert b" style=" not in answer.content


def test_connected_sign_ins_are_offered_only_where_there_is_a_provider(as_role: SignIn, settings: Any) -> None:
    client = as_role(Role.REVIEWER)
    assert b"Connected sign-ins" not in client.get("/settings/").content
    app = {
        "provider_id": "sso",
        "name": "Single sign-on",
        "client_id": "id",
        "secret": "s",
        "settings": {"server_url": "https://id.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert b"Connected sign-ins" in client.get("/settings/").content
