"""Days and hours as people write them in the five languages: with their minutes, in words, by their number, from one to another."""

from __future__ import annotations

from datetime import date, time

import pytest

from policies.provenance.language import clocks, dates
from policies.provenance.language.plain import strict
from policies.provenance.types import Said
from tests.policies.provenance.cast import TEXT, described, ran

WEDNESDAY = date(2026, 5, 13)


def _hours(said: str) -> list[clocks.Clock]:
    return list(clocks.clocks(strict(said).text))


def _means(said: str, day: str) -> bool:
    return any(one.means(date.fromisoformat(day), (WEDNESDAY,)) for one in dates.days(strict(said).text))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("donderdag om drie uur in de kantine", "15:00"), ("jeudi à trois heures", "15:00"), ("el jueves a las tres de la tarde", "15:00"), ("ce soir à neuf heures", "21:00"),
        ("vanavond om zeven uur", "19:00"), ("hasta las nueve", "21:00"), ("Friday 3 to 5", "15:00 17:00"), ("10 till 2", "10:00 14:00"), ("from 1 till 2.45", "13:00 14:45"),
        ("8-10 on thursday", "08:00 10:00"), ("entre las nueve y las once", "09:00 11:00"), ("tussen drie en vijf uur", "15:00 17:00"), ("de trois à cinq heures", "15:00 17:00"),
        ("um 16 Uhr 45", "16:45"), ("à 16 heures 45", "16:45"), ("16u45", "16:45"), ("a las 16.45", "16:45"), ("at two forty-five on friday", "14:45"), ("zehn Uhr fünfzehn", "10:15"),
        ("à neuf heures moins le quart", "08:45"), ("a las nueve menos cuarto", "08:45"), ("dreiviertel acht", "07:45"), ("7ish", "19:00"), ("around 7", "19:00"), ("at about six.", "18:00"),
        ("six pm", "18:00"), ("six to eight pm", "18:00 20:00"), ("seven in the morning", "07:00"), ("10 to noon", "10:00 12:00"), ("um 3 Uhr", "15:00"), ("heute Abend um 9 Uhr", "21:00"),
    ],
)  # fmt: skip
def test_hours_are_read_however_they_are_told(said: str, hours: str) -> None:
    assert all(any(one.means(time.fromisoformat(hour)) for one in _hours(said)) for hour in hours.split())


@pytest.mark.parametrize(
    "said",
    ["deux à trois caisses", "zwei bis drei Kisten", "add las dos cajas", "ten fifteen-packs", "à deux", "12u-kabel", "six of us tonight"],
)
def test_what_is_counted_is_no_hour(said: str) -> None:
    assert not _hours(said)


def test_nine_o_clock_is_of_the_morning_where_no_word_says_otherwise() -> None:
    assert not any(one.means(time(21)) for one in _hours("um 9 Uhr"))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("van 6 tot en met 17 juli", "2026-07-06 2026-07-17"), ("6 t/m 17 juli", "2026-07-06"), ("vom 6. bis zum 17. Juli", "2026-07-06"), ("from 6 through 17 July", "2026-07-06"),
        ("entre le 6 et le 17 juillet", "2026-07-06"), ("Monday 6 to Friday 17 July", "2026-07-06"), ("6.-17.7.", "2026-07-06 2026-07-17"), ("6.7.-17.7.", "2026-07-17"),
        ("the third of July", "2026-07-03"), ("July the third", "2026-07-03"), ("am dritten Juli", "2026-07-03"), ("le premier juillet", "2026-07-01"), ("el tres de julio", "2026-07-03"),
        ("the twenty-second of July", "2026-07-22"), ("starting the 20th", "2026-05-20"), ("ab dem 20.", "2026-05-20"), ("à partir du 20", "2026-05-20"), ("hasta el 20", "2026-05-20"),
        ("vanaf de 20e", "2026-05-20"), ("vom 19. bis 21.", "2026-05-19 2026-05-21"), ("du 19 au 21", "2026-05-19 2026-05-21"), ("19th to 21st", "2026-05-19 2026-05-21"),
        ("the 8th of next month", "2026-06-08"), ("am 8. nächsten Monats", "2026-06-08"), ("tomorrow week", "2026-05-21"), ("two weeks from today", "2026-05-27"), ("in a fortnight", "2026-05-27"),
        ("in two months", "2026-07-13"), ("dans un mois", "2026-06-13"), ("Christmas Eve", "2026-12-24"), ("an Silvester", "2026-12-31"), ("tmrw", "2026-05-14"), ("morgenmiddag", "2026-05-14"),
    ],
)  # fmt: skip
def test_days_are_read_however_they_are_told(said: str, days: str) -> None:
    assert all(_means(said, day) for day in days.split())


@pytest.mark.parametrize(
    "said",
    [
        "le 20 rue du Four",
        "the 20th floor",
        "el 20 por ciento",
        "op de 20e etage",
        "am 20. Tisch",
        "mardi 20 caisses",
        "in a month from now on",
    ],
)
def test_what_is_numbered_is_no_day(said: str) -> None:
    assert not any(one.day == 20 for one in dates.days(strict(said).text))


@pytest.mark.parametrize(("said", "day"), [("the second may stay", "2026-05-02"), ("no more than 80 a month from now on", "2026-06-13")])
def test_what_only_looks_like_a_day_is_none(said: str, day: str) -> None:
    assert not _means(said, day)


@pytest.mark.parametrize(("day", "runs"), [("2026-11-27", True), ("2027-01-27", False)])
def test_a_day_of_the_call_takes_up_none_that_only_stands_in_its_figures(day: str, runs: bool) -> None:
    used = described("move_visit", "Moves a visit to another day.", visit=TEXT, date=TEXT)
    said = [Said("requester", "Please move visit V-31 to the 27th."), Said("page", "Visits of last year are over.")]
    assert ran((used,), "move_visit", {"visit": "V-31", "date": day}, said) is runs
