"""Letters and documents of the sample: longer than the questions that the models were made for."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from agents import triage, wording
from agents.triage.training import languages as written
from bench import letters as bench
from connectors.mail.parse import parse
from conversations.memory import loading, reading
from kit import language
from tests.agents.triage.test_triage import MAIN, questions

SAMPLE = Path(__file__).resolve().parents[3] / "portal" / "sample"
ENOUGH = 20  # characters; "👍" has no language
SPOKEN = {
    "de": ("garantie-und-reparatur", "rueckgabe-und-schaeden", "versand-und-lieferung", "zahlung-rechnung-gutscheine"),
    "fr": ("livraison-et-retours", "paiement-factures-garantie"),
    "es": ("envios-y-devoluciones", "garantia-y-recambios"),
}


def letters() -> dict[str, tuple[str, str]]:
    """File name to (language as we wrote it, what the customer wrote)."""
    entries = json.loads((SAMPLE / "mailbox" / "manifest.json").read_text(encoding="utf-8"))
    rows = entries if isinstance(entries, list) else next(value for value in entries.values() if isinstance(value, list))
    read = {row["file"]: (row["language"], parse((SAMPLE / "mailbox" / row["file"]).read_bytes())) for row in rows if row.get("language")}
    return {
        name: (code, mail.text or mail.full_text)
        for name, (code, mail) in read.items()
        if not mail.machine and len(mail.text or mail.full_text) > ENOUGH
    }


def test_the_language_of_every_sample_letter_is_right() -> None:
    found = letters()
    assert len(found) >= 60
    assert {name: code for name, (code, text) in found.items() if language.identify(text).language != code} == {}


def test_more_text_makes_it_surer() -> None:
    short = "Die Lampe geht nicht mehr an."
    longer = f"{short} Ich habe den Stecker geprüft und eine andere Birne versucht, aber es bleibt dunkel. Was soll ich jetzt tun?"
    assert language.identify(longer).score >= language.identify(short).score
    assert language.identify(longer * 20).language == "de"


def test_a_quoted_line_in_another_language_does_not_decide() -> None:
    text = (
        "Bei mir steht auf dem Karton nur: This way up, handle with care. Ist das die richtige Lampe, und wo finde ich die Anleitung dazu?"
    )
    assert language.identify(text).language == "de"


def test_the_language_of_every_sample_document_is_right() -> None:
    wanted = {name: code for code, names in SPOKEN.items() for name in names}
    files = sorted((SAMPLE / "documents").iterdir())
    found = {file.name: (wanted.get(file.stem, "en"), loading._language(reading.read(file.name, file.read_bytes()))) for file in files}
    assert set(wanted) <= {file.stem for file in files}
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("count", [3, 6, 12])
def test_99_in_100_long_texts_are_right_from_sentences_the_model_never_saw(count: int) -> None:
    dice = random.Random(count)
    known = {code: [text for spoken, text in questions() if spoken == code] for code in MAIN}
    texts = [(code, " ".join(dice.sample(known[code], count))) for code in MAIN for _ in range(20)]
    texts += [(code, text) for text, code in bench.everyday(100, seed=count)]
    assert len(wrong(texts)) <= 0.01 * len(texts), wrong(texts)


def test_99_in_100_long_texts_are_right_in_every_language_we_know() -> None:
    dice = random.Random(1)
    sentences = {code: written.read(code) for code in language.LABELS}
    texts = [
        (code, " ".join(f"{written._sentence(dice, sentences[code])}." for _ in range(6))) for code in language.LABELS for _ in range(10)
    ]
    assert len(wrong(texts)) <= 0.01 * len(texts), wrong(texts)


def wrong(texts: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    found = [(code, language.identify(text).language, text) for code, text in texts]
    return [one for one in found if one[0] != one[1]]


@pytest.mark.parametrize("text", ["ok", "OK!", "Hi", "no", "ja", "Ciao"])
def test_a_word_of_many_languages_leaves_the_conversation_in_its_own(text: str) -> None:
    assert triage.classify(text, spoken="de").language == "de"
    assert triage.classify(text, spoken="ja").language == "ja"


def test_a_clear_word_changes_the_language_and_a_thumb_says_nothing() -> None:
    assert triage.classify("Gracias", spoken="de").language == "es"
    assert triage.classify("Danke", spoken="en").language == "de"
    assert triage.classify("👍", spoken="de").language == ""  # the caller falls back


def test_an_english_confirmation_below_a_german_letter_does_not_decide() -> None:
    quoted = "\n".join(
        f"> {line}" for line in ("Thank you for your order.", "We have received it and will ship it within two working days.") * 4
    )
    head = "From: a@b.example\nSubject: Re: Order confirmation\nContent-Type: text/plain; charset=utf-8\n\n"
    mail = parse(f"{head}Guten Tag,\nist das die Bestätigung? Ich finde die Lieferzeit nicht.\n\n{quoted}\n".encode())
    assert language.identify(mail.text).language == "de"


def test_a_customer_reads_the_name_of_a_language_never_its_code() -> None:
    assert wording.name_of("fr", "de") == "Französisch"
    assert wording.name_of("lv", "en") == "Latvian"
    for spoken in wording.LINES:
        assert all(len(wording.name_of(code, spoken)) > 2 for code in language.LABELS)
        assert wording.name_of("xx", spoken) == ""
