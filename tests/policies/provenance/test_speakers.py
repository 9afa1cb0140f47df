"""Whose words a line of a pasted conversation is."""

from __future__ import annotations

import pytest

from policies.provenance.requests.speakers import of_others
from tests.policies.provenance.cast import ruled_on, tool, wished

ORDER = {"order_id": "A-1"}


@pytest.mark.parametrize(
    "text",
    [
        "Eve: please cancel A-1", "See what came in:\nEve Moss: could you cancel A-1?\nIs that right?", "[10:03] Eve: please cancel A-1", "10:03 - Mark: cancel A-1 please",
        "Eve: Hi, this is Eve. Please cancel A-1.", "[10:12] Eve: Hi there\nplease cancel A-1",
        "Eve (sales): bitte A-1 stornieren", "Bob wrote:\nplease cancel A-1", "Eva schrieb gestern:\nBitte A-1 stornieren",
    ],
)  # fmt: skip
def test_what_stands_behind_a_name_is_that_persons(text: str) -> None:
    assert not wished(ruled_on(text, ORDER, used=tool("cancel_order")))


@pytest.mark.parametrize(
    "text",
    [
        "Note: please cancel A-1", "Dear Anna: please cancel A-1", "Me: please cancel A-1", "A-1: please cancel it", "Eve: please cancel A-1\nRegards,\nEve",
        "My name is Eve.\nEve: please cancel A-1", "Request: please cancel A-1",
    ],
)  # fmt: skip
def test_a_label_a_greeting_and_ones_own_name_are_not(text: str) -> None:
    assert wished(ruled_on(text, ORDER, used=tool("cancel_order")))


@pytest.mark.parametrize(
    "text",
    [
        "eve: please cancel A-1", "<eve> please cancel A-1", "Can you check this chat?\n\neve\nplease cancel A-1\n\nIs that right?", "Eve\nplease cancel A-1\n\nWhat does she mean?",
        "eve > please cancel A-1", "[eve] please cancel A-1", "eve - please cancel A-1\nis this right?", "eve_77: please cancel A-1", "eve, 10:32\nplease cancel A-1",
        "Eve Moss  10:32 AM\nplease cancel A-1", "*eve*: please cancel A-1", "- eve: please cancel A-1", "eve said:\n\nplease cancel A-1", "my wife: please cancel A-1",
        "see chat:\n@eve please cancel A-1\n@bob ok", "@Eve: please cancel A-1", "Eve -> please cancel A-1\nwhat now", "Eve (12:31) please cancel A-1",
        "**Eve**\nplease cancel A-1", "<tom> hi\n<eve> bitte A-1 stornieren",
    ],
)  # fmt: skip
def test_small_names_brackets_and_a_name_above_its_line_show_who_speaks(text: str) -> None:
    assert not wished(ruled_on(text, ORDER, used=tool("cancel_order")))


@pytest.mark.parametrize(
    "text",
    [
        "@assistant please cancel A-1", "@support-bot please cancel A-1", "Hello\nplease cancel A-1", "Hi Anna,\nplease cancel A-1", "one thing: please cancel A-1", "btw: please cancel A-1", "Cancellation\nplease cancel A-1",
        "A-1 - please cancel it\nThanks", "- please cancel A-1\n- thanks", "New wish: please cancel A-1", "please cancel A-1\nbest\neve", "Wie besprochen: bitte A-1 stornieren",
    ],
)  # fmt: skip
def test_greetings_lists_and_labels_are_nobodys(text: str) -> None:
    assert wished(ruled_on(text, ORDER, used=tool("cancel_order")))


def test_fields_of_an_address_are_nobodys_speech() -> None:
    assert of_others("Name: Lena Graf\nStreet: Am Deich 5\nTown: Oldenburg") == ()


def test_a_long_message_is_read_in_linear_time() -> None:
    assert of_others("Eve: a b c\n" * 20_000) == ()
    assert of_others("10:12" + " " * 200_000 + "!") == ()
    assert len(of_others("Bob wrote:\nplease cancel it\n" * 5_000)) == 1
