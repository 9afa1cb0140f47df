"""Every task says why it may run twice."""

from __future__ import annotations

from portal.celery import app
from tests.architecture.idempotent import IDEMPOTENT


def own_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith(("celery.", "tests."))}


def test_every_task_is_listed_as_idempotent_with_its_reason() -> None:
    assert own_tasks() - set(IDEMPOTENT) == set(), "list these with a reason in tests/architecture/idempotent.py"


def test_no_reason_has_outlived_its_task() -> None:
    assert set(IDEMPOTENT) - own_tasks() == set()


def test_every_scheduled_task_exists() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - own_tasks() == set()


def test_no_task_can_outlast_the_time_after_which_the_broker_hands_it_out_again() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
