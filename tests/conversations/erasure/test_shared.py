"""A thread that others keep: their words stay, the person's words and what names the person go, and everything still verifies."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Role
from agents import turns
from audit import content, keys, redacting, sealed
from audit.errors import ContentErased
from audit.models import Content, DataKey, Entry, RedactedContent
from audit.verification import sidechecks
from connectors.types import Address, Outbound
from connectors.types import Attachment as File
from conversations import actions as conversation_actions
from conversations import contacts, documents, outbound
from conversations.erasure import access, holds, running, wording
from conversations.erasure.models import AccessExport
from conversations.models import Contact, Conversation, Message, Participant, Preview
from conversations.retention import actions as retaining
from conversations.retention import purging
from kit.actor import SYSTEM
from kit.ids import uuid7
from kit.models import DomainEvent
from portal.story import printed, reading
from review.models import Action, Item
from tests.conversations.erasure.cast import MARA, Desk, sealed_texts
from tests.conversations.erasure.test_interrupted import held_row
from tests.factories.people import member
from tests.factories.whole import draft, edit
from tests.support.races import at_once
from tests.support.workers import wait_for, worker

BEN = Address("ben.okafor@example.net", "Ben Okafor")
ME = Address(MARA, "Mara Vogel")
HERS = "The lamp arrived broken and my arm was cut. Call +49 30 5550199.\nBlue"
BENS = "How long can I return the green lamp that I bought for my sister?"
ANSWER = f"Dear Mara, so Mrs Vogel is right.\n\nOn Monday Mara Vogel <{MARA}> wrote:\n> The lamp arrived broken and my arm\n> was cut. Call +49 30 5550199.\n> Blue"


def thread(desk: Desk) -> Conversation:
    """Ben's, with Mara in copy; she writes, he answers with her words below his."""
    first = desk.mail(BENS, "Returning a lamp", sender=BEN, cc=(ME,), external_id="one@mail.example")
    joined = {"in_reply_to": "one@mail.example"}
    again = desk.mail(
        HERS, "Re: Returning a lamp", sender=ME, external_id="two@hers.example", signature="Mara\nBroken Lamps Club", **joined
    )
    assert again.id == first.id
    quoted = ANSWER.partition("\n\n")[2]
    desk.mail(
        "Dear Mara, so Mrs Vogel is right.", "Re: Returning a lamp", sender=BEN, to=(Address(desk.channel.address), ME), full_text=ANSWER,
        quoted=quoted, html=f"<p>Dear Mara</p><blockquote>{HERS}</blockquote>", references=("one@mail.example", "two@hers.example"), **joined,
    )  # fmt: skip
    return first


def said(conversation: Conversation) -> list[documents.MessageDocument]:
    messages = list(Message.objects.filter(conversation=conversation).order_by("seq"))
    found = documents.load_many(messages)
    return [found[one.id] for one in messages]


def everything(desk: Desk) -> str:
    """All contents that can still be opened, and every table with text."""
    rows = list(Content.objects.filter(workspace=desk.workspace.id))
    found = keys.for_reading({row.key for row in rows})
    texts = [content.open_sealed(found[row.key], row.id, bytes(row.sealed)).decode("utf-8", "ignore") for row in rows if row.key in found]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {name} t")
            texts += [text for (text,) in cursor.fetchall()]
    texts += [text for text in sealed.open_raw(sealed_texts()) if text]
    return "\n".join(texts).lower()


NEVER = [MARA, "mara", "vogel", "5550199", "arm was cut", "arrived broken", "broken lamps club", "two@hers.example"]


def test_others_keep_their_words_and_the_person_leaves_no_trace(desk: Desk) -> None:
    conversation = thread(desk)
    rita = member(desk.workspace, Role.REVIEWER)
    edit(draft(conversation), rita, f"Dear Ben, Mara Vogel ({MARA}) may return it within 30 days.")
    conversation_actions.add_note(conversation, "Mara said: The lamp arrived broken and my arm was cut.", acting_user=rita)
    assert [one for one in NEVER if one not in everything(desk)] == []
    request = desk.erase()
    assert request.status == "done"
    assert [one for one in NEVER if one in everything(desk)] == []
    first, hers, answer, *ours = said(conversation)
    assert first.text == BENS
    assert first.cc == (Address("[erased]", "[erased]"),)
    assert hers == documents.ERASED
    assert answer.text == "Dear [erased], so Mrs [erased] is right."
    assert answer.html == ""
    assert answer.full_text.splitlines()[-2:] == ["> [erased]", "> [erased]"] or "Blue" not in answer.full_text
    assert any("[erased] said: [erased]" in one.text for one in ours)
    assert Participant.objects.filter(conversation=conversation).count() >= 1
    assert Preview.objects.get(conversation=conversation).subject == "Returning a lamp"
    assert [one.name for one in Contact.objects.filter(addresses__isnull=False)] == ["Ben Okafor"]


