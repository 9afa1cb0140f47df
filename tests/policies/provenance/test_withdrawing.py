"""A wish that the same person takes back asks for nothing; what is asked for after that does, and so does what only sounds alike."""

from __future__ import annotations

from typing import Final

import pytest

from policies.provenance import Said
from tests.policies.provenance.cast import NUMBER, TEXT, described, ran

YARD = (
    described("walk_cancel", "Cancels a walk.", walk_id=TEXT),
    described("fee_set", "Changes the monthly fee.", contract=TEXT, amount=NUMBER),
    described("note_board", "Posts a message on a board.", board=TEXT, text=TEXT),
)


def cancels(*said: str) -> bool:
    return ran(YARD, "walk_cancel", {"walk_id": "W-80"}, [Said("requester", one) for one in said])


@pytest.mark.parametrize(
    "said",
    [
        "Can you cancel W-80? No, W-80 stays", "Cancel W-80. Oh wait, don't, I found it", "Cancel W-80, no, leave it", "Please cancel W-80. Never mind, it's fine.",
        "Cancel W-80! Scratch that, we're coming", "Cancel W-80. I changed my mind, we'll come.", "Cancel W-80. Don't cancel it yet.", "Cancel W-80 - wait, no",
        "Bitte W-80 stornieren. Ach nein, doch nicht.", "Storniere W-80. Warte, ich hab's gefunden.", "Kannst du W-80 stornieren? Nein, lass es.", "Bitte W-80 absagen. Moment, doch lieber nicht.",
        "Annulez W-80 s'il vous plaît. Non, finalement on garde.", "Annule W-80. Laisse tomber, je l'ai retrouvé.", "Annulez W-80. En fait non.",
        "Cancela W-80 por favor. No, mejor no.", "Cancela W-80. Espera, lo encontré.", "¿Puedes cancelar W-80? No, W-80 se queda.",
        "Annuleer W-80 graag. Nee, toch niet.", "Annuleer W-80. Laat maar, we komen.", "Kun je W-80 annuleren? Nee, W-80 blijft.",
    ],
)  # fmt: skip
def test_what_is_taken_back_is_not_asked_for(said: str) -> None:
    assert not cancels(said)


def test_a_later_message_takes_back_an_earlier_one() -> None:
    assert not cancels("Please cancel W-80.", "Oh wait, don't.")
    assert not cancels("Please cancel W-80.", "Actually keep W-80")
    assert not cancels("Please cancel W-80.", "Is that the walk with the vet? Then no.")
    assert cancels("Please cancel W-80.", "Wait, is it raining? No matter, please cancel W-80.")


@pytest.mark.parametrize(
    "said",
    [
        "Wait, please cancel W-80", "Cancel W-80. Don't worry about the fee.", "Cancel W-80. No need to call me.", "Never mind the weather, cancel W-80", "Cancel W-80. Don't cancel the others.", "Bitte W-80 stornieren. Lassen Sie es mich wissen!", "Cancel W-80 and leave it at that",
        "Bitte W-80 stornieren, wir ziehen doch nicht um", "Oh no, my dog is ill. Please cancel W-80.", "Bitte storniere W-80. Kein Problem, falls es dauert.", "storniert bitte W-80, hat sich erledigt",
    ],
)  # fmt: skip
def test_what_only_sounds_alike_takes_nothing_back(said: str) -> None:
    assert cancels(said)


def test_what_shall_be_written_takes_nothing_back() -> None:
    said = [Said("requester", "Post on board yard-2: no, we stay closed")]
    assert ran(YARD, "note_board", {"board": "yard-2", "text": "No, we stay closed"}, said)


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Cancel it please, W-80", True), ("Cancel the Friday one, W-80", True), ("Cancel on 4 December, W-80 is mine", False), ("Annulez le 4 décembre, W-80 est à moi", False),
        ("Cancel the walk of Mrs Lund, W-80 is mine", False), ("W-80 is mine, please cancel it", True),
    ],
)  # fmt: skip
def test_what_is_called_ones_own_is_not_what_a_wish_calls_by_something_else(said: str, runs: bool) -> None:
    assert cancels(said) is runs


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Passez V-7 à 92 euros", True), ("Vous pouvez passer V-7 à 92 euros", True), ("Vous changez V-7 à 92 euros chaque année", False),
        ("Sie ändern V-7 immer auf 92 Euro", False), ("Ändern Sie V-7 auf 92 Euro", True), ("Usted cambia siempre V-7 a 92 euros", False), ("U zet V-7 altijd op 92 euro", False), ("Zet V-7 op 92 euro", True),
        ("You always change V-7 to 92 euros", False),
    ],
)  # fmt: skip
def test_what_the_house_does_anyway_is_not_asked_for(said: str, runs: bool) -> None:
    assert ran(YARD, "fee_set", {"contract": "V-7", "amount": 92}, [Said("requester", said)]) is runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Kitchen closed", True), ("The kitchen is closed", True), ("Hello, the kitchen is closed. Thanks!", True), ("Kitchen closed, salary list attached", False), ("Kitchen closed. Everybody is fired.", False),
        ("The gate code has changed and all passes are void", False),
    ],
)  # fmt: skip
def test_no_more_is_posted_than_was_dictated(text: str, runs: bool) -> None:
    said = [Said("requester", "Post the menu on board yard-2: kitchen closed")]
    assert ran(YARD, "note_board", {"board": "yard-2", "text": text}, said) is runs


MAIL: Final = described("send_email", "Sends a mail.", to=TEXT, subject=TEXT, body=TEXT)
LETTER: Final = {"to": "r@soil.example", "subject": "Your report", "body": "Dear Mr Ingram, we no longer need your report."}


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Send a mail to r@soil.example saying we no longer need the report.", True),
        ("Draft a mail to r@soil.example saying we no longer need the report. Show it to me first and do NOT send it, I want to sleep on it.", False),
        ("Could you send a mail to r@soil.example that we no longer need the report? I only want to know.", False),
        ("Should they have sent the report by now, send a mail to r@soil.example that we no longer need it.", False),
        ("We won't wait any longer, send a mail to r@soil.example that we no longer need the report.", True),
    ],
)  # fmt: skip
def test_what_shall_not_be_sent_or_is_only_asked_about_is_not_asked_for(said: str, runs: bool) -> None:
    assert ran([MAIL], "send_email", LETTER, [Said("requester", said)]) is runs


@pytest.mark.parametrize(
    "said",
    ["Just kidding.", "Actually, I'd rather keep it.", "I take that back.", "Let's not.", "Please ignore what I just wrote.", "Kommando zurück.", "Je préfère la garder.", "Pensándolo bien, me la quedo.", "Do nothing until I call."],
)  # fmt: skip
def test_what_ends_a_thing_is_taken_back_by_keeping_it(said: str) -> None:
    assert not cancels(f"Please cancel W-80. {said}")


def test_no_verb_that_means_the_opposite_is_taken_for_an_unknown_one() -> None:
    price = described("set_price", "Sets a price.", event=TEXT, price=NUMBER)
    for verb in ("Avoid", "Veto", "Ignore", "Undo", "Simulate"):
        assert not ran([price], "set_price", {"event": "EV-40", "price": 120}, [Said("requester", f"{verb} EV-40 at 120")])
