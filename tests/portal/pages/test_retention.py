"""The page of retention: classes of documents, what a purge would take, and the purge that is asked for there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Role, Workspace
from conversations.memory import loading
from conversations.memory.models import Document
from conversations.retention import purging, wanting
from kit.models import DomainEvent
from review.pages import sources
from tests.factories.people import member

SignIn = Callable[[Role], Client]
PAGE = "/w/moss/privacy/retention/"


def document(workspace: Workspace, text: str) -> Document:
    loading.load_document(workspace.id, "hours.md", text.encode())
    return Document.objects.get(workspace=workspace, is_current=True)


def test_a_purge_is_asked_for_on_the_page_and_what_went_is_told_there(workspace: Workspace, as_role: SignIn) -> None:
    first = document(workspace, "# Hours\n\nWe open at nine.")
    document(workspace, "# Hours\n\nWe open at ten.")
    Document.objects.update(created_at=timezone.now() - timedelta(days=300))
    owner = as_role(Role.OWNER)
    assert owner.post(f"{PAGE}purge/").status_code == 409, "there is no rule"
    assert owner.post(f"{PAGE}set/", {"data_class": "public", "days": "200"}).status_code == 302
    assert owner.post(f"{PAGE}purge/").status_code == 302
    assert DomainEvent.objects.filter(name=wanting.WANTED, subject=workspace.id).exists()
    assert as_role(Role.AUDITOR).post(f"{PAGE}purge/").status_code == 403
    purging.purge(workspace)
    assert "public, 1 version of documents" in owner.get(PAGE).content.decode()
    shown = sources.read(member(workspace, Role.OWNER), workspace, first.id, "")
    assert shown["document"].purged_at
    assert "The text of this version is gone" in owner.get(f"/w/moss/review/documents/{first.id}/").content.decode()


def test_the_class_of_a_document_is_set_by_who_may(workspace: Workspace, as_role: SignIn, as_stranger: Client) -> None:
    row = document(workspace, "# Pay\n\nThe salary table.")
    path = f"/w/moss/privacy/documents/{row.id}/class/"
    assert as_role(Role.AUDITOR).post(path, {"data_class": "internal"}).status_code == 403
    assert as_stranger.post(path, {"data_class": "internal"}).status_code == 404
    assert as_stranger.post(path.replace("moss", "fern"), {"data_class": "internal"}).status_code == 404
    assert as_role(Role.POLICY_ADMIN).post(path, {"data_class": "internal"}).status_code == 302
    row.refresh_from_db()
    assert row.data_class == "internal"
    assert "Save" not in as_role(Role.AUDITOR).get(PAGE).content.decode()
