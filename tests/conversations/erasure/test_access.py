"""What a person may be given to read about themselves, and nothing of others."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from accounts.models import Role
from audit.bundle import alarm
from audit.errors import ContentErased
from audit.models import DataKey, Entry
from connectors.types import Address, Attachment
from conversations import actions as conversation_actions
from conversations.erasure import access, packing
from conversations.erasure.models import AccessExport
from kit.errors import NotAllowed, NotFound, TransitionError
from kit.models import Job
from tests.conversations.erasure.cast import MARA, Desk
from tests.factories.people import member

BEN = Address("ben.okafor@example.net", "Ben Okafor")


def made(desk: Desk, who: str = MARA) -> AccessExport:
    export = access.ask(desk.workspace, who, acting_user=desk.olive)
    access.make(export.id)
    export.refresh_from_db()
    return export


def opened(desk: Desk, export: AccessExport) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    archive = zipfile.ZipFile(io.BytesIO(access.hand_out(export, acting_user=desk.olive)))
    return archive, json.loads(archive.read("data.json"))


def test_an_export_holds_what_was_said_with_its_files_to_read_and_for_machines(desk: Desk) -> None:
    photo = Attachment("lamp <b>..\\..\\.html", "text/html", b"a picture", "ab" * 32)
    conversation = desk.mail("Where is my <b>lamp</b>?", attachments=(photo,))
    conversation_actions.add_note(conversation, "A note about Mara", acting_user=desk.olive)
    archive, told = opened(desk, made(desk))
    said = told["conversations"][0]["messages"]
    assert [one["text"] for one in said] == ["Where is my <b>lamp</b>?", "A note about Mara"]
    assert told["person"]["addresses"][0]["address"] == MARA
    name = said[0]["files"][0]["in_zip"]
    assert archive.read(name) == b"a picture"
    assert name.startswith(f"files/{conversation.id}/1-1-")
    assert "\\" not in name
    report = archive.read("report.html").decode()
    assert "Where is my &lt;b&gt;lamp&lt;/b&gt;?" in report
    assert "<script" not in report


def test_nothing_of_others_is_in_it(desk: Desk) -> None:
    desk.mail()
    desk.mail("Bens secret", sender=BEN, cc=(Address(MARA),))
    archive, told = opened(desk, made(desk))
    assert told["conversations_of_others_with_the_address"] == 1
    assert "Bens secret" not in json.dumps(told) + archive.read("report.html").decode()


def test_the_entry_stands_before_the_first_byte_and_every_step_has_one(desk: Desk) -> None:
    desk.mail()
    export = made(desk)
    steps = ["access.export_requested", "access.export_made"]
    assert desk.events(*steps, "access.export_handed_out") == steps
    access.hand_out(export, acting_user=desk.paul)
    last = Entry.objects.filter(event="access.export_handed_out").latest("id")
    assert json.loads(last.body)["data"]["sha256"] == export.sha256
    assert last.actor == desk.paul.id
    assert Job.objects.get(id=export.job).status == "done"


def test_making_it_twice_makes_one(desk: Desk) -> None:
    desk.mail()
    export = made(desk)
    access.make(export.id)
    assert desk.events("access.export_made") == ["access.export_made"]


def test_who_has_not_the_duty_gets_none_and_nobody_gets_what_is_not_ready(desk: Desk) -> None:
    desk.mail()
    for role in (Role.REVIEWER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            access.ask(desk.workspace, MARA, acting_user=member(desk.workspace, role))
    with pytest.raises(TransitionError):
        access.hand_out(access.ask(desk.workspace, MARA, acting_user=desk.olive), acting_user=desk.olive)
    with pytest.raises(NotFound):
        access.ask(desk.workspace, "nobody@example.org", acting_user=desk.olive)


def test_an_erasure_takes_the_exports_along(desk: Desk) -> None:
    desk.mail()
    export = made(desk)
    assert access.hand_out(export, acting_user=desk.olive)
    desk.erase()
    with pytest.raises(ContentErased):
        access.hand_out(export, acting_user=desk.olive)


def test_one_that_is_made_while_the_person_is_erased_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.mail()
    export = access.ask(desk.workspace, MARA, acting_user=desk.olive)
    real = packing.pack

    def erased_meanwhile(*arguments: Any) -> Any:
        packed = real(*arguments)
        desk.erase()
        return packed

    monkeypatch.setattr(access, "pack", erased_meanwhile)
    access.make(export.id)
    export.refresh_from_db()
    assert (export.status, export.content, Job.objects.get(id=export.job).status) == ("queued", "", "failed")
    assert not DataKey.objects.filter(subject=export.contact_id, destroyed_at=None).exists()
    with pytest.raises(NotFound):
        access.ask(desk.workspace, str(export.contact_id), acting_user=desk.olive)


def test_many_exports_by_one_person_within_an_hour_raise_the_alarm(desk: Desk, settings: Any) -> None:
    settings.COUNTERSIGN_ALARM_EXPORTS = 2
    desk.mail()
    made(desk)
    assert alarm.current(desk.workspace.id) == []
    export = made(desk)
    assert [(one.exports, one.by) for one in alarm.current(desk.workspace.id)] == [(2, export.requested_by_id)]
