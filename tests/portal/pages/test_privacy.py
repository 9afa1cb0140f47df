"""The privacy pages: asked by one, confirmed by another, looked at by an auditor, not there for a stranger."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Workspace
from conversations.erasure import access, running
from conversations.erasure.certificate import digest_of
from conversations.erasure.models import AccessExport, ErasureRequest, LegalHold
from conversations.models import Conversation
from policies.settings_actions import set_redaction
from tests.factories.mail import make_channel, receive

SignIn = Callable[[Role], Client]
MARA = "mara.vogel@example.org"
ASK = "/w/moss/privacy/ask/"


@pytest.fixture
def conversation(workspace: Workspace) -> Conversation:
    return receive(make_channel(workspace), "Where is my lamp?", "The green lamp")


def asked(client: Client, **more: str) -> str:
    """The address of the new request's page."""
    answer = client.post(ASK, {"who": MARA, "what": "erase", **more})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def text(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


def test_an_erasure_from_the_request_to_the_certificate(conversation: Conversation, as_role: SignIn) -> None:
    olive, paul = as_role(Role.OWNER), as_role(Role.POLICY_ADMIN)
    page = asked(olive)
    told = text(olive, page)
    assert "What will go" in told
    assert MARA in told
    assert "Erase for good" not in told, "whoever asked does not confirm"
    assert olive.post(f"{page}confirm/").status_code == 403
    assert "Erase for good" in text(paul, page)
    assert paul.post(f"{page}confirm/").status_code == 302
    assert "About to begin" in text(paul, page)
    running.run(ErasureRequest.objects.get().id)
    told = text(paul, page)
    assert "Unreadable here" in told
    assert MARA not in told
    certificate = paul.get(f"{page}certificate.json").json()
    assert certificate["conversations"] == 1
    assert digest_of(certificate) in told
    assert "[erased]" in text(olive, f"/w/moss/conversations/{conversation.id}/")


def test_what_was_typed_stays_when_nobody_is_found(conversation: Conversation, as_role: SignIn) -> None:
    answer = as_role(Role.OWNER).post(ASK, {"who": "nobody@example.org", "what": "erase"})
    assert answer.status_code == 404
    assert 'value="nobody@example.org"' in answer.content.decode()


def test_an_auditor_looks_and_changes_nothing(conversation: Conversation, as_role: SignIn) -> None:
    page = asked(as_role(Role.OWNER))
    auditor = as_role(Role.AUDITOR)
    assert "Waits for a second person" in text(auditor, "/w/moss/privacy/")
    assert "Erase for good" not in text(auditor, page)
    for path in (ASK, f"{page}confirm/", f"{page}cancel/"):
        assert auditor.post(path, {"who": MARA}).status_code == 403
    assert ErasureRequest.objects.get().status == "requested"


def test_a_reviewer_has_no_such_page_and_a_stranger_cannot_tell_that_there_is_one(
    conversation: Conversation, as_role: SignIn, as_stranger: Client
) -> None:
    page = asked(as_role(Role.OWNER))
    assert as_role(Role.REVIEWER).get("/w/moss/privacy/").status_code == 403
    foreign = page.replace("/w/moss/", "/w/fern/")
    for path in ("/w/moss/privacy/", page, foreign, f"{page}certificate.json"):
        assert as_stranger.get(path).status_code == 404
    assert as_stranger.post(f"{foreign}confirm/").status_code == 404


def test_a_hold_from_the_story_stops_the_erasure_and_is_lifted_there(conversation: Conversation, as_role: SignIn) -> None:
    olive, paul = as_role(Role.OWNER), as_role(Role.POLICY_ADMIN)
    story = f"/w/moss/conversations/{conversation.id}/"
    assert olive.post(f"{story}hold/", {"reason": "A claim is before the court."}).status_code == 302
    page = asked(olive)
    told = text(paul, page)
    assert "A claim is before the court." in told
    assert "Erase for good" not in told
    assert paul.post(f"{page}confirm/").status_code == 409
    assert "Lift the hold" in text(paul, story)
    lift = reverse("lift-hold", args=["moss", LegalHold.objects.get().id])
    assert as_role(Role.REVIEWER).post(lift).status_code == 403
    assert paul.post(lift, {"back": "story"})["Location"] == story
    assert "Erase for good" in text(paul, page)


def test_a_hold_on_a_person_is_placed_from_the_page(conversation: Conversation, as_role: SignIn) -> None:
    olive = as_role(Role.OWNER)
    assert olive.post(ASK, {"who": MARA, "what": "hold", "reason": ""}).status_code == 400
    assert olive.post(ASK, {"who": MARA, "what": "hold", "reason": "A claim."}).status_code == 302
    assert "A claim." in text(olive, "/w/moss/privacy/")


def test_an_export_is_made_and_downloaded(conversation: Conversation, as_role: SignIn, as_stranger: Client) -> None:
    olive = as_role(Role.OWNER)
    assert olive.post(ASK, {"who": MARA, "what": "export"}).status_code == 302
    export = AccessExport.objects.get()
    path = reverse("access-export", args=["moss", export.id])
    assert olive.get(path).status_code == 409
    access.make(export.id)
    answer = olive.get(path)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    told = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json"))
    assert told["conversations"][0]["messages"][0]["text"] == "Where is my lamp?"
    assert as_role(Role.AUDITOR).get(path).status_code == 403
    assert as_stranger.get(path).status_code == 404


def test_a_request_is_called_off(conversation: Conversation, as_role: SignIn) -> None:
    olive = as_role(Role.OWNER)
    page = asked(olive)
    assert olive.post(f"{page}cancel/").status_code == 302
    assert "Called off" in text(olive, page)
    assert olive.post(f"{page}cancel/").status_code == 409


def test_a_policy_admin_reads_subjects_as_reviewers_do(workspace: Workspace, as_role: SignIn) -> None:
    receive(make_channel(workspace), "Please.", "Card 4111 1111 1111 1111")
    page = asked(as_role(Role.OWNER))
    assert "4111 1111 1111 1111" in text(as_role(Role.OWNER), page)
    assert "4111 1111 1111 1111" not in text(as_role(Role.POLICY_ADMIN), page)
    assert "1111" in text(as_role(Role.POLICY_ADMIN), page)


def test_what_a_rule_hides_from_reviewers_a_policy_admin_reads_masked_here_too(conversation: Conversation, as_role: SignIn) -> None:
    olive = as_role(Role.OWNER)
    set_redaction(conversation.workspace_id, "EMAIL_ADDRESS", "reviewer", "mask", acting_user=None)
    set_redaction(conversation.workspace_id, "PERSON", "reviewer", "mask", acting_user=None)
    olive.post(ASK, {"who": MARA, "what": "hold", "reason": f"A claim by {MARA}."})
    olive.post(ASK, {"who": MARA, "what": "export"})
    page = asked(olive)
    for path in ("/w/moss/privacy/", page):
        for role in (Role.OWNER, Role.AUDITOR):
            assert MARA in text(as_role(role), path)
        told = text(as_role(Role.POLICY_ADMIN), path)
        assert "A claim by" in told
        assert MARA not in told
        assert "Vogel" not in told
