"""Numbers, lengths and days as people say them: halves, decimals, dozens, money, measures, hours, ends of months, ranks; and what looks alike and means something else."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from policies.provenance import Said
from policies.provenance.language import clocks, dates, numbers, periods, spans
from policies.provenance.language.plain import strict
from tests.policies.provenance.cast import NUMBER, TEXT, described, of, ran

WEDNESDAY = date(2026, 5, 13)
DEPOT = described("order_stock", "Orders stock for the depot.", irreversible=True, article=TEXT, quantity={"type": "integer"})
HALL = described(
    "book_hall", "Books the hall.", irreversible=True, day=TEXT, start=TEXT, duration_minutes={"type": "integer"}, hours=NUMBER
)
ROOM = described("book_berth", "Books a berth.", irreversible=True, berth=TEXT, check_in=TEXT, check_out=TEXT)


def _read(said: str) -> set[Decimal]:
    return {value for one in numbers.numbers(strict(said).text) for value in one.readings}


def _hours(said: str) -> list[clocks.Clock]:
    return list(clocks.clocks(strict(said).text))


def _tells(said: str, hour: str) -> bool:
    return any(one.means(time.fromisoformat(hour)) for one in _hours(said))


def _means(said: str, day: str) -> bool:
    return any(one.means(date.fromisoformat(day), (WEDNESDAY,)) for one in dates.days(strict(said).text))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("two and a half thousand euros", "2500"), ("three and a half kilos of plaster", "3.5"), ("twenty one and a half", "21.5"), ("one and a half million", "1500000"), ("2 and a half tons", "2.5"),
        ("zweieinhalbtausend Euro", "2500"), ("zweieinhalb Liter", "2.5"), ("anderthalb Meter", "1.5"), ("drei und ein halb", "3.5"), ("dreieinhalb Millionen", "3500000"), ("eineinhalb", "1.5"),
        ("deux mille cinq cents euros", "2500"), ("deux et demi", "2.5"), ("un kilo et demi", "1.5"), ("dos mil y medio", "2500"), ("dos y medio", "2.5"), ("un metro y medio", "1.5"),
        ("tweeënhalf", "2.5"), ("tweeënhalf duizend euro", "2500"), ("anderhalve kilo", "1.5"), ("vier en een half", "4.5"), ("a kilo and a half of grout", "1.5"), ("half a kilo of nails", "0.5"),
        ("ein halbes Kilo", "0.5"), ("un demi-litre", "0.5"), ("medio kilo", "0.5"), ("een halve liter", "0.5"),
        ("four point two", "4.2"), ("three point one four", "3.14"), ("vier Komma zwei", "4.2"), ("quatre virgule deux", "4.2"), ("quatre virgule vingt-cinq", "4.25"), ("cuatro coma dos", "4.2"),
        ("vier komma twee", "4.2"), ("zero point zero five", "0.05"), ("two point five million", "2500000"), ("nul komma vijf", "0.5"), ("2½ kilos", "2.5"), ("2 ½ kilos", "2.5"), ("½ kilo", "0.5"), ("2 1/2 hours", "2.5"), ("deux millions et demi", "2500000"), ("zwei Millionen dreihunderttausend", "2300000"),
    ],
)  # fmt: skip
def test_halves_and_decimals_are_one_number(said: str, value: str) -> None:
    assert Decimal(value) in _read(said)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("two and a half thousand euros", "2 1000 500"), ("twenty one and a half", "21"), ("four point two", "4 2"), ("zweieinhalbtausend", "2000 1000"), ("vier Komma zwei", "4 2"), ("fünf Euro fünfzig", "5 50"),
        ("half a dozen", "12 0.5"), ("2½ kilos", "21 2"), ("una docena y media", "12 12.5"), ("two and a half board rooms", "2.5"), ("a las dos y media", "2.5"), ("at this point two of us left", "0.2"), ("order four, point two is settled", "4.2"),
    ],
)  # fmt: skip
def test_and_not_its_parts_nor_what_looks_alike(said: str, values: str) -> None:
    assert not _read(said).intersection(map(Decimal, values.split()))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("a dozen boxes", 12), ("half a dozen", 6), ("a half-dozen", 6), ("ein Dutzend Schrauben", 12), ("ein halbes Dutzend", 6), ("une douzaine", 12), ("une demi-douzaine", 6), ("una docena", 12),
        ("media docena", 6), ("een dozijn", 12), ("een half dozijn", 6), ("two dozen", 24), ("six dozen", 72), ("zwei Dutzend", 24), ("deux douzaines", 24), ("tres docenas", 36), ("twee dozijn", 24),
        ("2 dozen eggs please", 24), ("Bestel 24 dozen voor het magazijn", 24), ("drie dozen", 3), ("two and a half dozen", 30), ("una docena y media", 18), ("eineinhalb Dutzend", 18), ("een dozijn en een half", 18),
    ],
)  # fmt: skip
def test_dozens_count_twelve(said: str, value: int) -> None:
    assert Decimal(value) in _read(said)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("A dozen times I asked for it", "12"), ("half a dozen times", "6"), ("schon ein Dutzend Mal", "12"), ("une douzaine de fois", "12"), ("una docena de veces", "12"), ("een dozijn keer", "12"),
        ("Zet de dozen in het magazijn", "12"), ("Bestel 24 dozen voor het magazijn", "288 12"), ("drie dozen", "36 12"), ("dozens of boxes", "12"), ("A4 paper", "1"),
    ],
)  # fmt: skip
def test_but_not_in_a_manner_of_speaking_and_dutch_boxes_are_boxes(said: str, values: str) -> None:
    assert not _read(said).intersection(map(Decimal, values.split()))


def test_a_dozen_is_ordered() -> None:
    said = [Said("requester", "Please order a dozen boxes of A4 paper, article P-4.")]
    for quantity, runs in ((12, True), (6, False)):
        assert ran((DEPOT,), "order_stock", {"article": "P-4", "quantity": quantity}, said) is runs


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("refund twelve fifty", "12.5"), ("refund twelve fifty", "1250"), ("eleven fifty please", "11.5"), ("it cost nineteen ninety-nine.", "19.99"), ("zwölf fünfzig bitte", "12.5"), ("douze cinquante", "12.5"),
        ("84 cents", "0.84"), ("eighty-four cents", "0.84"), ("fifty pence", "0.5"), ("50 Cent", "0.5"), ("vingt centimes", "0.2"), ("30 céntimos", "0.3"), ("fünf Euro fünfzig", "5.5"), ("cinq euros cinquante", "5.5"),
        ("seventy-five pounds fifty", "75.5"), ("cinco euros con cincuenta", "5.5"), ("vijf euro vijftig", "5.5"), ("12 dollars and 50 cents", "12.5"), ("deux cents", "200"), ("six cents", "0.06"),
        ("1 m 82", "182"), ("1 m 82", "1.82"), ("1m82", "1.82"), ("ein Meter zweiundachtzig", "182"), ("un mètre quatre-vingt-deux", "1.82"), ("un metro ochenta y dos", "182"), ("een meter tweeëntachtig", "182"),
        ("one metre eighty-two tall", "182"), ("1 kilo 500", "1.5"),
    ],
)  # fmt: skip
def test_money_and_measures_of_two_figures(said: str, value: str) -> None:
    assert Decimal(value) in _read(said)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("send twelve fifty litre drums", "12.5 1250"), ("two fifty euro vouchers", "2.5 250"), ("rooms twelve, fifty and sixty", "12.5"), ("twelve fifty sixty", "12.5 1250"), ("eighty-four cents", "8400"),
        ("5 m 20 Rollen", "5.2 520"), ("the 84 centres", "0.84"), ("four fifteen-packs", "4.15 415"), ("280 euros à P-70", "280.01 1"), ("12 dollars and 50 cents", "12 50"),
    ],
)  # fmt: skip
def test_but_two_counts_beside_each_other_are_no_amount(said: str, values: str) -> None:
    assert not _read(said).intersection(map(Decimal, values.split()))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("om één uur", "13:00 01:00"), ("at one", "13:00 01:00"), ("Monday one o'clock", "13:00 01:00"), ("half seven in the evening", "19:30"), ("half past seven in the evening", "19:30"), ("twenty past eight", "08:20 20:20"),
        ("mañana a las nueve y cuarto", "09:15"), ("at two instead of one", "14:00 13:00"), ("Sunday the 12th, 11.30 at the boathouse", "11:30"), ("am Montag um neun daran erinnern", "09:00"), ("op maandag om half negen", "08:30"), ("um zwei statt um eins", "14:00"), ("um fünf Uhr", "17:00"), ("halb sieben abends", "18:30"), ("half zeven 's avonds", "18:30"), ("Thursday two to four", "14:00 16:00"),
        ("two to four on Thursday", "14:00 16:00"), ("Thursday 7 to 9", "19:00 21:00"), ("Thursday evening 7 to 9", "19:00 21:00"), ("twelve fifty", "12:50"), ("from three to five", "15:00 17:00"), ("from 3 to 5 works for us", "15:00 17:00"), ("ten to eight in the evening", "19:50"),
        ("à sept heures et demie du soir", "19:30"), ("a las siete y media de la tarde", "19:30"), ("Donnerstag sieben bis neun", "19:00 21:00"), ("jeudi de sept à neuf", "19:00"), ("donderdag zeven tot negen", "19:00 21:00"),
    ],
)  # fmt: skip
def test_hours_as_they_are_said(said: str, hours: str) -> None:
    assert all(_tells(said, hour) for hour in hours.split())


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("halb sieben", "07:30 19:30"), ("half seven in the evening", "07:30 19:00"), ("half seven in the morning", "19:30"), ("Thursday 7 to 9", "08:53"), ("send two to four boxes on Thursday", "14:00 16:00"),
        ("look at two instead of one", "14:00"), ("send twelve fifty litre drums", "12:50"), ("halb sieben abends", "06:30"), ("one of us on Monday", "13:00"), ("half dozen", "11:30"), ("send from 3 to 5 boxes", "15:00 17:00"), ("von 3 bis 5 Kisten", "15:00 17:00"), ("entre 3 et 5 caisses", "15:00 17:00"), ("de 3 a 5 cajas", "15:00 17:00"), ("van 3 tot 5 dozen", "15:00 17:00"),
    ],
)  # fmt: skip
def test_and_no_other_hours(said: str, hours: str) -> None:
    assert not any(_tells(said, hour) for hour in hours.split())


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("from three to five", 120), ("Thursday two to four", 120), ("Friday 10 till 2", 240), ("von 9 bis 10:30 Uhr", 90), ("de 14 h à 16 h", 120), ("de dos a cuatro horas", 120), ("tussen drie en vijf uur", 120),
        ("9:15-10:00", 45), ("between two and four", 120),
    ],
)  # fmt: skip
def test_two_hours_tell_a_length(said: str, minutes: int) -> None:
    assert timedelta(minutes=minutes) in {length for _, _, length in spans.spans(strict(said).text)}


@pytest.mark.parametrize(
    "said",
    [
        "Move it from three to five.",
        "Verschieb es von 3 auf 5 Uhr.",
        "from 3 to 5 boxes",
        "at three and at five",
        "Déplacez-le de 14 h à 16 h.",
        "half past three, five people",
    ],
)
def test_but_not_where_it_moves_or_counts(said: str) -> None:
    assert not list(spans.spans(strict(said).text))


@pytest.mark.parametrize(("minutes", "runs"), [(120, True), (180, False)])
def test_a_booking_lasts_from_hour_to_hour(minutes: int, runs: bool) -> None:
    said = [Said("requester", "Please book the hall on Thursday from two to four.")]
    assert ran((HALL,), "book_hall", {"day": "2026-11-26", "start": "14:00", "duration_minutes": minutes}, said) is runs


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("the end of September 2027", "2027-09-30"), ("Ende September 2027", "2027-09-30"), ("fin septembre 2027", "2027-09-30"), ("finales de septiembre de 2027", "2027-09-30"), ("eind september 2027", "2027-09-30"),
        ("all of August", "2026-08-01 2026-08-31"), ("the whole of August", "2026-08-01 2026-08-31"), ("den ganzen August", "2026-08-01 2026-08-31"), ("tout le mois d'août", "2026-08-01 2026-08-31"),
        ("todo agosto", "2026-08-01 2026-08-31"), ("heel augustus", "2026-08-01 2026-08-31"), ("all of February 2028", "2028-02-01 2028-02-29"), ("all of next month", "2026-06-01 2026-06-30"),
        ("until the end of the month", "2026-05-31"), ("bis Ende des Monats", "2026-05-31"), ("jusqu'à la fin du mois", "2026-05-31"), ("hasta fin de mes", "2026-05-31"), ("tot het einde van de maand", "2026-05-31"),
        ("coming Saturday and Sunday", "2026-05-16 2026-05-17"), ("start again on the 25th", "2026-05-25"), ("Mitte Dezember, also am 15.", "2026-12-15"), ("in September, on the 9th", "2026-09-09"), ("en octubre, el 9", "2026-10-09"),
        ("begin december, op de 3e", "2026-12-03"), ("en octobre, le 9", "2026-10-09"),
    ],
)  # fmt: skip
def test_days_as_they_are_said(said: str, days: str) -> None:
    assert all(_means(said, day) for day in days.split())


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the end of September 2027", "2026-09-30"), ("all of August", "2026-08-15"), ("all of the August figures", "2026-08-01"), ("We met in December. See you on the 15th", "2026-12-15"), ("all of them in August", "2026-08-01"),
        ("in September, on the 9th floor", "2026-09-09"),
    ],
)  # fmt: skip
def test_and_no_other_days(said: str, day: str) -> None:
    assert not _means(said, day)


@pytest.mark.parametrize(
    ("said", "leaves", "runs"),
    [
        ("Please book berth B-4 for Monday and Tuesday night.", "2026-12-02", True), ("Bitte buche Koje B-4 für Montag- und Dienstagnacht.", "2026-12-02", True), ("Réservez la couchette B-4 pour les nuits de lundi et mardi.", "2026-12-02", True),
        ("Reserva la litera B-4 para las noches del lunes y martes.", "2026-12-02", True), ("Boek kooi B-4 voor maandag- en dinsdagnacht.", "2026-12-02", True), ("Please book berth B-4 for Monday and Tuesday night.", "2026-12-03", False),
        ("Please book berth B-4 for Monday and Tuesday.", "2026-12-02", False), ("Please book berth B-4 for Monday. It rained on Tuesday night.", "2026-12-02", False),
    ],
)  # fmt: skip
def test_who_stays_a_night_leaves_the_day_after(said: str, leaves: str, runs: bool) -> None:
    given = {"berth": "B-4", "check_in": "2026-11-30", "check_out": leaves}
    assert ran((ROOM,), "book_berth", given, [Said("requester", said)]) is runs


@pytest.mark.parametrize(
    ("said", "value", "runs"),
    [
        ("Change the report of the first quarter", "2026-Q1", True), ("Ändere den Bericht des ersten Quartals", "2026-Q1", True), ("Changez le rapport du premier trimestre 2026", "Q1 2026", True), ("Cambia el informe del primer trimestre", "2026-Q1", True),
        ("Wijzig het rapport van het eerste kwartaal", "2026Q1", True), ("Change the report of Q1", "2026-Q1", True), ("Change the report of last quarter", "2026-Q3", True), ("Change the report of the first quarter of 2026", "2025-Q1", False),
        ("Change the report of the first quarter", "2026-Q2", False), ("Change the first quarter of the page", "2026-Q1", False), ("Change it in the first quarter of an hour", "2026-Q1", False), ("Change a quarter of it first", "2026-Q1", False),
    ],
)  # fmt: skip
def test_quarters_of_a_year(said: str, value: str, runs: bool) -> None:
    assert of(value, said, schema=TEXT).trusted is runs


@pytest.mark.parametrize(
    ("said", "name", "value", "runs"),
    [
        ("Please book berth B-4 in third period.", "period", 3, True), ("Bitte buche B-4 in der dritten Stunde.", "period", 3, True), ("Please book B-4 on the third floor.", "floor", 3, True), ("Bitte buche B-4 im dritten Obergeschoss.", "floor", 3, True),
        ("Réserve B-4 au troisième étage.", "floor", "3", True), ("Reserva B-4 en la tercera planta.", "floor_number", 3, True), ("Boek B-4 op de derde verdieping.", "floor", 3, True), ("Please book B-4 on the twelfth floor.", "floor", 12, True),
        ("Please book B-4 on the third floor.", "floor", 2, False), ("Please book B-4, this is my third attempt.", "floor", 3, False), ("Please book B-4 for the third time.", "period", 3, False),
    ],
)  # fmt: skip
def test_what_is_counted_in_its_order(said: str, name: str, value: int | str, runs: bool) -> None:
    berth = described(
        "book_berth", "Books a berth.", irreversible=True, berth=TEXT, **{name: {"type": "integer" if isinstance(value, int) else "string"}}
    )
    assert ran((berth,), "book_berth", {"berth": "B-4", name: value}, [Said("requester", said)]) is runs


@pytest.mark.parametrize(
    ("said", "location", "runs"),
    [("Report the leak in the cloakroom on the third floor.", "3rd floor, cloakroom", True), ("Report the leak in the cloakroom on the third floor.", "4th floor, cloakroom", False)],
)  # fmt: skip
def test_a_place_may_be_written_with_its_figure(said: str, location: str, runs: bool) -> None:
    assert of(location, said, name="location", schema=TEXT).trusted is runs


@pytest.mark.parametrize(("rule", "runs"), [("The season ends on 12 April 2027.", True), ("Today is 12 April 2027.", False)])
def test_a_rule_of_the_systems_does_not_say_which_day_it_is(rule: str, runs: bool) -> None:
    said = [
        Said("system", f"Assistant of the boathouse. {rule}"),
        Said("requester", "Please book berth B-4 for tomorrow and Saturday the 28th."),
    ]
    given = {"berth": "B-4", "check_in": "2026-11-26", "check_out": "2026-11-28"}
    assert ran((ROOM,), "book_berth", given, said) is runs


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("a year and a half", (18, "month")), ("anderthalb Jahre", (18, "month")), ("un an et demi", (18, "month")), ("año y medio", (18, "month")), ("anderhalf jaar", (18, "month")), ("half a year", (6, "month")),
        ("twenty-five days", (25, "day")),
    ],
)  # fmt: skip
def test_lengths_in_words(said: str, length: tuple[int, str]) -> None:
    assert [length] == [found[2:] for found in periods.lengths(strict(said).text)]


def test_lengths_of_time_stay_what_they_are() -> None:
    for said, minutes in (
        ("two and a half hours", 150),
        ("anderthalb Stunden", 90),
        ("deux heures et demie", 150),
        ("twenty-five minutes", 25),
    ):
        assert timedelta(minutes=minutes) in {length for _, _, length in periods.durations(strict(said).text)}


@pytest.mark.parametrize(
    "piece",
    [
        "one and a half ",
        "four point two ",
        "twelve fifty ",
        "a dozen ",
        "1 m 82 ",
        "from three to five ",
        "two to four ",
        "all of ",
        "five euros fifty ",
        "in December, ",
    ],
)
def test_a_long_text_is_read_in_time_that_grows_with_it(piece: str) -> None:
    said = piece * (8000 // len(piece))
    assert len(numbers.numbers(said)) <= len(said)
    assert len(clocks.clocks(said)) <= len(said)
    assert len(dates.days(said)) <= len(said)


def test_six_cents_are_six_and_an_hour_told_by_two_figures_lasts_nothing() -> None:
    assert of(6, "Charge six cents each.", name="cents", schema=NUMBER).trusted
    assert not of(420, "Come at ten to five, please.", name="minutes", schema=NUMBER).trusted
    assert of(1.5, "Eineinhalb Kilo bitte.", name="kilos", schema=NUMBER).trusted