def test_thread_ids_and_files_that_others_keep_still_open_and_under_no_key_of_the_person(desk: Desk) -> None:
    files = (File("receipt.pdf", "application/pdf", b"%PDF-1", "a" * 64), File("Mara Vogel.pdf", "application/pdf", b"%PDF-2", "b" * 64))
    conversation = thread(desk)
    desk.mail(
        "Here it is.",
        "Re: Returning a lamp",
        sender=BEN,
        attachments=files,
        external_id="four@mail.example",
        in_reply_to="one@mail.example",
    )
    ours = Outbound(Address(desk.channel.address), (BEN,), subject="Re: Returning a lamp", text="Thank you.", attachments=files[:1])
    outbound.record_delivered(conversation.id, action=uuid7(), outbound=ours, external_id="ours@moss.example", tls="", actor=SYSTEM)
    mara = Message.objects.get(conversation=conversation, seq=2).contact_id
    assert desk.erase().status == "done"
    keys.forget()
    messages = list(conversation.messages.order_by("seq"))
    assert [one.external_id for one in messages][:2] == ["one@mail.example", ""]
    assert [one.external_id for one in messages][3:] == ["four@mail.example", "ours@moss.example"]
    assert sorted(one.name for one in messages[3].attachments.all()) == ["[erased].pdf", "receipt.pdf"]
    assert [one.name for one in messages[4].attachments.all()] == ["receipt.pdf"]
    assert not DataKey.objects.filter(subject=mara, destroyed_at=None).exists()
    assert desk.mail("And now?", sender=BEN, in_reply_to="ours@moss.example").id == conversation.id
    assert desk.mail("Who?", sender=BEN, subject="Else", in_reply_to="two@hers.example").id != conversation.id, "hers is not known any more"
    assert desk.verified().ok


