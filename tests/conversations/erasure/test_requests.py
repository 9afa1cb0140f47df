"""Who may ask for an erasure, who must agree, what is shown beforehand, and what stops it."""

from __future__ import annotations

import pytest

from accounts.models import Role
from audit import content
from audit.errors import ContentErased
from connectors.types import Address
from conversations.erasure import actions, holds, running, subjects
from conversations.erasure.models import ErasureRequest, LegalHold
from conversations.models import Contact, ContactAddress, Conversation, Message, Preview
from kit.errors import NotAllowed, NotFound, TransitionError
from kit.models import Job
from tests.conversations.erasure.cast import MARA, Desk
from tests.factories.people import member

BEN = Address("ben.okafor@example.net", "Ben Okafor")


def first_message(desk: Desk, conversation: Conversation) -> Message:
    return Message.objects.filter(conversation=conversation).earliest("seq")


def test_a_request_says_beforehand_what_will_go_and_changes_nothing(desk: Desk) -> None:
    conversation = desk.mail()
    plan = subjects.plan(desk.ask())
    assert plan.subject.conversations == {conversation.id}
    assert plan.counts["conversations_message"] == 1
    assert plan.counts["audit_datakey"] == 2, "of the conversation and of the person"
    assert plan.counts["audit_content"] == 2, "the document and the raw message"
    assert plan.counts["conversations_contactaddress"] == 1
    assert content.get(desk.workspace.id, first_message(desk, conversation).content)


@pytest.mark.parametrize("spelling", ["MARA.Vogel@Example.org", "  mara.vogel@example.org "])
def test_an_address_is_found_however_it_is_spelled(desk: Desk, spelling: str) -> None:
    conversation = desk.mail()
    assert desk.ask(spelling).contact == conversation.contact


def test_a_person_is_found_by_the_id_of_their_contact(desk: Desk) -> None:
    conversation = desk.mail()
    assert desk.ask(str(conversation.contact_id)).contact == conversation.contact


def test_a_phone_number_is_found_with_other_signs_between_its_digits(desk: Desk) -> None:
    from conversations import contacts

    known = contacts.meet(desk.workspace.id, "phone", "+49301234567", "Mara", verified=False)
    found = subjects.find(desk.workspace.id, "+49 (30) 123-45 67")
    assert found.contact is not None
    assert found.contact.id == known.contact


def test_nobody_is_found_in_another_workspace(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.ask("nobody@example.org")
    assert not ErasureRequest.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.AGENT_OPERATOR])
def test_a_role_without_the_duty_can_neither_ask_nor_confirm(desk: Desk, role: Role) -> None:
    desk.mail()
    user = member(desk.workspace, role)
    with pytest.raises(NotAllowed):
        actions.ask(desk.workspace, MARA, acting_user=user)
    with pytest.raises(NotAllowed):
        actions.confirm(desk.ask(), acting_user=user)


def test_whoever_asked_cannot_confirm_even_with_another_account(desk: Desk) -> None:
    desk.mail()
    request = desk.ask()
    desk.paul.person = desk.olive.person
    desk.paul.save(update_fields=["person"])
    for user in (desk.olive, desk.paul):
        with pytest.raises(NotAllowed):
            actions.confirm(request, acting_user=user)
    request.refresh_from_db()
    assert request.status == "requested"


def test_one_open_request_a_person(desk: Desk) -> None:
    desk.mail()
    desk.ask()
    with pytest.raises(TransitionError):
        desk.ask()


def test_a_request_can_be_called_off_until_it_has_begun(desk: Desk) -> None:
    desk.mail()
    request = desk.ask()
    actions.cancel(request, acting_user=desk.olive)
    with pytest.raises(TransitionError):
        desk.confirm(request)
    done = desk.erase()
    with pytest.raises(TransitionError):
        actions.cancel(done, acting_user=desk.olive)


def test_an_erasure_leaves_a_certificate_progress_and_entries(desk: Desk) -> None:
    desk.mail()
    request = desk.erase()
    assert request.status == "done"
    assert request.certificate is not None
    assert request.certificate["conversations"] == 1
    assert request.certificate["keys"] == 2
    assert request.certificate["unreadable_here_from"] > request.certificate["finished_at"]
    assert Job.objects.get(kind="erasure").status == "done"
    wanted = [
        "erasure.requested",
        "erasure.confirmed",
        "erasure.started",
        "erasure.conversation_erased",
        "erasure.person_erased",
        "erasure.finished",
    ]
    assert desk.events(*wanted) == wanted
    assert desk.verified().ok


