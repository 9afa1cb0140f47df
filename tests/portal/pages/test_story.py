"""The story of a conversation: everything that happened, the proof beside it, and what it never shows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Role, Workspace
from audit.models import Entry
from connectors.types import Attachment as File
from conversations.models import Attachment, Conversation, Message
from kit.word_diff import between
from policies.settings_actions import set_redaction
from portal.story import opening
from tests.factories.mail import make_channel, receive
from tests.factories.people import make_workspace
from tests.factories.whole import HTML, ask, draft, furnish

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)


def address(conversation: Conversation, rest: str = "") -> str:
    return f"/w/moss/conversations/{conversation.id}/{rest}"


def test_the_story_tells_every_entry_in_order_with_its_seal(told: Conversation, as_role: SignIn) -> None:
    page = as_role(Role.AUDITOR).get(address(told)).content.decode()
    numbers = [int(number) for number in re.findall(r'id="entry-(\d+)"', page)]
    assert numbers == list(range(1, Entry.objects.filter(stream=told.id).count() + 1))
    for said in (
        "Mail received",
        "Triage",
        "Redacted for the model",
        "Draft reply",
        "Ruled: review",
        "A person looks",
        "Replies v1",
        "Delivered, once",
    ):
        assert said in page, said
    assert "Rita Reviewer edited the draft" in page
    assert "<ins>" in page
    assert page.count("· sealed ") == len(numbers)
    delivered = Message.objects.get(conversation=told, direction="out")
    assert f"&lt;{delivered.external_id}&gt;" in page
    assert delivered.correlation_id in page


def test_each_sentence_of_a_draft_leads_to_the_passage_it_rests_on(workspace: Workspace, as_role: SignIn) -> None:
    conversation = ask(furnish(workspace), "Within how many days of delivery may I send anything back?", "Sending something back")
    draft(conversation)
    client = as_role(Role.REVIEWER)
    page = client.get(address(conversation)).content.decode()
    rests = page[page.index("What each sentence rests on") :].partition("</ol>")[0]
    assert "You may send anything back within 30 days of delivery." in rests
    [link] = set(re.findall(r'href="([^"]+documents[^"]+)"', rests))
    assert '<mark class="passage"' in client.get(link.partition("#")[0]).content.decode()
    told = [one for line in shell(str(conversation.id), "--json") if (one := json.loads(line))["rests_on"]]
    assert {rest["passage"] for rest in told[0]["rests_on"]} == {1}


def test_what_the_customer_wrote_is_never_markup_and_hidden_characters_show(told: Conversation, as_role: SignIn) -> None:
    page = as_role(Role.REVIEWER).get(address(told)).content.decode()
    assert "\u202e" not in page
    assert "right-to-left override" in page
    assert "4111 1111 1111 1111" not in page
    assert "lamp <b>.html" not in page


@pytest.mark.parametrize("rest", ["", "messages/{message}/html/", "messages/{message}/raw/", "files/{file}/", "entries/{entry}/document/"])
def test_a_stranger_sees_the_same_404_as_for_what_does_not_exist(
    told: Conversation, as_role: SignIn, as_stranger: Client, rest: str
) -> None:
    message = Message.objects.get(conversation=told, direction="in")
    file, entry = Attachment.objects.get(message=message), Entry.objects.get(stream=told.id, stream_no=2)
    path = address(told, rest.format(message=message.id, file=file.id, entry=entry.id))
    assert as_role(Role.OWNER).get(path).status_code == 200
    assert as_stranger.get(path).status_code == 404
    assert as_stranger.get(path.replace("/w/moss/", "/w/fern/")).status_code == 404
    assert as_role(Role.OWNER).get(path.replace(str(told.id), str(message.id))).status_code == 404


def test_an_attachment_is_saved_never_shown(told: Conversation, as_role: SignIn) -> None:
    file = Attachment.objects.get(message__conversation=told)
    answer = as_role(Role.REVIEWER).get(address(told, f"files/{file.id}/"))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_text_is_searched_like_a_letter_and_taking_one_out_stands_on_the_ledger(
    workspace: Workspace, as_role: SignIn, encoding: str
) -> None:
    assert "名前" in (opening._text("名前 カード".encode(encoding)) or "")
    files = (("card.txt", "Card 4111 1111 1111 1111".encode(encoding)), ("lamp.jpg", b"\xff\xd8\xff\xe0 4111 1111 1111 1111"))
    attachments = tuple(File(name, "image/jpeg", data, hashlib.sha256(data).hexdigest()) for name, data in files)
    conversation = receive(make_channel(workspace), "See the files.", "Files", attachments=attachments)
    card, lamp = sorted(Attachment.objects.all(), key=lambda one: one.name)
    reviewer = as_role(Role.REVIEWER)
    assert reviewer.get(address(conversation, f"files/{card.id}/")).status_code == 403, "whatever type the sender gave it"
    assert reviewer.get(address(conversation, f"files/{lamp.id}/")).content == files[1][1]
    assert as_role(Role.OWNER).get(address(conversation, f"files/{card.id}/")).content == files[0][1]
    assert list(Entry.objects.filter(event="portal.file_opened").order_by("id").values_list("subject", flat=True)) == [lamp.id, card.id]


def test_a_file_of_text_leaves_by_the_rules_for_exports_but_for_those_who_see_everything(workspace: Workspace, as_role: SignIn) -> None:
    data = b"Send it to jane@example.org, order 40718."
    file = File("note.txt", "text/plain", data, hashlib.sha256(data).hexdigest())
    conversation = receive(make_channel(workspace), "See the note.", "Note", attachments=(file,))
    path = address(conversation, f"files/{Attachment.objects.get().id}/")
    answer = as_role(Role.REVIEWER).get(path)
    assert answer.content == b"Send it to <EMAIL_ADDRESS_1>, order 40718."
    assert "redacted-note.txt" in answer.headers["Content-Disposition"]
    assert as_role(Role.OWNER).get(path).content == data
    for kind in ("EMAIL_ADDRESS", "URL"):
        set_redaction(workspace.id, kind, "export", "keep", acting_user=None, channel=conversation.channel_id)
    answer = as_role(Role.REVIEWER).get(path)
    assert (answer.content, "redacted-" in answer.headers["Content-Disposition"]) == (data, False)


def test_a_redacted_copy_holds_no_personal_data_whoever_takes_it_out(workspace: Workspace, as_role: SignIn) -> None:
    conversation = receive(
        make_channel(workspace), "I am Jane Miller, card 4111 1111 1111 1111.\nThanks, Jane Miller", "For jane@example.org"
    )
    for role in (Role.OWNER, Role.REVIEWER):
        answer = as_role(role).get(address(conversation, "redacted.txt"))
        shown = answer.content.decode()
        assert "Subject: For <EMAIL_ADDRESS_1>" in shown
        assert "I am <PERSON_1>, card <CREDIT_CARD_1>.\nThanks, <PERSON_1>" in shown
        assert not [one for one in ("Jane", "4111", "example.org") if one in shown]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = Entry.objects.filter(event="conversation.taken_out", stream=conversation.id)
    assert [json.loads(one.body)["data"] for one in rows] == [{"messages": 1}] * 2
    assert "redacted.txt" in as_role(Role.REVIEWER).get(address(conversation)).content.decode()
    other = receive(make_channel(make_workspace("other")), "Hello", "Hello")
    assert as_role(Role.OWNER).get(address(other, "redacted.txt")).status_code == 404


@pytest.mark.parametrize(
    "data",
    [b"GIF89a\x01\x00\x01\x00", b"\x00\x01\x02\x03" * 40, bytes(range(256)) * 8, b"PK\x03\x04\x14\x00", b"\x7fELF\x02\x01\x01\x00\x00"],
)
def test_what_is_no_text_is_not_taken_for_one(data: bytes) -> None:
    assert opening._text(data) is None


def test_html_is_framed_without_scripts_and_without_the_network(told: Conversation, as_role: SignIn) -> None:
    message = Message.objects.get(conversation=told, direction="in")
    answer = as_role(Role.AUDITOR).get(address(told, f"messages/{message.id}/html/"))
    policy = answer.headers["Content-Security-Policy"]
    assert HTML in answer.content.decode()
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_what_is_masked_for_reviewers_cannot_be_had_by_another_door(told: Conversation, as_role: SignIn) -> None:
    message, entry = Message.objects.get(conversation=told, direction="in"), Entry.objects.get(stream=told.id, stream_no=2)
    doors = {f"messages/{message.id}/html/": 404, f"messages/{message.id}/raw/": 403, f"entries/{entry.id}/document/?exact": 403}
    assert {door: as_role(Role.REVIEWER).get(address(told, door)).status_code for door in doors} == doors
    assert {as_role(Role.AUDITOR).get(address(told, door)).status_code for door in doors} == {200}
    shown = as_role(Role.REVIEWER).get(address(told, f"entries/{entry.id}/document/")).content.decode()
    assert "4111 1111 1111 1111" not in shown
    assert "1111" in shown


def test_the_name_of_a_person_is_masked_beside_the_letters_too(told: Conversation, as_role: SignIn) -> None:
    assert told.contact
    told.contact.name = "Nuala Gallagher"
    told.contact.save(update_fields=["name"])
    reviewer = as_role(Role.REVIEWER)
    assert "Nuala Gallagher" in reviewer.get(address(told)).content.decode()
    set_redaction(told.workspace_id, "PERSON", "reviewer", "mask", acting_user=None)
    masked = reviewer.get(address(told)).content.decode()
    assert "Gallagher" not in masked
    assert "[name]" in masked


def test_each_content_of_each_entry_opens(told: Conversation, as_role: SignIn) -> None:
    client = as_role(Role.AUDITOR)
    page = client.get(address(told)).content.decode()
    addresses = sorted(set(re.findall(r'hx-get="(/w/moss/[^"]*/entries/[^"]+)"', page)))
    assert len(addresses) > 10
    assert {client.get(one).status_code for one in addresses} == {200}
    assert b"<html" not in client.get(addresses[0], headers={"HX-Request": "true"}).content


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.REVIEWER, True), (Role.OWNER, True), (Role.AUDITOR, False), (Role.POLICY_ADMIN, False)]
)
def test_those_who_review_resolve_and_reopen(workspace: Workspace, as_role: SignIn, role: Role, allowed: bool) -> None:
    conversation = receive(make_channel(workspace), "Thanks, all good.")
    client = as_role(role)
    assert ("resolve/" in client.get(address(conversation)).content.decode()) is allowed
    assert client.post(address(conversation, "resolve/")).status_code == (302 if allowed else 403)
    conversation.refresh_from_db()
    assert (conversation.status == "resolved") is allowed
    assert client.post(address(conversation, "resolve/")).status_code == (409 if allowed else 403)
    assert client.post(address(conversation, "reopen/")).status_code == (302 if allowed else 403)


def test_the_page_asks_the_database_less_than_twenty_times(told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any) -> None:
    client = as_role(Role.OWNER)
    client.get("/w/moss/")  # the session learns where it is
    with django_assert_max_num_queries(19):
        client.get(address(told))


def test_what_follows_an_entry_comes_alone(told: Conversation, as_role: SignIn) -> None:
    last = Entry.objects.filter(stream=told.id).count()
    part = as_role(Role.OWNER).get(address(told, f"?after={last - 2}"), headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'id="entry-(\d+)"', part) == [str(last - 1), str(last)]
    assert "<html" not in part
    assert as_role(Role.OWNER).get(address(told, "?after=x")).status_code == 400


def test_furniture_of_another_workspace_stays_there(workspace: Workspace, as_role: SignIn) -> None:
    foreign = receive(furnish(make_workspace("birch", "Birch")), "Hello?")
    assert as_role(Role.OWNER).get(address(foreign)).status_code == 404


def entries_of(told: Conversation) -> list[Entry]:
    return list(Entry.objects.filter(stream=told.id))


def shell(*words: str) -> list[str]:
    out = StringIO()
    call_command("story", *words, stdout=out)
    return out.getvalue().splitlines()


def test_the_shell_tells_the_same_story_by_conversation_and_by_correlation(told: Conversation) -> None:
    whole = shell(str(told.id))
    correlation = Message.objects.get(conversation=told, direction="in").correlation_id
    assert shell(correlation) == whole
    text = "\n".join(whole)
    for said in (
        "Mail received",
        "rule: A person looks",
        "Rita Reviewer edited the draft",
        "{+",
        "Delivered, once",
        f"{len(entries_of(told))} entries, sealed ",
    ):
        assert said in text, said
    assert "4111 1111 1111 1111" not in text


def test_the_shell_gives_one_json_object_an_entry(told: Conversation) -> None:
    lines = [json.loads(line) for line in shell(str(told.id), "--json")]
    assert [line["number"] for line in lines] == list(range(1, Entry.objects.filter(stream=told.id).count() + 1))
    assert {line["event"] for line in lines} >= {"agent.step_recorded", "policy.ruled", "review.item_edited", "review.delivery_sent"}


def test_the_shell_says_when_nothing_has_that_id(workspace: Workspace) -> None:
    with pytest.raises(CommandError, match="No conversation"):
        shell("0192d3a0-7c1b-7000-8000-123456789012")


@pytest.mark.parametrize(("role", "leads"), [(Role.OWNER, 200), (Role.POLICY_ADMIN, 200), (Role.REVIEWER, None), (Role.AUDITOR, None)])
def test_a_ruling_leads_those_who_edit_policies_to_where_it_can_be_tried_again(
    told: Conversation, as_role: SignIn, role: Role, leads: int | None
) -> None:
    client = as_role(role)
    found = re.search(r'href="(/admin/[^"]+/try/\?record=[^"]+)"', client.get(address(told)).content.decode())
    assert (client.get(found.group(1)).status_code if found else None) == leads


def test_what_stayed_the_same_is_cut_between_words() -> None:
    same = "every word of this sentence stays whole. " * 9
    cut = between(f"old {same}help {same}fine", f"new {same}own {same}well")
    words = set(same.split()) | {"old", "new", "help", "own", "fine", "well", "…"}
    assert {kind for kind, _ in cut} == {"", "ins", "del", "cut"}
    assert {word for _, text in cut for word in text.split()} == words