def test_the_ledger_verifies_and_links_what_was_to_what_is(desk: Desk) -> None:
    conversation = thread(desk)
    before = Message.objects.filter(conversation=conversation, seq=1).get().content
    request = desk.erase()
    assert desk.verified().ok
    assert request.certificate is not None
    assert (request.certificate["conversations"], request.certificate["conversations_redacted"]) == (1, 1)
    link = RedactedContent.objects.get(old=before)
    told = Entry.objects.filter(event="audit.content.redacted", body__contains=before).get()
    assert link.new in told.body
    assert not Content.objects.filter(id=before).exists()
    assert b"green lamp" in content.get(desk.workspace.id, before), "asked for by the id that the old entries name"
    other = RedactedContent.objects.exclude(new=link.new).first()
    forged = f"INSERT INTO audit_redactedcontent (old, new, workspace) VALUES ('{'f' * 64}', '{link.new}', '{desk.workspace.id}')"
    for statement, said in (
        (f"UPDATE audit_redactedcontent SET new = '{other.new if other else before}' WHERE old = '{before}'", "leads to another"),
        (f"DELETE FROM audit_redactedcontent WHERE old = '{before}'", "leads nowhere"),
        (forged, "leads to another"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            for place in (desk.workspace.id, None):
                assert [(one.kind, said in one.detail) for one in sidechecks._wrong_links(place)] == [("content", True)], statement
            transaction.set_rollback(True)
    assert desk.verified().ok
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_redactedcontent WHERE old = %s", [before])
    assert [one.kind for one in desk.verified().findings] == ["content"]


def test_a_second_erasure_of_the_other_leaves_nothing_and_the_links_stay_one_step(desk: Desk) -> None:
    conversation = thread(desk)
    cara = Address("cara.lund@example.com", "Cara Lund")
    desk.mail("I saw it, too.", "Re: Returning a lamp", sender=cara, in_reply_to="one@mail.example", cc=(BEN,))
    assert Message.objects.filter(conversation=conversation).count() == 3, "a stranger does not get in"
    before = Message.objects.filter(conversation=conversation, seq=1).get().content
    desk.erase()
    desk.erase(BEN.address)
    assert desk.verified().ok
    with pytest.raises(ContentErased):
        content.get(desk.workspace.id, before)


def test_own_conversations_in_which_others_wrote_stay_for_them(desk: Desk) -> None:
    first = desk.mail(HERS, "A secret subject", sender=ME, cc=(BEN,), external_id="one@mail.example")
    desk.mail("I can confirm the parcel was open.", "Re: A secret subject", sender=BEN, in_reply_to="one@mail.example")
    alone = desk.mail("Only mine", "Another thing", sender=ME)
    desk.erase()
    hers, bens = said(first)
    assert hers == documents.ERASED
    assert bens.text == "I can confirm the parcel was open."
    assert "secret" not in everything(desk)
    assert said(alone) == [documents.ERASED]
    assert not DataKey.objects.filter(subject=first.contact_id, destroyed_at=None).exists(), "kept under no key of the person's"
    assert desk.verified().ok


def test_the_story_says_plainly_what_was_taken_out(desk: Desk) -> None:
    conversation = thread(desk)
    desk.erase()
    conversation.refresh_from_db()
    told = "\n".join(printed.lines(reading.read(conversation, all_seeing=True)))
    assert "Mara's" not in told
    assert "A person's words were taken out" in told
    assert BENS in told.replace("\n    | ", " ")
    assert "[erased]" in told


@pytest.mark.parametrize("who", [MARA, BEN.address])
def test_a_hold_on_anybody_in_the_thread_stops_it(desk: Desk, who: str) -> None:
    conversation = thread(desk)
    request = desk.confirm(desk.ask())
    held = contacts.find(desk.workspace.id, "email", who)
    assert held is not None
    hold = holds.place(held, "A claim.", acting_user=desk.olive)
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "held"
    assert said(conversation)[1].text == HERS
    holds.lift(hold, acting_user=desk.olive)
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"
    assert said(conversation)[1] == documents.ERASED


def test_who_still_waits_for_an_answer_gets_a_new_draft_of_what_is_left(desk: Desk) -> None:
    conversation = thread(desk)
    item = draft(conversation)
    DomainEvent.objects.all().delete()
    desk.erase()
    item.refresh_from_db()
    assert item.status == "superseded"
    [wanted] = desk.waiting_events("agents.turn_wanted")
    turns.answer(wanted, again=True)
    again = Item.objects.get(conversation=conversation, status="waiting")
    for action in Action.objects.filter(item=again):
        stored = content.get_text(desk.workspace.id, action.content)
        assert not [one for one in NEVER if one in stored.lower()]


def test_an_export_of_the_other_from_before_does_not_keep_the_words(desk: Desk) -> None:
    thread(desk)
    export = access.ask(desk.workspace, BEN.address, acting_user=desk.olive)
    access.make(export.id)
    export.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(access.hand_out(export, acting_user=desk.olive)))
    assert "arm was cut" in archive.read("data.json").decode()
    desk.erase()
    with pytest.raises(ContentErased):
        access.hand_out(AccessExport.objects.get(id=export.id), acting_user=desk.olive)


def test_killed_in_the_middle_a_shared_thread_is_as_it_was_and_then_goes_on(committed: Desk, service_environment: dict[str, str]) -> None:
    conversation = thread(committed)
    request = committed.confirm(committed.ask())
    DomainEvent.objects.exclude(subject=request.id).delete()
    with held_row(conversation.id) as someone_waits, worker(service_environment):
        wait_for(someone_waits)
    assert said(conversation)[1].text == HERS
    assert not RedactedContent.objects.exists()
    DomainEvent.objects.filter(subject=request.id).update(available_at="2020-01-01T00:00:00Z")
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"
    assert said(conversation)[1] == documents.ERASED
    assert committed.verified().ok


def test_killed_after_everything_was_stored_again_nothing_of_it_counts(committed: Desk, service_environment: dict[str, str]) -> None:
    conversation = thread(committed)
    export = access.ask(committed.workspace, BEN.address, acting_user=committed.olive)
    access.make(export.id)
    request = committed.confirm(committed.ask())
    DomainEvent.objects.exclude(subject=request.id).delete()
    before = set(Content.objects.values_list("id", flat=True))
    with held_row(export.id, "conversations_accessexport") as someone_waits, worker(service_environment):
        wait_for(someone_waits)  # the last row that it takes: words, keys and links are written, not committed
    assert set(Content.objects.values_list("id", flat=True)) == before
    assert not RedactedContent.objects.exists()
    assert said(conversation)[1].text == HERS
    assert committed.verified().ok
    DomainEvent.objects.filter(subject=request.id).update(available_at="2020-01-01T00:00:00Z")
    running.run(request.id)
    assert [one for one in NEVER if one in everything(committed)] == []
    assert committed.verified().ok


@pytest.mark.parametrize("who", [ME, BEN])
def test_a_mail_that_comes_in_meanwhile_waits_and_is_treated_as_its_sender(
    committed: Desk, who: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = thread(committed)
    request = committed.confirm(committed.ask())
    came = threading.Event()
    real = redacting.conversation

    def late() -> None:
        try:
            came.set()
            committed.mail("Late words: the hinge was loose.", "Re: Returning a lamp", sender=who, in_reply_to="one@mail.example")
        finally:
            connections.close_all()

    mail = threading.Thread(target=late)

    def meanwhile(*given: Any, **more: Any) -> Any:
        if not came.is_set():
            mail.start()
            came.wait()
            with connection.cursor() as cursor:
                wait_for(lambda: bool(_one(cursor, "SELECT count(*) FROM pg_locks WHERE NOT granted")))
        return real(*given, **more)

    monkeypatch.setattr(redacting, "conversation", meanwhile)
    running.run(request.id)
    mail.join()
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"
    texts = [one.text for one in said(conversation)]
    elsewhere = Message.objects.exclude(conversation=conversation)
    if who is BEN:
        assert texts[0] == BENS
        assert texts[-1] == "Late words: the hinge was loose."
        assert not elsewhere.exists()
    else:  # before the person's addresses were closed: it goes, too; after that: somebody new, in a conversation of their own
        assert "Late words: the hinge was loose." not in texts
        assert elsewhere.count() == (contacts.find(committed.workspace.id, "email", MARA) is not None)
    assert committed.verified().ok


def _one(cursor: Any, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0])


def test_retention_finds_what_was_stored_again(desk: Desk) -> None:
    conversation = thread(desk)
    desk.mail("The hinge is loose, too.", "Re: Returning a lamp", sender=BEN, in_reply_to="one@mail.example")
    desk.erase()
    kept = Message.objects.filter(conversation=conversation).latest("seq")
    link = content.redacted(desk.workspace.id, [kept.raw])[kept.raw]
    retaining.set_rule(desk.workspace, "sensitive", 183, acting_user=desk.olive)
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(days=400), status="resolved")
    [would] = purging.purge(desk.workspace, dry_run=True)
    [done] = purging.purge(desk.workspace)
    assert (would.conversations, would.contents) == (done.conversations, done.contents) == (1, 1)
    assert not Content.objects.filter(id=link).exists()
    with pytest.raises(ContentErased):
        content.get(desk.workspace.id, kept.raw)
    assert said(conversation)[0].text == BENS
    assert desk.verified().ok


def test_who_is_called_like_a_word_of_ours_breaks_no_document() -> None:
    redactor = wording.Redactor(wording.Wording(names={"User", "kind", "De"}, said=["The lamp arrived broken."]))
    stored = {"role": "user", "kind": "mail", "language": "de", "text": "User said: the lamp. The lamp arrived\n> broken.", "De": 1}
    left = json.loads(redactor.data(json.dumps(stored).encode()) or b"")
    assert left == {"role": "user", "kind": "mail", "language": "de", "text": "[erased] said: the lamp. [erased]", "[erased]": 1}


def test_two_workers_at_once_take_the_words_out_once(committed: Desk) -> None:
    conversation = thread(committed)
    request = committed.confirm(committed.ask())
    assert not [one for one in at_once([partial(running.run, request.id)] * 2) if isinstance(one, Exception)]
    assert committed.events("erasure.conversation_redacted") == ["erasure.conversation_redacted"]
    assert said(conversation)[0].text == BENS
    assert committed.verified().ok
