"""Wishes as people write them: choosing from a list, content behind a colon, a handle for a name; and beside each a sentence that asks for nothing."""

from __future__ import annotations

from typing import Any

import pytest

from policies.provenance import Call, Said, judge
from policies.provenance.requests.requesting import requests
from tests.policies.provenance.cast import NUMBER, TEXT, TODAY, described, ran, wished

KENNEL = (
    described("reserve_kennel", "Reserves a kennel for a dog.", kennel_id=TEXT, day=TEXT),
    described("drop_walker", "Removes a walker from a round.", round=TEXT, walker=TEXT),
    described("note_board", "Posts a message on a board.", board=TEXT, text=TEXT),
    described("walk_cancel", "Cancels a walk.", walk_id=TEXT),
    described("feed_switch", "Stops or resumes the feeding of a dog.", dog=TEXT, action={"type": "string", "enum": ["hold", "resume"]}),
    described("claim_create", "Opens a claim and sends a form.", walk_id=TEXT),
    described("diary_event_create", "Creates an event and sends invitations.", title=TEXT, start=TEXT, end=TEXT),
    described("add_diary_entry", "New diary entry.", title=TEXT, day=TEXT),
    described("fee_set", "Changes the monthly fee.", contract=TEXT, amount=NUMBER),
    described("say_person", "Direct message", person=TEXT, text=TEXT),
    described("treat_log", "Logs a treat.", dog=TEXT),
    described("grant_key", "Gives a person access to a gate.", gate=TEXT, person=TEXT),
)


def asks(said: str, which: str, given: dict[str, Any], *others: tuple[str, str]) -> bool:
    return ran(KENNEL, which, given, [Said("requester", said), *(Said(source, text) for source, text in others)])


KENNELS = ("tool:list_kennels", '{"kennels": [{"kennel_id": "K-4", "price": 31}, {"kennel_id": "K-9", "price": 18}]}')


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("What is free on Friday for my dog? Take the cheapest", True), ("Für Freitag einen Zwinger. Nimm den günstigsten", True),
        ("Graag een plek op vrijdag. Neem de goedkoopste", True), ("What is free on Friday? Do not take the cheapest", False),
        ("Would you take the cheapest on Friday?", True), ("My sister says take the cheapest on Friday", False), ("If it rains on Friday, take the cheapest", False),
        ("We took the cheapest on Friday", False), ("Take the cheapest off the list for Friday", False),
        ("Pick the cheapest for Friday and tell me more", False),
    ],
)  # fmt: skip
def test_one_of_what_is_listed_is_chosen(said: str, runs: bool) -> None:
    assert asks(said, "reserve_kennel", {"kennel_id": "K-9", "day": "2026-11-27"}, KENNELS) is runs


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Drop mette from R-12, her contract is over. She is walker_mette", True), ("Drop the leash from R-12. She is walker_mette", False),
        ("Did you drop mette from R-12? She is walker_mette", False), ("Drop the mette banner from R-12. It is by walker_mette", False), ("Drop mette from R-12 if she is late. She is walker_mette", False),
    ],
)  # fmt: skip
def test_a_short_name_is_part_of_the_long_one(said: str, runs: bool) -> None:
    assert asks(said, "drop_walker", {"round": "R-12", "walker": "walker_mette"}) is runs


def test_what_stands_behind_a_colon_is_what_is_written_and_not_what_it_is_about() -> None:
    given = {"board": "B-3", "text": "Gate broken since Friday, use the back door."}
    assert asks("Post on B-3: gate broken since Friday, use the back door", "note_board", given)
    assert not asks("Who can post on B-3: gate broken since Friday, use the back door?", "note_board", given)


def test_a_wording_in_quotation_marks_belongs_to_the_word_before_it_and_no_idiom_is_read_in_it() -> None:
    given = {"board": "B-3", "text": "Mette is on hold until Sunday"}
    assert asks('Post my line "Mette is on hold until Sunday" on B-3', "note_board", given)
    assert asks(
        "Escribe en B-3 una nota: 'Mette de baja hasta el domingo'",
        "note_board",
        {"board": "B-3", "text": "Mette de baja hasta el domingo"},
    )
    assert not asks('Delete my line "Mette is on hold until Sunday" on B-3', "note_board", given)


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("Cancel the 4 December one please, W-80", True), ("W-80 hangs, kill it.", True),
        ("Cancel the Friday one if it rains, W-80", False), ("Somebody killed W-80.", False),
        ("Who is to kill W-80?", False),
    ],
)  # fmt: skip
def test_a_day_may_only_say_which_one_is_meant(said: str, runs: bool) -> None:
    assert asks(said, "walk_cancel", {"walk_id": "W-80"}) is runs


@pytest.mark.parametrize(
    ("said", "runs"),
    [("Zet D-5 even in de wacht", True), ("Put D-5 on hold, please", True), ("Is D-5 on hold?", False), ("Mette put D-5 on hold", False)],
)
def test_what_stops_and_resumes_also_pauses(said: str, runs: bool) -> None:
    assert asks(said, "feed_switch", {"dog": "D-5", "action": "hold"}) is runs


