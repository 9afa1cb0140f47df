"""A conversation as a redacted text over the API: for those who may read it, on the ledger each time."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from audit.models import Entry
from conversations import transcripts
from policies.settings_actions import set_redaction
from tests.api.conftest import caller
from tests.review.cast import Desk


def test_a_transcript_follows_the_rules_for_exports_and_stands_on_the_ledger(desk: Desk, reviewer: APIClient) -> None:
    conversation = desk.waiting().conversation
    path = f"/api/v1/conversations/{conversation.id}/transcript"
    answer = reviewer.get(path)
    assert answer.status_code == 200, answer.content
    assert answer.json()["text"].startswith(f"Conversation {conversation.id}, redacted by the rules for exports.")
    assert Entry.objects.filter(event="conversation.taken_out", stream=conversation.id).count() == 1
    set_redaction(desk.workspace.id, "DATE_TIME", "export", "keep", acting_user=None)
    assert reviewer.get(path).status_code == 200


def test_who_may_not_read_it_gets_none_and_leaves_no_entry(desk: Desk) -> None:
    conversation = desk.waiting().conversation
    path = f"/api/v1/conversations/{conversation.id}/transcript"
    assert caller(desk, desk.reviewer, "items:read").get(path).status_code == 403
    assert APIClient().get(path).status_code in (401, 403)
    assert not Entry.objects.filter(event="conversation.taken_out").exists()


def test_a_message_that_is_too_long_says_how_much_of_it_is_missing(
    desk: Desk, reviewer: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/v1/conversations/{desk.waiting().conversation.id}/transcript"
    assert "more characters" not in reviewer.get(path).json()["text"]
    monkeypatch.setattr(transcripts, "_LONGEST", 5)
    assert "more characters are not in this text]" in reviewer.get(path).json()["text"]
