"""Write the sample mailbox: ``python -m portal.sample.make_mailbox`` puts the .eml files and manifest.json beside this file.

Dates are fixed (18 to 23 November 2026), nothing is random, so a second run changes no byte. The loader may shift the dates
it shows; the files stay as they are.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta, timezone
from pathlib import Path

from portal.sample import mime
from portal.sample.letters import HOUSE, Letter, Who, date_line, made_id
from portal.sample.written import business, hostile, legal, machines, odd, orders, questions, returns, world

MAILBOX = Path(__file__).with_name("mailbox")
EXCHANGER = f"mx.{HOUSE}"
OUR_ZONE = timezone(timedelta(hours=1))

FEATURES = {
    "alternative": "multipart/alternative, plain and HTML",
    "announced-attachment-missing": "speaks of an attachment that is not there",
    "auto-reply": "an out-of-office note",
    "b2b": "from a business",
    "base64-body": "text in base64",
    "bottom-posted": "the new words stand below the quote",
    "bounce": "a delivery status notification",
    "card-number": "holds a test card number that passes Luhn",
    "cc": "somebody in copy",
    "charset-in-meta-only": "the charset stands in the HTML, not in the header",
    "conflicting-documents": "two documents say different things; the dates decide",
    "csv": "a CSV file",
    "damage-photo": "photo of damage",
    "display-name-spoof": "the name of our managing director, a foreign address",
    "duplicate": "the same message delivered again",
    "emoji-only": "no words at all",
    "emoji-subject": "emoji in the subject",
    "empty-body": "no text",
    "encoded-words": "a subject of several encoded words",
    "format-flowed": "text/plain; format=flowed",
    "forged-sender": "a customer's address, authentication fails",
    "forwarded-attached": "forwarded as message/rfc822",
    "forwarded-inline": "forwarded within the text",
    "html-only": "no plain text part",
    "iban": "holds a valid example IBAN",
    "ics": "a calendar entry",
    "injection": "instructions to the agent",
    "injection-attachment-name": "instructions in the name of a file",
    "injection-base64": "instructions in a base64 blob",
    "injection-hidden-html": "instructions in invisible HTML",
    "injection-plain": "instructions in plain words",
    "injection-quoted": "instructions in quoted text",
    "interleaved": "answers between quoted lines",
    "iso-2022-jp": "charset iso-2022-jp",
    "iso-8859-1": "charset iso-8859-1",
    "job-application": "an application",
    "jpeg": "a JPEG file",
    "legal-threat": "a lawyer's deadline",
    "list-loop": "our own reply comes back through a list",
    "long-compounds": "very long German words",
    "long-signature": "a signature of about thirty lines",
    "lookalike-domain": "a domain that looks like ours",
    "mislabelled-charset": "UTF-8 that claims to be iso-8859-1",
    "mobile-signature": "a signature of a phone",
    "newsletter": "a newsletter",
    "no-message-id": "no Message-ID header",
    "no-subject": "no subject",
    "non-ascii-attachment-name": "a file name outside ASCII",
    "over-limit": "asks for more than 50 euros",
    "overtakes": "arrives minutes after the first message and corrects it",
    "passport-like": "holds something like a passport number",
    "pdf": "a PDF file",
    "phone-number": "a phone number, from a fictional range where one exists",
    "png": "a PNG file",
    "postal-address": "a postal address, invented",
    "praise": "praise",
    "privacy-access": "asks for a copy of personal data",
    "privacy-erasure": "asks for erasure",
    "quarantined": "cannot be read as a message",
    "quote-apple": "quoted in the style of Apple Mail",
    "quote-gmail": "quoted in the style of Gmail",
    "quote-gmx": "quoted in the style of GMX on the web",
    "quote-outlook-desktop": "quoted in the style of Outlook for the desktop",
    "quote-outlook-web": "quoted in the style of Outlook on the web",
    "quote-thunderbird": "quoted in the style of Thunderbird",
    "quote-yahoo": "quoted in the style of Yahoo",
    "read-receipt": "a message disposition notification",
    "remote-image": "a tracking pixel",
    "reopened": "comes back after it was resolved",
    "resent-same-body": "the same body under another Message-ID",
    "rtl": "written from right to left",
    "safety": "smoke, smell or heat",
    "spam": "spam",
    "top-posted": "the new words stand above the quote",
    "two-customers": "a second customer on the thread",
    "two-languages": "one message in two languages",
    "txt": "a text file",
    "unanswerable": "the documents do not hold the answer",
    "very-long": "about three thousand words",
    "windows-1252": "charset windows-1252",
}


def letters() -> list[Letter]:
    """All letters in order of arrival at our mail exchanger."""
    themes = (orders, returns, hostile, legal, machines, world, business, questions, odd)
    return sorted((letter for theme in themes for letter in theme.LETTERS), key=lambda letter: (letter.arrived, letter.key))


def whole_id(known: dict[str, Letter], answer: str) -> str:
    return answer if answer.startswith("<") else known[answer].own_id


def trace(letter: Letter) -> list[str]:
    """What our own exchanger adds on arrival: Received, and the results of checking the sender."""
    domain = letter.sender[1].partition("@")[2]
    arrived = date_line(letter.arrived.astimezone(OUR_ZONE))
    serial = base64.b32encode(made_id(letter.key, EXCHANGER).encode()).decode()[1:11]
    lines = [
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.{len(domain) + 10}])\r\n"
        f"\tby {EXCHANGER} with ESMTPS id {serial}\r\n\tfor <support@{HOUSE}>; {arrived}"
    ]
    if letter.auth:
        how = letter.auth
        checks = f"dkim={how} header.d={domain};\r\n\tspf={how} smtp.mailfrom={domain};\r\n\tdmarc={how} header.from={domain}"
        lines.append(f"Authentication-Results: {EXCHANGER};\r\n\t{checks}")
    return lines


def named(letter: Letter, people: tuple[Who, ...]) -> str:
    return ",\r\n ".join(mime.address(name, mail, letter.charset, letter.how) for name, mail in people)


def head(letter: Letter, known: dict[str, Letter]) -> list[str]:
    lines = [*trace(letter), f"From: {named(letter, (letter.sender,))}", f"To: {named(letter, letter.to)}"]
    if letter.cc:
        lines.append(f"Cc: {named(letter, letter.cc)}")
    if letter.subject:
        lines.append(f"Subject: {mime.header_text(letter.subject, letter.charset, letter.how)}")
    lines.append(f"Date: {date_line(letter.moment)}")
    if letter.own_id:
        lines.append(f"Message-ID: {letter.own_id}")
    if letter.answers:
        ids = [whole_id(known, answer) for answer in letter.answers]
        lines += [f"In-Reply-To: {ids[-1]}", "References: " + "\r\n ".join(ids)]
    return [*lines, *letter.headers, "MIME-Version: 1.0"]


def composed(letter: Letter, known: dict[str, Letter]) -> bytes:
    if letter.raw:
        return letter.raw
    return mime.Entity((*head(letter, known), *letter.body.lines), letter.body.body).as_bytes()


def entry(letter: Letter, order: int, name: str) -> dict[str, object]:
    return {
        "order": order, "file": name, "thread": letter.thread, "sender": letter.sender[1], "sender_name": letter.sender[0],
        "subject": letter.subject, "arrived": letter.arrived.isoformat(), "language": letter.language, "intent": letter.intent,
        "machine": letter.machine, "expected": letter.expected, "features": sorted(letter.features), "notes": letter.notes,
    }  # fmt: skip


def made() -> dict[str, bytes]:
    """File name to content, manifest.json included."""
    written = letters()
    known = {letter.key: letter for letter in written}
    names = {letter.key: f"{order:03d}-{letter.key}.eml" for order, letter in enumerate(written, start=1)}
    files = {names[letter.key]: composed(letter, known) for letter in written}
    manifest = {
        "about": "The sample mailbox in order of arrival. Written by make_mailbox.py; change the letters, not this file.",
        "authserv_id": EXCHANGER,
        "features": FEATURES,
        "messages": [entry(letter, order, names[letter.key]) for order, letter in enumerate(written, start=1)],
    }
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def main() -> None:
    files = made()
    for old in MAILBOX.glob("*.eml"):
        if old.name not in files:
            old.unlink()
    for name, data in files.items():
        (MAILBOX / name).write_bytes(data)


if __name__ == "__main__":
    main()
