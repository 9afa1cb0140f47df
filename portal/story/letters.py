"""A message as a reader of the story may see it: masked by the rules for reviewers, hidden characters by name."""

from __future__ import annotations

from collections.abc import Sequence

from connectors import doubts
from connectors.mail.html_text import html_to_text
from conversations.documents import MessageDocument
from conversations.models import Attachment, Message
from portal.story.moments import Letter
from review.pages import origins
from review.pages.masking import Mask
from review.pages.origins import Origin
from review.pages.texts import hidden_in, parts
from review.pages.thread import body_of, folded_of, odd_in, proof_of, recipients_of


def letter(
    row: Message,
    document: MessageDocument,
    files: list[Attachment],
    language: str,
    mask: Mask,
    *,
    all_seeing: bool,
    marked: Sequence[Origin] = (),
) -> Letter:
    """``marked`` are words that something came from. ``all_seeing`` readers (owners, auditors) may look at the original; others at its HTML only where nothing in it is masked."""
    body = body_of(document)
    covered = sum(mask.covered.values())
    shown = parts(body, origins.marks(marked, body, mask.spans(row.content, body, language, place=f"m.{row.id}.text")))
    folded = folded_of(row, document, language, mask, [one for one in marked if not origins.place_in(one, body)])
    masked = sum(mask.covered.values()) > covered
    return Letter(
        id=row.id,
        sender=_who(row, document, mask),
        subject=mask.plain(document.subject, language),
        to=recipients_of(document, mask),
        parts=shown,
        folded=folded,
        files=[(one, mask.plain(one.name, language)) for one in files],
        hidden=hidden_in(document.full_text or document.text),
        odd=odd_in(row, document, language, mask),
        ours=row.direction != Message.Direction.INBOUND,
        proof=proof_of(row),
        machine=row.machine,
        quarantined=doubts.said(row.quarantined),
        text="".join(part.text for part in shown),
        html=bool(document.html) and (all_seeing or not (masked or _hides(document.html, language, mask))),
        raw=bool(row.raw) and all_seeing,
    )


def _hides(html: str, language: str, mask: Mask) -> bool:
    """What only the HTML says, or an attribute of it, was not seen in the text."""
    return bool(mask.found(html_to_text(html).text, language) or mask.found(html, language))


def _who(row: Message, document: MessageDocument, mask: Mask) -> str:
    if row.user:
        return str(row.user)
    return mask.person(document.sender.address, document.sender.name) or (
        "us" if row.direction != Message.Direction.INBOUND else "an unknown sender"
    )
