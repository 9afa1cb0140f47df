"""Who takes out much within an hour raises an alarm: on the ledger, in the log, for the pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from audit.bundle import alarm, selection
from audit.bundle.exporting import export
from audit.models import Entry
from kit.actor import Actor
from kit.ids import uuid7
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = (Actor("user", uuid7(), "mfa") for _ in range(2))


@pytest.fixture
def story(ledger: Ledger, settings: Any) -> selection.About:
    settings.COUNTERSIGN_ALARM_EXPORTS, settings.COUNTERSIGN_ALARM_CONTENTS = 3, 0
    stream = uuid7()
    for number in range(4):
        ledger.write(1, stream=stream, note=f"note {number}")
    return selection.conversation(stream)


def raised() -> list[dict[str, Any]]:
    return [json.loads(entry.body)["data"] for entry in Entry.objects.filter(event=alarm.RAISED).order_by("id")]


def test_one_export_too_many_is_told_once_an_hour_and_actor(
    story: selection.About, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (FIRST, FIRST, SECOND, SECOND):
        export(story, actor=actor, target=tmp_path / "a.zip")
    assert raised() == []
    assert alarm.current(story.workspace) == []
    for _ in range(2):
        export(story, actor=FIRST, target=tmp_path / "a.zip")
    assert raised() == [{"exports": 3, "contents": 12, "by": str(FIRST.id)}]
    assert caplog.text.count("ledger.mass_export") == 1
    export(story, actor=SECOND, target=tmp_path / "a.zip")
    assert [one.by for one in alarm.current(story.workspace)] == [SECOND.id, FIRST.id]
    assert alarm.current(uuid7()) == []
    monkeypatch.setattr(alarm, "WINDOW", timedelta(0))
    export(story, actor=FIRST, target=tmp_path / "a.zip")
    assert len(raised()) == 2  # an hour later it was one


def test_much_content_in_one_export_is_enough(story: selection.About, tmp_path: Path, settings: Any) -> None:
    settings.COUNTERSIGN_ALARM_EXPORTS, settings.COUNTERSIGN_ALARM_CONTENTS = 0, 5
    export(story, actor=FIRST, target=tmp_path / "a.zip")
    assert raised() == []
    export(story, actor=FIRST, target=tmp_path / "a.zip")
    assert [one["contents"] for one in raised()] == [8]


def test_what_was_taken_by_command_counts_together(story: selection.About, tmp_path: Path) -> None:
    for _ in range(3):
        export(story, actor=Actor("system", None, "command"), target=tmp_path / "a.zip")
    [one] = alarm.current(story.workspace)
    assert (one.by, one.exports, datetime.now(UTC) - one.at < timedelta(minutes=1)) == (None, 3, True)


def test_of_many_exports_at_once_none_is_overlooked(story: selection.About, tmp_path: Path) -> None:
    start = Barrier(3)

    def one(number: int) -> None:
        start.wait()
        try:
            export(story, actor=FIRST, target=tmp_path / f"{number}.zip")
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [data["exports"] for data in raised()] == [3]


def test_nothing_is_raised_where_it_is_turned_off(story: selection.About, tmp_path: Path, settings: Any) -> None:
    settings.COUNTERSIGN_ALARM_EXPORTS = 0
    for _ in range(4):
        export(story, actor=FIRST, target=tmp_path / "a.zip")
    assert raised() == []
