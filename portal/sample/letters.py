"""What one written message is, before it becomes bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.sample import mime

HOUSE = "lindgren-moss.example"
SUPPORT = ("Lindgren & Moss", f"support@{HOUSE}")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

Who = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of the sample mailbox.

    key        stable name; the file is called ``NNN-key.eml`` by order of arrival
    sent       local time with offset, ``2026-11-18 09:12 +0100``; arrival is ``delay`` seconds later
    answers    keys of earlier letters (or whole ids in brackets) that go into References; the last one is In-Reply-To
    message_id None derives one, "" leaves the header out, anything else is used as it is
    auth       what our own mail exchanger wrote into Authentication-Results: pass, fail, none, or "" for no header
    machine    "" for a person, else auto-reply, bounce, report, list, own
    features   closed list in ``make_mailbox.FEATURES``
    raw        the whole message when it is not well-formed
    """

    key: str
    thread: str
    sender: Who
    subject: str
    sent: str
    body: mime.Entity
    language: str
    intent: str
    features: tuple[str, ...] = ()
    notes: str = ""
    machine: str = ""
    expected: str = "new"
    to: tuple[Who, ...] = (SUPPORT,)
    cc: tuple[Who, ...] = ()
    answers: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    message_id: str | None = None
    auth: str = "pass"
    charset: str = "utf-8"
    how: str = "B"
    delay: int = 3
    raw: bytes = b""

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.sent, "%Y-%m-%d %H:%M %z")

    @property
    def arrived(self) -> datetime:
        return self.moment + timedelta(seconds=self.delay)

    @property
    def own_id(self) -> str:
        return made_id(self.key, self.sender[1].partition("@")[2]) if self.message_id is None else self.message_id


def made_id(key: str, domain: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"<{digest[:8].upper()}.{digest[8:20]}@{domain}>"


def ours(key: str) -> str:
    """The id of a reply that the shop sent; it is never in the mailbox, only referred to."""
    return made_id(f"ours:{key}", HOUSE)


def date_line(moment: datetime) -> str:
    """RFC 5322 date without the locale."""
    day, month = DAYS[moment.weekday()], MONTHS[moment.month - 1]
    return f"{day}, {moment.day} {month} {moment:%Y %H:%M:%S %z}"


def quoted(text: str, mark: str = "> ") -> str:
    return "\n".join((mark + line).rstrip() for line in text.strip("\n").split("\n"))


def paragraphs(text: str, tag: str = "div", attributes: str = "") -> str:
    """Plain text as the HTML a mail client makes of it: one element a line, an empty one for an empty line."""
    opening = f"<{tag} {attributes}>" if attributes else f"<{tag}>"
    lines = (line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in text.strip("\n").split("\n"))
    return "\n".join(f"{opening}{line or '<br>'}</{tag}>" for line in lines)


def page(inner: str, head: str = "") -> str:
    return f"<html>\n<head>\n{head}</head>\n<body>\n{inner}\n</body>\n</html>"


def both(plain: str, rich: str, mark: str, charset: str = "utf-8", encoding: str = "quoted-printable") -> mime.Entity:
    """multipart/alternative of the two forms of one message."""
    return mime.multipart(
        "alternative", mime.text(plain, charset=charset, encoding=encoding), mime.html(rich, charset=charset, encoding=encoding), mark=mark
    )


def with_files(words: mime.Entity, *files: mime.Entity, mark: str) -> mime.Entity:
    return mime.multipart("mixed", words, *files, mark=mark)