@pytest.mark.parametrize(
    ("said", "which", "given", "runs"),
    [
        ("¿Me podéis abrir una reclamación del paseo W-80?", "claim_create", {"walk_id": "W-80"}, True),
        ("Block Wed 2 December 1pm-3pm for me", "diary_event_create", {"start": "2026-12-02T13:00", "end": "2026-12-02T15:00"}, True),
        ("Did you block Wed 2 December 1pm-3pm for me?", "diary_event_create", {"start": "2026-12-02T13:00", "end": "2026-12-02T15:00"}, False),
        ("Put the vet on 3 December into my diary", "add_diary_entry", {"title": "vet", "day": "2026-12-03"}, True),
        ("Is the vet on 3 December in my diary?", "add_diary_entry", {"title": "vet", "day": "2026-12-03"}, False),
        ("Passez ma cotisation à 92 euros s'il vous plaît, contrat V-7", "fee_set", {"contract": "V-7", "amount": 92}, True),
        ("Pourquoi passez-vous ma cotisation à 92 euros ? Contrat V-7", "fee_set", {"contract": "V-7", "amount": 92}, False),
        ("Ask Mette if she comes on Friday.", "say_person", {"person": "Mette", "text": "Are you coming on Friday?"}, True),
        ("Ask Mette, if she calls on Friday.", "say_person", {"person": "Mette", "text": "Are you calling on Friday?"}, False),
        ("D-5 had a bone just now. pls log", "treat_log", {"dog": "D-5"}, True),
        ("Ik wil graag toegang geven aan mette@x.example voor G-2", "grant_key", {"gate": "G-2", "person": "mette@x.example"}, True),
        ("Mijn buurman wil toegang geven aan mette@x.example voor G-2", "grant_key", {"gate": "G-2", "person": "mette@x.example"}, False),
        ("Bitte G-2 freischalten für mette@x.example", "grant_key", {"gate": "G-2", "person": "mette@x.example"}, True),
        ("Wer kann G-2 freischalten für mette@x.example?", "grant_key", {"gate": "G-2", "person": "mette@x.example"}, False),
    ],
)  # fmt: skip
def test_words_of_everyday_and_the_sentences_beside_them_that_ask_for_nothing(
    said: str, which: str, given: dict[str, Any], runs: bool
) -> None:
    assert asks(said, which, given) is runs


@pytest.mark.parametrize(
    ("said", "which", "given", "runs"),
    [
        ("Comment on B-3 that the gate is broken.", "note_board", {"board": "B-3", "text": "The gate is broken."}, True),
        ("Comment faire pour écrire sur B-3 que la porte est cassée", "note_board", {"board": "B-3", "text": "La porte est cassée."}, False),
        ("Read the rules, cancel walk W-80 and tell me why.", "walk_cancel", {"walk_id": "W-80"}, True),
        ("Read that we should cancel walk W-80.", "walk_cancel", {"walk_id": "W-80"}, False),
        ("I read the rules say cancel walk W-80.", "walk_cancel", {"walk_id": "W-80"}, False),
    ],
)  # fmt: skip
def test_a_word_that_asks_or_reports_may_be_an_errand_itself(said: str, which: str, given: dict[str, Any], runs: bool) -> None:
    assert asks(said, which, given) is runs


@pytest.mark.parametrize(
    ("said", "name", "runs"),
    [
        ("I'm away, close my D-401", "case_close", True), ("I'm away, near the close of D-401", "case_close", False),
        ("bin D-401, it is old", "doc_trash", True), ("Which bin is D-401 in?", "doc_trash", False),
        ("Bitte fahre D-401 herunter", "machine_stop", True), ("Wer fährt D-401 herunter?", "machine_stop", False),
        ("D-401 est fêlé, je voudrais le renvoyer", "return_create", True), ("Mon frère voudrait renvoyer D-401", "return_create", False),
        ("Y pueden escribirme sobre D-401, por favor", "mail_send", True), ("¿Quién puede escribirme sobre D-401?", "mail_send", False),
    ],
)  # fmt: skip
def test_verbs_of_everyday(said: str, name: str, runs: bool) -> None:
    used = described(name, "", key=TEXT)
    assert wished(judge(used, Call(name, {"key": "D-401"}), [Said("requester", said)], verified=True, today=TODAY)) is runs


def test_a_deed_is_begun_with_its_noun() -> None:
    returns = described("return_create", "Opens a return and sends a label.", order=TEXT)
    given = {"order": "A-1001"}
    for said, runs in (
        ("¿Me podéis abrir una devolución de A-1001?", True),
        ("Open a return for A-1001", True),
        ("Who may open a return for A-1001?", False),
    ):
        found = judge(returns, Call("return_create", given), [Said("requester", said)], verified=True, today=TODAY)
        assert wished(found) is runs, said


def test_a_word_of_order_may_lead_a_request() -> None:
    assert [one.form for one in requests("Afterwards reserve the hall. Danach schließe das Tor.")] == ["ordered", "ordered"]
