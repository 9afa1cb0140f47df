"""The first start as a new user sees it: the sample mailbox becomes drafts that wait, even when a worker is killed on the way."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from tests.portal.installation import Installation

SECONDS = 600
# Asked by a command of its own, as an operator would: what the rows say, not what this process believes.
STATE = """
import json, time
from agents.models import Turn
from conversations.models import Message
from kit.models import DomainEvent, Job
from review.models import Action, Item

def state():
    job = Job.objects.get(kind="sample")
    people = Message.objects.filter(direction="in", machine="", quarantined="")
    drafts = Item.objects.filter(kind="approval", status="waiting").values("conversation")
    return {
        "status": job.status, "done": job.done, "events": DomainEvent.objects.count(), "people": people.count(),
        "live": Turn.objects.filter(status__in=["queued", "prepared", "answered"]).count(), "failed": Turn.objects.filter(status="failed").count(),
        "answered": people.filter(id__in=Turn.objects.values("message")).count(), "conversations": people.values("conversation").distinct().count(),
        "drafts": drafts.distinct().count(), "doubled": drafts.count(),
        "replies": Action.objects.filter(kind="reply").count(), "spam": Action.objects.filter(kind="triage", tool="close_spam").count(),
        "turns": Turn.objects.exclude(status="superseded").count(),
    }

end = time.monotonic() + SECONDS
while not (REACHED) and time.monotonic() < end:
    time.sleep(0.5)
print(json.dumps({"reached": REACHED, **state()}))
"""


def wait_for(house: Installation, reached: str) -> dict[str, Any]:
    """One command that looks again and again: each start of one costs more than the rows it reads."""
    code = STATE.replace("SECONDS", str(SECONDS)).replace("REACHED", reached)
    done = house.manage("shell", "-v0", "-c", code, seconds=SECONDS + 60)
    assert done.returncode == 0, done.stderr
    now: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert now["reached"], now
    return now


def test_every_letter_gets_its_draft_although_the_workers_are_killed_on_the_way(
    house: Installation, left_behind: list[Installation]
) -> None:
    house.up()
    wait_for(house, 'state()["done"] > 40')
    for name in ("worker", "models"):
        os.kill(house.check()[name]["pid"], signal.SIGKILL)
    end = wait_for(house, '(now := state())["status"] == "done" and not now["live"] and not now["events"]')
    assert end["failed"] == 0
    assert end["drafts"] == end["doubled"] == end["conversations"], "each conversation waits with one draft for its newest letter"
    assert end["spam"] == 1
    assert end["replies"] + end["spam"] == end["turns"], "no turn has proposed twice, and spam is not answered"
    assert json.loads(house.manage("audit", "verify").stdout)["ok"] is True
    assert house.end(signal.SIGINT) == 0
    house.wait_until_nothing_runs()
    left_behind.append(house)
