"""The content of an entry that belongs to no conversation: words of members, never anything about people outside."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.pages import WorkspaceRequest, workspace_page
from audit import content
from audit.models import Entry
from audit.refs import ContentRef
from kit.errors import NotFound
from portal.processing import classes
from portal.processing.classes import DataClass
from review.pages.texts import parts


@workspace_page("see_evidence", hidden=True)
@require_GET
def entry_content(request: WorkspaceRequest, entry: UUID, name: str) -> HttpResponse:
    """The same NotFound for what is of another workspace, of a conversation, or about a person: those have doors of their own."""
    row = Entry.objects.filter(id=entry, workspace=request.workspace.id, stream=None).first()
    refs = json.loads(row.body)["content"] if row else {}
    if name not in refs:
        raise NotFound("There is no such content.")
    ref = ContentRef(**refs[name])
    data_class = classes.of_content(request.workspace.id, ref.id)
    if data_class != DataClass.INTERNAL:
        raise NotFound("There is no such content.")
    text = _readable(content.get_text(request.workspace.id, ref.id))
    context = {"entry": row, "name": name, "ref": ref, "parts": parts(text), "data_class": data_class}
    return render(request, "story/content_part.html" if request.htmx else "evidence/content.html", context)


def _readable(text: str) -> str:
    """JSON indented, anything else as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
