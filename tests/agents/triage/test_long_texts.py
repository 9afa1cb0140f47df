"""Letters and documents of the sample: longer than the questions that the models were made for."""

from __future__ import annotations

import json
from pathlib import Path

from connectors.mail.parse import parse
from kit import language

SAMPLE = Path(__file__).resolve().parents[3] / "portal" / "sample"
ENOUGH = 20  # characters; "👍" has no language


def letters() -> dict[str, tuple[str, str]]:
    """File name to (language as we wrote it, what the customer wrote)."""
    entries = json.loads((SAMPLE / "mailbox" / "manifest.json").read_text(encoding="utf-8"))
    rows = entries if isinstance(entries, list) else next(value for value in entries.values() if isinstance(value, list))
    read = {row["file"]: (row["language"], parse((SAMPLE / "mailbox" / row["file"]).read_bytes())) for row in rows if row.get("language")}
    return {name: (code, mail.text) for name, (code, mail) in read.items() if not mail.machine and len(mail.text) > ENOUGH}


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
