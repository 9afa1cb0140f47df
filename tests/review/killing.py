"""A process of its own that sends one delivery and is killed with SIGKILL at a point that the test names."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from uuid import UUID

from tests.support.workers import PATIENCE, ROOT

SENDER = """
import os, signal, sys, uuid
import django
django.setup()
from review import release
from review.release import reconciling, sending, starting

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

real = sending.pass_point_of_no_return
def pass_and_die(intent):
    real(intent)
    die()

point = sys.argv[1]
if point == "counted":
    starting.to_sending = die
elif point == "before the network":
    sending._attempt = die
elif point == "before the point of no return":
    sending.pass_point_of_no_return = die
elif point == "past the point of no return":
    sending.pass_point_of_no_return = pass_and_die
elif point == "after the answer":
    sending.ending.sent_over_network = die
elif point == "while asking":
    reconciling._said = die
else:
    sys.exit("no such point: " + point)
release.send(uuid.UUID(sys.argv[2]))
"""


def killed_while_sending(point: str, delivery: UUID, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-c", SENDER, point, str(delivery)]
    own = {**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
