"""The list of conversations: by key, narrowed by the address, looked up by what somebody holds in their hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, Workspace
from connectors.models import Channel
from conversations import tags
from conversations.models import Conversation, Message, Preview
from kit import language, scripts
from policies.settings_actions import set_redaction
from portal.conversations import filters
from portal.conversations.paging import PAGE
from tests.factories.mail import make_channel, make_queue, receive
from tests.factories.people import make_workspace
from tests.support.chance import without_chance

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db
LIST, FIND = "/w/moss/conversations/", "/w/moss/conversations/find/"


@pytest.fixture
def channel(workspace: Workspace) -> Channel:
    make_queue(workspace)
    return make_channel(workspace)


def many(channel: Channel, number: int, **fields: Any) -> list[Conversation]:
    """Rows alone; a third of them share one moment, so that the place in the list hangs on the id."""
    now = timezone.now()
    rows = Conversation.objects.bulk_create(
        Conversation(workspace=channel.workspace, channel=channel, last_message_at=now - timedelta(minutes=at // 3), **fields)
        for at in range(number)
    )
    Preview.objects.bulk_create(Preview(conversation=row, subject=f"Letter {at}") for at, row in enumerate(rows))
    return rows


def walked(client: Client, query: str = "") -> list[Any]:
    """Every row of every page, in order."""
    seen = []
    while True:
        answer = client.get(f"{LIST}?{query}")
        seen += [row.id for row in answer.context["rows"]]
        query = answer.context["older"]
        if not query:
            return seen


def test_pages_by_key_show_each_conversation_once_newest_first(channel: Channel, as_role: SignIn) -> None:
    many(channel, 2 * PAGE + 20)
    expected = list(Conversation.objects.order_by("-last_message_at", "-id").values_list("id", flat=True))
    assert walked(as_role(Role.REVIEWER)) == expected


def test_a_tag_narrows_page_by_page_and_stands_in_the_address(channel: Channel, as_role: SignIn) -> None:
    many(channel, PAGE, tags=["refund", "vip & <co>"])
    many(channel, PAGE, tags=["refund"])
    many(channel, PAGE)
    client = as_role(Role.REVIEWER)
    assert len(walked(client, "tag=refund")) == 2 * PAGE
    assert len(walked(client, "tag=vip+%26+%3Cco%3E&status=open")) == PAGE
    assert walked(client, "tag=gone") == []
    found = client.get(f"{LIST}?tag=vip+%26+%3Cco%3E").content.decode()
    assert "vip &amp; &lt;co&gt;</option>" in found
    assert 'data-key="t"' in found
    assert list(client.get(f"{LIST}?tag=gone").context["filters"].chosen.values()) == ["gone"]
    assert len(client.get(f"{LIST}?tag={'x' * 41}").context["rows"]) == PAGE, "what can be no tag is none"


def test_tags_of_another_workspace_are_not_offered(channel: Channel, as_role: SignIn) -> None:
    other = make_workspace("birch", "Birch")
    many(make_channel(other), 1, tags=["theirs"])
    many(channel, 1, tags=["ours"])
    assert tags.in_use(channel.workspace_id) == ["ours"]
    assert "theirs" not in as_role(Role.OWNER).get(LIST).content.decode()


def test_a_place_that_is_nonsense_is_the_first_page(channel: Channel, as_role: SignIn) -> None:
    many(channel, 3)
    for place in ("x", "1-2", "-1-zz", f"{10**40}-{'0' * 32}"):
        assert len(as_role(Role.REVIEWER).get(f"{LIST}?before={place}").context["rows"]) == 3


@pytest.mark.parametrize(("query", "shown"), [
    ("status=resolved", 2), ("language=de", 2), ("urgency=high", 2), ("status=resolved&language=de", 2), ("status=open&language=de", 0),
    ("status=nonsense", 5), ("language=de'--", 5),
])  # fmt: skip
def test_filters_narrow_and_a_word_that_is_not_known_counts_as_none(channel: Channel, as_role: SignIn, query: str, shown: int) -> None:
    many(channel, 2, status="resolved", language="de", urgency="high")
    many(channel, 3, status="open", language="en", urgency="low")
    assert len(as_role(Role.REVIEWER).get(f"{LIST}?{query}").context["rows"]) == shown


def test_every_language_that_can_be_recognised_can_be_chosen_by_its_name() -> None:
    recognised = {*language.LABELS, *scripts._SINGLE.values(), "ja", "zh", "ar", "fa", "ur"}
    choices = filters.languages()
    assert {code for code, _ in choices} == recognised
    assert all(name not in recognised for _, name in choices), "names, never codes"


def test_the_filters_hold_on_the_next_page(channel: Channel, as_role: SignIn) -> None:
    many(channel, PAGE + 5, language="de")
    many(channel, PAGE + 5, language="en")
    assert len(walked(as_role(Role.REVIEWER), "language=de")) == PAGE + 5


def test_other_workspaces_are_neither_listed_nor_found(channel: Channel, as_role: SignIn, as_stranger: Client) -> None:
    ours = receive(channel, "Where is my lamp?")
    theirs = receive(make_channel(make_workspace("birch", "Birch")), "Where is my chair?", "Chair")
    client = as_role(Role.OWNER)
    assert [row.id for row in client.get(LIST).context["rows"]] == [ours.id]
    assert client.post(FIND, {"words": str(theirs.id)}).context["rows"] == []
    assert client.post(FIND, {"words": str(ours.id)}).headers["Location"] == f"{LIST}{ours.id}/"
    assert (as_stranger.get(LIST).status_code, as_stranger.post(FIND, {"words": str(ours.id)}).status_code) == (404, 404)


def test_an_address_and_a_message_id_lead_to_their_conversation(channel: Channel, as_role: SignIn) -> None:
    conversation = receive(channel, "Where is my lamp?")
    external = Message.objects.get(conversation=conversation).external_id
    for words in ("Mara.Vogel@example.org", f"<{external}>", conversation.id.hex):
        assert as_role(Role.REVIEWER).post(FIND, {"words": words}).headers["Location"] == f"{LIST}{conversation.id}/"
    assert b"Nothing found" in as_role(Role.REVIEWER).post(FIND, {"words": "ben@example.net"}).content
    assert as_role(Role.REVIEWER).get(FIND).status_code == 405


def test_a_subject_cannot_turn_the_page_around(channel: Channel, as_role: SignIn) -> None:
    receive(channel, "Hello?", "Invoice \u202egpj.exe <script>alert(1)</script>")
    page = as_role(Role.REVIEWER).get(LIST).content.decode()
    assert "\u202e" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("number", [1, 500])
def test_the_list_costs_the_same_with_one_row_and_with_five_hundred(
    channel: Channel, as_role: SignIn, django_assert_max_num_queries: Any, number: int
) -> None:
    many(channel, number)
    client = as_role(Role.REVIEWER)
    client.get(LIST)
    with django_assert_max_num_queries(11):
        assert client.get(LIST).status_code == 200


def test_first_words_are_masked_like_the_letter_for_those_who_read_it_masked(channel: Channel, as_role: SignIn) -> None:
    receive(channel, "My card 4111 1111 1111 1111 was charged twice.")
    receive(channel, f"{'Please read. ' * 22}4111 1111 1111 1111 is my card.", "Cut in the middle")
    set_redaction(channel.workspace_id, "CREDIT_CARD", "reviewer", "partial", acting_user=None)
    masked = as_role(Role.REVIEWER).get(LIST).content.decode()
    assert "1111 was charged twice" in masked
    assert "4111" not in without_chance(masked)
    assert "4111 1111 1111 1111 was charged twice" in as_role(Role.AUDITOR).get(LIST).content.decode()


def test_names_are_masked_for_reviewers_once_a_rule_says_so(channel: Channel, as_role: SignIn) -> None:
    receive(channel, "My neighbour Fiona Gallagher took the parcel.")
    reviewer = as_role(Role.REVIEWER)
    assert "Fiona Gallagher took" in reviewer.get(LIST).content.decode()
    set_redaction(channel.workspace_id, "PERSON", "reviewer", "mask", acting_user=None)
    masked = reviewer.get(LIST).content.decode()
    assert "[name] took the parcel" in masked
    assert "Gallagher" not in masked


def test_subject_first_words_and_sender_are_masked_in_every_list(channel: Channel, as_role: SignIn) -> None:
    receive(channel, "My card 4111 1111 1111 1111 was charged twice.", "Card 5555 5555 5555 4444 again")
    shown = as_role(Role.REVIEWER).get(LIST).content.decode()
    assert "4111 1111" not in shown
    assert "5555 5555" not in shown
    assert "Card •••• •••• •••• 4444 again" in shown
    assert "Card 5555 5555 5555 4444 again" in as_role(Role.OWNER).get(LIST).content.decode(), "owners may look at originals"
