"""Two hundred values that are planted through mail, chat and notes, and looked for wherever they must not be."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from celery.signals import before_task_publish
from django.core import mail as outgoing

from accounts.models import Role
from agents.models import AgentChannel, Turn
from connectors.models import Channel
from conversations import actions as conversation_actions
from conversations.chat import receiving, tokens
from conversations.chat.wire import Write
from conversations.models import Conversation, Message
from policies.redaction.figures.planted import kinds
from portal import logs
from review.models import Item
from tests.agents.conftest import SMALL, Shop
from tests.agents.turns.test_model_turns import answer, text_of
from tests.conversations.erasure.test_planted import files, redis_values, tables, written
from tests.factories.people import member
from tests.fakes import model_server as fake

COUNT, SEED, A_LETTER = 200, 20_26, 10
SHORTEST = 8
"""Characters of a value that is planted: six digits stand in some digest or id by chance."""
PLAIN = frozenset(("derived.conversations_preview",))
"""Lists show the first words of a letter: derived, unlogged rows that are made anew from the content and go with its key; covered when shown."""
OPENING = "How long does a parcel to Switzerland take?\n\n"


@pytest.fixture
def published() -> Iterator[list[str]]:
    """All that was handed to Celery."""
    seen: list[str] = []

    def keep(body: Any = None, headers: Any = None, **rest: Any) -> None:
        seen.append(repr((body, headers)))

    before_task_publish.connect(keep, weak=False)
    yield seen
    before_task_publish.disconnect(keep)


def values() -> list[tuple[str, str]]:
    """(label, value), every kind in turn; links are left to the model by the shipped rules."""
    dice = random.Random(SEED)
    wanted = [one for one in kinds() if one.entity != "URL"]
    made: dict[str, str] = {}
    for number in range(COUNT * 3):
        kind = wanted[number % len(wanted)]
        if len(value := kind.make(dice)) >= SHORTEST:
            made.setdefault(value, kind.label)
        if len(made) == COUNT:
            break
    return [(label, value) for value, label in made.items()]


def letters(several: list[tuple[str, str]]) -> list[str]:
    parts = [several[at : at + A_LETTER] for at in range(0, len(several), A_LETTER)]
    return [OPENING + "\n".join(f"{label}: {value}" for label, value in part) for part in parts]


def found(places: Iterator[tuple[str, str]], planted: list[str], known: frozenset[str] = PLAIN) -> set[tuple[str, str]]:
    forms = {form: one for one in planted for form in written(one)}
    return {
        (place, one) for place, text in places if place not in known for form, one in forms.items() if form in text or form in text.lower()
    }


def test_none_of_two_hundred_planted_values_leaks(
    shop: Shop, server: fake.ModelServer, run_turn: Callable[[UUID], Turn], published: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    shop.use(SMALL)
    planted = values()
    several = letters([*planted])
    server.script(*[answer("We shall answer at <EMAIL_ADDRESS_1>, it costs 24.00 euros [1].")] * len(several) * 2)
    chat = Channel.objects.create(workspace=shop.workspace, kind="chat", name="Chat")
    AgentChannel.objects.create(agent=shop.agent, channel=chat)
    rita = member(shop.workspace, Role.REVIEWER)
    turns = []
    for number, text in enumerate(several):
        if number % 2:
            _, message = shop.mail(text, subject=f"Question {number}", hidden="" if number % 4 == 1 else text)
        else:
            visitor = tokens.known(chat, f"visitor-{number}", "Visitor")
            receiving.receive(chat, visitor, Write(f"00000000-0000-4000-8000-0000000000{number:02}", text), network="127.0.0.1")
            message = Message.objects.filter(conversation__channel=chat).latest("id").id
        turns.append(run_turn(message))
        conversation_actions.add_note(Conversation.objects.get(id=turns[-1].conversation_id), text, acting_user=rita)
    needles = [value for _, value in planted]

    assert len(needles) == COUNT
    assert len(server.requests) >= len(several), "a model was asked about each"
    addresses = [value for value in needles if "@" in value]
    assert any(one in text_of(turn) for turn in turns for one in addresses), "the reply got real values back"
    assert Item.objects.count() >= len(several)
    sent = [("model", json.dumps([one[1] for one in server.requests], ensure_ascii=False))]
    lines = [("log", logs.formatter().format(one)) for one in caplog.records]
    mails = [("mail", one.message().as_string()) for one in getattr(outgoing, "outbox", [])]
    tasks = [("celery", one) for one in published]
    assert found(iter([*sent, *lines, *mails, *tasks]), needles) == set()
    assert {place for place, _ in found(tables(), needles, frozenset())} == PLAIN, "the search finds what is there"
    assert found(iter([*tables(), *redis_values(), *files()]), needles) == set()
