"""What a story opens: the exact content of an entry, the HTML of a message, its files, the message as it came."""

from __future__ import annotations

import json
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.pages import WorkspaceRequest, workspace_page
from audit import content
from audit.models import Entry
from audit.refs import ContentRef
from conversations import documents
from conversations.models import Attachment, Conversation, Message
from kit.errors import NotAllowed, NotFound
from portal.story import reading
from portal.story.letters import letter
from portal.story.views import sees_all
from review.pages.masking import mask_of
from review.pages.texts import parts

FRAMED = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "frame-ancestors": [SELF], "sandbox": [""]}
KEPT = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}
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
    """Never shown, always saved: a file from outside is not ours to render."""
    found = reading.conversation_for(request.user, request.workspace, conversation)
    file = Attachment.objects.filter(id=attachment, message__conversation=found).first()
    if file is None or not file.content:
        raise NotFound("There is no such file.")
    return _download(content.get(found.workspace_id, file.content), file.name)


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
