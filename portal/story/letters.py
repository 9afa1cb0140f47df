"""A message as a reader of the story may see it: masked by the rules for reviewers, hidden characters by name."""

from __future__ import annotations

from conversations.documents import MessageDocument
from conversations.models import Attachment, Message
from portal.story.moments import Letter
from review.pages import words
from review.pages.masking import Mask
from review.pages.texts import Part, hidden_in, parts, plain


def letter(row: Message, document: MessageDocument, files: list[Attachment], language: str, mask: Mask, *, all_seeing: bool) -> Letter:
    """``all_seeing`` readers (owners, auditors) may look at the original; others at its HTML only where nothing in it is masked."""
    body = document.text or ("" if document.quoted else document.full_text)
    covered = sum(mask.covered.values())
    shown = parts(body, mask.spans(row.content, body, language))
    folded = _folded(row, document, language, mask)
    masked = sum(mask.covered.values()) > covered
    return Letter(
        id=row.id,
        sender=_who(row, document),
        subject=plain(document.subject),
        to=plain(words.recipients([*document.to, *document.cc])) if document.to or document.cc else "",
        parts=shown,
        folded=folded,
        files=files,
        hidden=hidden_in(document.full_text or document.text),
        ours=row.direction != Message.Direction.INBOUND,
        proof=", ".join(f"{name.upper()} {row.auth[name]}" for name in ("spf", "dkim", "dmarc") if row.auth.get(name)),
        machine=row.machine,
        quarantined=row.quarantined,
        text="".join(part.text for part in shown),
        html=bool(document.html) and (all_seeing or not masked),
        raw=bool(row.raw) and all_seeing,
    )


def _who(row: Message, document: MessageDocument) -> str:
    if row.user:
        return str(row.user)
    return plain(words.address(document.sender)) or ("us" if row.direction != Message.Direction.INBOUND else "an unknown sender")


def _folded(row: Message, document: MessageDocument, language: str, mask: Mask) -> list[tuple[str, list[Part]]]:
    kept = [("Quoted text", "quoted", document.quoted), ("Signature", "signature", document.signature)]
    return [
        (f"{title} ({_lines(text)})", parts(text, mask.spans(f"{row.content}:{name}", text, language, count=False)))
        for title, name, text in kept
        if text.strip()
    ]


def _lines(text: str) -> str:
    number = len(text.strip().splitlines())
    return "1 line" if number == 1 else f"{number} lines"
