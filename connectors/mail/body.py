"""From the tree of parts to what a person would read, and the files beside it."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import re
from dataclasses import dataclass, field

from connectors.mail import limits
from connectors.mail.charsets import decode
from connectors.mail.flowed import unflow
from connectors.mail.html_text import html_to_text
from connectors.mail.invites import invite_text
from connectors.mail.mime import Counter, Part
from connectors.mail.rtf import rtf_to_text
from connectors.mail.tnef import read_tnef
from connectors.mail.transfer import split_uu
from connectors.mail.words import decoded, one_line
from connectors.types import Attachment

LIKE_HTML = re.compile(
    r"\A[\s\ufeff]*(?:<!--.{0,500}?-->\s*)?<(?:!doctype|html|head|body|div|p|table|meta|span|font)\b[^>]{0,500}>", re.I | re.S
)
TAG = re.compile(
    r"</?(?:p|br|div|span|table|tr|td|a|b|i|html|body|head|font|ul|li|h[1-6]|strong|em|img|blockquote|center|pre)\b[^<>]{0,2000}>", re.I
)
STUB = re.compile(
    r"(?i)\A\W*(?:this (?:is a multi-?part message|message (?:requires|contains) html|e?-?mail (?:is|was sent) in html)|(?:your|ihr) (?:e-?mail (?:client|programm)|mail)"
    r"|to view (?:this|the) (?:message|e-?mail)|if you (?:can ?not|can't|are unable to) (?:see|read|view)|html[- ]?(?:only|version)|please view (?:this )?in (?:an )?html"
    r"|you need an html|view this (?:e-?mail|message) in|no plain text version)"
)
SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+:.*\n)*\n?(.*?)\n-----BEGIN PGP SIGNATURE-----\n.*?-----END PGP SIGNATURE-----\n?",
    re.S,
)
NO_TEXT = (
    "text/rfc822-headers", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/csv", "text/xml", "text/x-amp-html", "text/watch-html",
)  # fmt: skip
"""Text that no person reads: kept as files."""

REPORTS = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status", "message/feedback-report")
ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


@dataclass(slots=True)
class Content:
    """What one part says: as plain text, as HTML, or both; None where it has no such form."""

    plain: str | None = None
    html: str | None = None

    def text(self) -> str:
        return self.plain if self.plain is not None else html_to_text(self.html).text if self.html else ""


@dataclass(slots=True)
class Body:
    counter: Counter
    charset: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    calendar: str = ""
    status: str = ""
    subject: str = ""

    def visit(self, part: Part, first: bool = True) -> Content:
        kind, _, sub = part.type.partition("/")
        if kind == "multipart" and part.children:
            return self.multipart(part, sub, first)
        if part.type in ("message/rfc822", "message/global", "message/news"):
            return self.message(part)
        if part.type in REPORTS:
            self.status = self.status or self.decoded(part)
        elif kind == "text" or not part.type:
            return self.textual(part, first)
        elif part.type in ("application/ms-tnef", "application/vnd.ms-tnef") or part.filename.lower() in ("winmail.dat", "win.dat"):
            return self.tnef(part)
        elif part.type in ENCRYPTED and "signed" not in part.params.get("smime-type", ""):
            self.counter.note("encrypted message: its content is in the attachment")
        elif part.type in ENCRYPTED:
            self.counter.note("signed message (S/MIME, opaque): its content is in the attachment")
        elif (
            part.type == "application/octet-stream"
            and not part.filename
            and part.disposition != "attachment"
            and first
            and self.readable(part)
        ):
            return self.textual(part, first)
        self.attach(part)
        return Content()

    def multipart(self, part: Part, sub: str, first: bool) -> Content:
        if sub == "alternative":
            return self.alternative(part, first)
        if sub == "related":
            return self.related(part, first)
        if sub in ("signed", "report"):
            self.counter.note("signed message") if sub == "signed" else None
            content = self.visit(part.children[0], first)
            rest = [self.visit(child, False) for child in part.children[1:] if not (sub == "signed" and self.is_signature(child))]
            return joined([content, *rest])
        if sub == "encrypted":
            self.counter.note("encrypted message: its content is in the attachment")
            for child in part.children:
                self.attach(child)
            return Content()
        contents: list[Content] = []
        for child in part.children:
            contents.append(self.visit(child, first and not any(c.plain or c.html for c in contents)))
        return joined(contents)

    def is_signature(self, part: Part) -> bool:
        if part.type in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
            self.attach(part)
            return True
        return False

    def alternative(self, part: Part, first: bool) -> Content:
        result = Content()
        for child in part.children:
            content = self.visit(child, first)
            if content.plain is not None and (result.plain is None or stub(result.plain)):
                result.plain = content.plain
            if content.html is not None and child.type != "text/x-amp-html" and html_says(content.html, result.html):
                result.html = content.html
        if result.plain is not None and result.html is not None and stub(result.plain):
            result.plain = None
        return result

    def related(self, part: Part, first: bool) -> Content:
        start = part.params.get("start", "").strip("<>")
        roots = [c for c in part.children if start and c.content_id == start] or [
            c for c in part.children if c.type.startswith(("text/", "multipart/"))
        ]
        root = roots[0] if roots else part.children[0]
        content = self.visit(root, first)
        rest = [self.visit(child, False) for child in part.children if child is not root]
        return content if content.plain or content.html else joined([content, *rest])

    def message(self, part: Part) -> Content:
        inner = part.children[0] if part.children else None
        if inner is None:
            self.attach(part)
            return Content()
        subject = one_line(decoded(inner.headers.first("subject")), 100)
        self.attach(part, part.filename or (re.sub(r"[^\w .\-]", "_", subject).strip() or "message") + ".eml", inner.raw)
        if len(self.forwarded) < 50:
            nested = Body(self.counter)
            content = nested.visit(inner)
            head = [f"{label}: {value}" for label, name in (("From", "from"), ("Date", "date"), ("To", "to"), ("Subject", "subject"))
                    if (value := one_line(decoded(inner.headers.first(name)), 500))]  # fmt: skip
            self.forwarded.append(
                "\n".join(["---------- Forwarded message ----------", *head, "", content.text().strip(), *nested.forwarded]).strip()
            )
        return Content()

    def decoded(self, part: Part) -> str:
        charset = part.params.get("charset", "")
        data = part.content()
        if part.type == "text/html" and not charset:
            found = re.search(rb"<meta[^>]{0,200}charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_\-]{2,40})", data[:4_000], re.I)
            charset = found.group(1).decode("ascii") if found else ""
        if charset and not self.charset:
            self.charset = charset
        return decode(data[: limits.MAX_HTML * 4], charset, self.charset)

    def readable(self, part: Part) -> bool:
        head = part.content()[:2_000]
        return bool(head.strip()) and sum(byte < 9 or 14 <= byte < 32 for byte in head) == 0

    def textual(self, part: Part, first: bool) -> Content:
        if part.type == "text/calendar":
            self.calendar = self.calendar or invite_text(self.decoded(part))
            self.attach(part, part.filename or "invite.ics")
            return Content()
        if part.disposition == "attachment" and (part.filename or not first):
            self.attach(part)
            return Content()
        if (part.filename and not first and part.disposition != "inline") or part.type in NO_TEXT:
            self.attach(part)
            return Content()
        if part.filename and part.disposition == "inline" and not first and part.type != "text/html":
            self.attach(part)
            return Content()
        return self.readout(part)

    def readout(self, part: Part) -> Content:
        if part.type in ("text/rtf", "application/rtf"):
            text, as_html = rtf_to_text(part.content())
            return Content(html=text) if as_html else Content(text)
        text = self.decoded(part)
        if part.type in ("text/enriched", "text/richtext"):
            return Content(html_to_text(re.sub(r"<<", "&lt;", text).replace("\n\n", "<br>")).text)
        as_html = part.type == "text/html"
        if as_html and not re.search(r"<[a-zA-Z!/][^<>]*>|&[a-z#0-9]{2,8};", text[:200_000]):
            as_html = False
        elif not as_html and part.type == "text/plain" and looks_like_html(text):
            as_html = True
        if as_html:
            return Content(html=text)
        return Content(self.plain(text, part))

    def plain(self, text: str, part: Part) -> str:
        if "\nbegin " in f"\n{text[:200_000]}" or "\nbegin-base64 " in text:
            files, rest = split_uu(text.encode("utf-8"))
            for name, data in files:
                self.add(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data)
            text = rest.decode("utf-8", "replace") if files else text
        if "-----BEGIN PGP SIGNED MESSAGE-----" in text and (match := SIGNED.search(text)):
            self.counter.note("signed message (PGP)")
            text = text[: match.start()] + re.sub(r"(?m)^- ", "", match.group(1)) + "\n" + text[match.end() :]
        elif "-----BEGIN PGP MESSAGE-----" in text[:5_000]:
            self.counter.note("encrypted message (PGP)")
        if part.params.get("format", "").lower() == "flowed":
            text = unflow(text, part.params.get("delsp", "").lower() == "yes")
        return text[: limits.MAX_TEXT]

    def tnef(self, part: Part) -> Content:
        found = read_tnef(part.content())
        if found is None:
            self.attach(part)
            return Content()
        self.counter.note("winmail.dat opened")
        self.subject = self.subject or found.subject
        for file in found.files:
            if file.data:
                self.add(
                    file.name, file.type or mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.data, file.content_id
                )
        if not found.files and not found.text and not found.html:
            self.attach(part)
        return Content(found.text or None, found.html or None)

    def attach(self, part: Part, name: str = "", data: bytes | None = None) -> None:
        content = part.content() if data is None else data
        kind = part.type if "/" in part.type else "application/octet-stream"
        inline = part.disposition == "inline" or (bool(part.content_id) and part.disposition != "attachment")
        self.add(name or part.filename, kind, content, part.content_id, inline)

    def add(self, name: str, kind: str, data: bytes, content_id: str = "", inline: bool = False) -> None:
        if len(self.attachments) >= limits.MAX_ATTACHMENTS:
            self.counter.note("too many attachments: the rest stays in the raw message")
            return
        if not name:
            name = f"attachment-{len(self.attachments) + 1}{mimetypes.guess_extension(kind) or '.bin'}"
        self.attachments.append(Attachment(name, kind, data, hashlib.sha256(data).hexdigest(), content_id, inline))


def stub(text: str) -> bool:
    """An empty alternative, or one that only says to use another mail program."""
    bare = text.strip("\ufeff\xa0\u200b \n\t")
    return not bare or (len(bare) < 400 and bool(STUB.match(bare)))


def html_says(new: str, old: str | None) -> bool:
    return old is None or bool(html_to_text(new[:20_000]).text.strip())


def looks_like_html(text: str) -> bool:
    """HTML that is labelled as plain text: it starts like a page, or tags stand all over it."""
    head = text[:50_000]
    if "<" not in head:
        return False
    tags = len(TAG.findall(head))
    return (bool(LIKE_HTML.match(head)) and tags >= 2) or (tags >= 6 and head.count("</") >= 2 and tags * 80 > len(head))


def joined(contents: list[Content]) -> Content:
    """Parts shown one below the other; a text and its HTML twin side by side count once."""
    said = [c for c in contents if (c.plain or "").strip() or (c.html or "").strip()]
    if len(said) < 2:
        return said[0] if said else next((c for c in contents if c.plain is not None), Content())
    if len(said) == 2 and said[0].html is None and said[1].plain is None and _same(said[0].text(), said[1].text()):
        return Content(said[0].plain, said[1].html)
    markup = "\n<br>\n".join(
        c.html if c.html is not None else f"<div>{html.escape(c.plain or '').replace(chr(10), '<br>')}</div>" for c in said
    )
    if all(c.plain is None for c in said):
        return Content(None, markup)
    plain = "\n".join(c.text().rstrip("\n") for c in said)
    return Content(plain, markup if any(c.html for c in said) else None)


def _same(one: str, two: str) -> bool:
    words, others = set(one.lower().split()), set(two.lower().split())
    return (
        bool(words)
        and len(words & others) >= 0.8 * min(len(words), len(others))
        and len(words & others) >= 0.5 * max(len(words), len(others))
    )