def test_what_a_person_said_can_no_longer_be_read_and_others_keep_theirs(desk: Desk) -> None:
    conversation, other = desk.mail(), desk.mail("And mine?", sender=BEN)
    desk.erase()
    with pytest.raises(ContentErased):
        content.get(desk.workspace.id, first_message(desk, conversation).content)
    assert content.get(desk.workspace.id, first_message(desk, other).content)
    assert Preview.objects.get(conversation=conversation).subject == "[erased]"
    contact = Contact.objects.get(conversations=conversation)
    assert (contact.name, ContactAddress.objects.filter(contact=contact).exists()) == ("", False)


def test_conversations_of_others_in_which_the_person_was_only_addressed_stay_unless_they_are_asked_for(desk: Desk) -> None:
    desk.mail()
    other = desk.mail("See what Mara says", sender=BEN, cc=(Address(MARA),))
    request = desk.ask()
    assert subjects.plan(request).addressed == {other.id}
    desk.confirm(request)
    running.run(request.id)
    request.refresh_from_db()
    assert request.certificate is not None
    assert request.certificate["conversations_left_with_address"] == 1
    assert content.get(desk.workspace.id, first_message(desk, other).content)


def test_a_person_who_never_wrote_is_found_where_others_addressed_them(desk: Desk) -> None:
    other = desk.mail("See what Mara says", sender=BEN, cc=(Address(MARA),))
    request = desk.erase()
    assert request.contact is None
    assert request.lookup == ""
    said = content.get_text(desk.workspace.id, first_message(desk, other).content)
    assert MARA not in said
    assert "See what" in said, "the words of others stay"


def test_a_person_who_was_merged_goes_with_all_their_contacts(desk: Desk) -> None:
    from conversations import actions as conversation_actions

    first, second = desk.mail(), desk.mail("From work", sender=Address("m.vogel@work.example", "Mara Vogel"))
    assert first.contact is not None
    assert second.contact is not None
    conversation_actions.merge(second.contact, first.contact, acting_user=desk.olive)
    request = desk.erase("m.vogel@work.example")
    assert request.certificate is not None
    assert request.certificate["conversations"] == 2
    assert not ContactAddress.objects.filter(workspace=desk.workspace).exists()


@pytest.mark.parametrize("on", ["conversation", "contact"])
def test_a_legal_hold_stops_an_erasure_and_lifting_it_lets_it_go_on(desk: Desk, on: str) -> None:
    conversation = desk.mail()
    request = desk.ask()
    thing = conversation if on == "conversation" else conversation.contact
    assert thing is not None
    hold = holds.place(thing, "A claim is before the court.", acting_user=desk.olive)
    with pytest.raises(TransitionError) as refused:
        desk.confirm(request)
    assert refused.value.code == "held"
    holds.lift(hold, acting_user=desk.paul)
    desk.confirm(request)
    second = holds.place(thing, "Another claim.", acting_user=desk.olive)
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "held"
    assert content.get(desk.workspace.id, first_message(desk, conversation).content)
    holds.lift(second, acting_user=desk.olive)
    assert desk.waiting_events("conversations.hold_lifted") == [request.id]
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"
    assert desk.events("hold.placed", "hold.lifted", "erasure.stopped") == [
        "hold.placed", "hold.lifted", "hold.placed", "erasure.stopped", "hold.lifted",
    ]  # fmt: skip


def test_one_hold_a_thing_and_none_without_a_reason(desk: Desk) -> None:
    conversation = desk.mail()
    with pytest.raises(Exception, match="Say why"):
        holds.place(conversation, "  ", acting_user=desk.olive)
    hold = holds.place(conversation, "A claim.", acting_user=desk.olive)
    with pytest.raises(TransitionError):
        holds.place(conversation, "The same claim.", acting_user=desk.paul)
    holds.lift(hold, acting_user=desk.paul)
    with pytest.raises(TransitionError):
        holds.lift(hold, acting_user=desk.paul)
    assert LegalHold.objects.filter(lifted_at=None).count() == 0
