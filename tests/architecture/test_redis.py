"""Every name under which something is kept in Redis belongs to an eraser, or says why it holds nothing about a person."""

from __future__ import annotations

import re

from audit import erasers
from tests.architecture.test_modules import modules

NAMES = re.compile(r"""["'](countersign:[a-z:]*)""")
NOBODY = {
    "countersign:job:": "the id of a job, for half a second",
    "countersign:hub": "a topic: what is told there is kept nowhere, and is names and ids",
}


def names() -> set[str]:
    return {found for path in modules() for found in NAMES.findall(path.read_text(encoding="utf-8"))}


def erased() -> set[str]:
    places = {place for eraser in erasers.registered().values() for place in eraser.covers}
    return {place.removeprefix("redis:") for place in places if place.startswith("redis:")}


def test_every_name_in_redis_has_an_eraser_or_a_reason() -> None:
    assert {"countersign:rate:", "countersign:chat:limit:"} <= names()
    assert names() - erased() - set(NOBODY) == set(), "register an eraser with redis:<name> among what it covers, or give a reason here"
    assert not (erased() | set(NOBODY)) - names(), "these are gone"
