from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from agents import tiers
from agents.models import Turn
from connectors.providers.errors import ProviderError
from conversations.memory import embedding, loading
from conversations.models import HandOff
from kit.errors import InvalidInput
from tests.agents.conftest import LARGE, SMALL, Shop
from tests.agents.turns.test_model_turns import CARD, answer
from tests.fakes import model_server as fake

Runner = Callable[[UUID], Turn]
PLACE = {"region": "US", "hosting": "managed", "retention": "30 days"}
QUESTION = "What does a parcel to Switzerland cost?"


@pytest.mark.parametrize(("letter", "asked"), [(QUESTION, ["fake-small"]), (f"{QUESTION} My card is {CARD}.", ["fake-large"])])
def test_a_letter_goes_only_to_a_provider_that_may_have_its_classes(
    shop: Shop, server: fake.ModelServer, run_turn: Runner, letter: str, asked: list[str]
) -> None:
    shop.use({**SMALL, **PLACE, "classes": ["public", "internal"]}, {**LARGE, "hosting": "own"})
    server.script(answer())
    turn = run_turn(shop.mail(letter)[1])
    assert turn.status == "proposed"
    assert [request[1]["model"] for request in server.requests] == asked


def test_no_fallback_leaves_the_set_and_the_reason_is_in_each_step(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use({**SMALL, **PLACE, "classes": ["public", "internal"]}, {**LARGE, **PLACE, "classes": []})
    turn = run_turn(shop.mail(f"{QUESTION} My card is {CARD}.")[1])
    assert server.requests == []
    assert turn.status == "failed"
    steps = list(turn.steps.filter(kind="model").order_by("number"))
    assert [step.error for step in steps] == ["may_not_go_there", "may_not_go_there"]
    assert steps[0].summary["because"] == "Data of class personal may not go to fake-small (US, managed)."
    assert turn.attempts == 0  # never put off: another try would be refused as well
    assert HandOff.objects.get(conversation=turn.conversation).reason == "may_not_go_there"


@pytest.mark.parametrize("row", [{"hosting": "rented"}, {"classes": ["secret"]}, {"classes": "public"}, {"region": 7}])
def test_a_place_that_is_not_well_said_is_refused(row: dict[str, object]) -> None:
    assert tiers.read([{**SMALL, **PLACE, "classes": ["public"]}])[0].region == "US"
    with pytest.raises(InvalidInput):
        tiers.read([{**SMALL, **row}])


@pytest.mark.parametrize(("letter", "embedded"), [(QUESTION, True), (f"{QUESTION} My card is {CARD}.", False)])
def test_a_letter_is_embedded_only_where_its_classes_may_go(
    shop: Shop, server: fake.ModelServer, run_turn: Runner, settings: Any, letter: str, embedded: bool
) -> None:
    settings.OPENAI_EMBEDDING_MODEL, settings.OPENAI_EMBEDDING_CLASSES = "fake-embed", ["public"]
    turn = run_turn(shop.mail(letter)[1])
    assert bool(server.requests) is embedded
    assert turn.status == "proposed"


def test_a_document_is_embedded_only_where_its_class_may_go(shop: Shop, server: fake.ModelServer, settings: Any) -> None:
    settings.OPENAI_EMBEDDING_MODEL, settings.OPENAI_EMBEDDING_CLASSES = "fake-embed", ["none"]
    loading.load_document(shop.workspace.id, "gifts.md", b"# Gifts\n\nWe wrap every gift.\n")
    assert server.requests == []
    settings.OPENAI_EMBEDDING_CLASSES = ["internal"]
    loading.load_document(shop.workspace.id, "margins.md", b"# Margins\n\nForty of a hundred.\n", data_class="internal")
    assert len(server.requests) == 1
    settings.OPENAI_EMBEDDING_PLACE = ["US", "managed", ""]
    with pytest.raises(ProviderError, match=r"Data of class public may not go to fake-embed \(US, managed\)") as caught:
        embedding.current().embed(["A gift"], shop.workspace.id, ["public"])
    assert (caught.value.code, caught.value.attempts) == ("may_not_go_there", 0)
