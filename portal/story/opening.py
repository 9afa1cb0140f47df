"""What a story opens: the exact content of an entry, the HTML of a message, its files, the message as it came."""

from __future__ import annotations

import json
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.pages import WorkspaceRequest, workspace_page
from audit import content
from audit.models import Entry
from audit.recorder import record
from audit.refs import ContentRef
from conversations import documents, transcripts
from conversations.models import Attachment, Conversation, Message
from kit.errors import NotAllowed, NotFound
from policies import redaction
from policies.redaction.covering import LONGEST
from portal.processing import classes
from portal.story import reading
from portal.story.letters import letter
from portal.story.views import sees_all
from review.pages.masking import mask_of
from review.pages.texts import parts

FRAMED = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "frame-ancestors": [SELF], "sandbox": [""]}
KEPT = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}
NOSE = 4096
"""Bytes in which a file that is no text shows a zero."""
BYTE_ORDER_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""The longer ones first: the shorter are their beginnings."""
BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
MASKED_FILE = "This file holds what the rules mask for reviewers. Owners and auditors may open it."
WHOLE = "The original can hold what the rules mask for reviewers. Owners and auditors may open it."


@workspace_page("view")
@require_GET
def entry_content(request: WorkspaceRequest, conversation: UUID, entry: UUID, name: str) -> HttpResponse:
    """A content that an entry stands for, as it was; masked for whom the rules mask. ``?exact`` gives owners and auditors the bytes."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    ref = _ref(found, entry, name)
    data = content.get(found.workspace_id, ref.id)
    if "exact" in request.GET:
        return _bytes(request, data, f"{name}-{ref.id[:12]}.json")
    text = _readable(data)
    spans = [] if sees_all(request) else mask_of(found.workspace_id, found.id).spans(f"{ref.id}:shown", text, found.language)
    context = {"conversation": found, "entry": entry, "name": name, "ref": ref, "parts": parts(text, spans), "exact": sees_all(request)}
    context["data_class"] = classes.of_content(found.workspace_id, ref.id)
    return render(request, "story/content_part.html" if request.htmx else "story/content.html", context)


def _ref(conversation: Conversation, entry: UUID, name: str) -> ContentRef:
    row = Entry.objects.filter(id=entry, workspace=conversation.workspace_id, stream=conversation.id).first()
    refs = json.loads(row.body)["content"] if row else {}
    if name not in refs:
        raise NotFound("There is no such content.")
    return ContentRef(**refs[name])


def _readable(data: bytes) -> str:
    """JSON indented, anything else as text."""
    text = data.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


@workspace_page("view")
@require_GET
def message_html(request: WorkspaceRequest, conversation: UUID, message: UUID) -> HttpResponse:
    """The sanitised HTML in a document that may load nothing and run nothing, for a sandboxed frame."""
    row = _message(request, conversation, message)
    document = documents.load_message(row)
    shown = letter(
        row, document, [], row.conversation.language, mask_of(row.workspace_id, row.conversation_id), all_seeing=sees_all(request)
    )
    if not shown.html:
        raise NotFound("There is no HTML to show.")
    response = _under(FRAMED, render(request, "story/message_html.html", {"html": document.html}))
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@workspace_page("view")
@require_GET
def message_raw(request: WorkspaceRequest, conversation: UUID, message: UUID) -> HttpResponse:
    row = _message(request, conversation, message)
    return _bytes(request, content.get(row.workspace_id, row.raw), f"message-{row.seq}.eml")


@workspace_page("view")
@require_GET
def attachment(request: WorkspaceRequest, conversation: UUID, attachment: UUID) -> HttpResponse:
    """Never shown, always saved: a file from outside is not ours to render. That it was taken out stands on the ledger."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    file = Attachment.objects.filter(id=attachment, message__conversation=found).first()
    if file is None or not file.content:
        raise NotFound("There is no such file.")
    data = content.get(found.workspace_id, file.content)
    name = file.name
    if not sees_all(request):
        _require_unmasked(found, file, data)
        data, name = _for_export(found, data, name)
    _opened(request, found, file)
    return _download(data, name)


def _for_export(conversation: Conversation, data: bytes, name: str) -> tuple[bytes, str]:
    """A file of text leaves by the rules for exports; where they hide something of it, as a copy that says so in its name."""
    text = _text(data)
    if text is None:
        return data, name
    shown = redaction.redact(
        text, workspace=conversation.workspace_id, channel=conversation.channel_id, surface="export", language=conversation.language
    ).text
    return (data, name) if shown == text else (shown.encode(), f"redacted-{name}")


@workspace_page("view")
@require_GET
def transcript(request: WorkspaceRequest, conversation: UUID) -> HttpResponse:
    """What may be given to others: the conversation by the rules for exports, whoever asks. That it was taken out stands on the ledger."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    return _download(transcripts.take_out(found, acting_user=request.user).encode(), f"conversation-{found.id}-redacted.txt")


def _require_unmasked(conversation: Conversation, file: Attachment, data: bytes) -> None:
    """A file of text is searched like a letter, whatever it calls itself. Pictures and the like cannot be: who takes one is on the ledger."""
    text = _text(data)
    if text is None:
        return
    mask = mask_of(conversation.workspace_id, conversation.id)
    if len(text) > LONGEST or mask.found(text, conversation.language, identity=f"{file.content}:file"):
        raise NotAllowed(MASKED_FILE)


def _text(data: bytes) -> str | None:
    """None for what is no text."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "") or _without_mark(data)
    if encoding:
        return data.decode(encoding, "replace")
    return None if b"\0" in data[:NOSE] or data.startswith(BINARY) else data.decode("utf-8", "replace")


def _without_mark(data: bytes) -> str:
    """Two bytes a letter without a mark that says so: zeros stand on one side only, and it reads as text; else ""."""
    nose = data[: NOSE // 2 * 2]
    sides = {place % 2 for place, one in enumerate(nose) if not one}
    if len(sides) != 1 or data.startswith(BINARY):
        return ""
    encoding = "utf-16-le" if sides == {1} else "utf-16-be"
    text = nose.decode(encoding, "replace")
    odd = sum(not (char.isprintable() or char.isspace()) for char in text)
    return encoding if odd * 20 <= len(text) else ""


def _opened(request: WorkspaceRequest, conversation: Conversation, file: Attachment) -> None:
    with transaction.atomic():
        record(
            "portal.file_opened", workspace=conversation.workspace_id, actor=request.user.as_actor(), subject=file.id,
            stream=conversation.id, data={"message": file.message_id, "digest": file.sha256},
        )  # fmt: skip


def _message(request: WorkspaceRequest, conversation: UUID, identity: UUID) -> Message:
    found = reading.conversation_for(request.user, request.workspace, conversation)
    row = Message.objects.select_related("conversation", "user").filter(conversation=found, id=identity).first()
    if row is None:
        raise NotFound("There is no such message.")
    return row


def _bytes(request: WorkspaceRequest, data: bytes, name: str) -> HttpResponse:
    if not sees_all(request):
        raise NotAllowed(WHOLE)
    return _download(data, name)


def _download(data: bytes, name: str) -> HttpResponse:
    response = _under(KEPT, HttpResponse(data, content_type="application/octet-stream"))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _under(policy: dict[str, list[str]], response: HttpResponse) -> HttpResponse:
    """Nothing of the page's own policy holds for what came from outside; django-csp reads the mark."""
    response._csp_config = policy  # type: ignore[attr-defined]  # django-csp reads it
    return response
