"""The first leg: what the customer wants, what a model may see of it, and which passages may answer it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import UUID

from agents import asked_for_person, excerpts, triage
from agents.drafts import Passage, Prepared
from conversations import memory
from conversations.documents import MessageDocument
from conversations.memory import words
from conversations.memory.recall import Hit
from policies import injection, redaction

PASSAGES = 6
LONGEST_MESSAGE = 8_000  # characters of one message that a model sees
SUBJECT = "Subject: "
_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_]*_\d+>")
_NAME = re.compile(r"[^\W\d_][\w .'’-]{0,58}[^\W\d_]\.?\Z")


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One recorded part of a turn before it has a row. ``request`` and ``response`` go to the content store as they are."""

    kind: str
    milliseconds: int
    request: Any = None
    response: Any = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    tier: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Any = None
    currency: str = ""
    price: UUID | None = None
    error: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the thread, oldest first; ``role`` is customer or us, ``message`` the id of its row, "" where there is none."""

    role: str
    document: MessageDocument
    message: str = ""


def prepare(
    workspace: UUID,
    thread: Sequence[Said],
    *,
    fallback_language: str = "",
    tools: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
    channel: UUID | None = None,
    found: list[StepDraft] | None = None,
) -> tuple[Prepared, list[StepDraft]]:
    """``thread`` ends with the message to answer; ``tools`` is ``{"tools": ..., "currency": ...}`` where the version has any.

    ``names`` are the placeholders that earlier turns of the conversation gave: who had one keeps it. ``channel``: where it takes place.
    ``found`` gets each step as soon as it is done: whoever is broken off has those of before.
    """
    found = [] if found is None else found
    newest = thread[-1].document
    text = newest.text or newest.full_text
    is_new = all(one.role == "customer" for one in thread)
    about, step = _triage(text, newest, fallback_language, thread[-1].message, is_new=is_new)
    found.append(step)
    private, step = _redact((workspace, channel), thread, about["language"], names or {})
    found.append(step)
    passages, step = _recall(
        workspace, private["question"], _earlier(private["thread"]), about["language"], dict(tools or {}), private["types"]
    )
    found.append(step)
    offered = (tuple(tools["tools"]), str(tools["currency"])) if tools else ((), "")
    return Prepared(**about, **private, passages=passages, tools=offered[0], currency=offered[1]), found


def _triage(text: str, document: MessageDocument, fallback: str, message: str, *, is_new: bool) -> tuple[dict[str, Any], StepDraft]:
    """Whom we have answered is not looked at for spam."""
    started = perf_counter()
    found = triage.classify(text, document.subject, spoken=fallback)
    language = found.language or fallback
    whole = f"{document.subject}\n{document.full_text or text}"
    suspicion = injection.detect(whole, document.html, document.hidden)
    markup = injection.markup_of(document.html, document.hidden)
    about = {
        "language": language,
        "urgency": found.urgency,
        "intent": found.intent,
        "wants_person": asked_for_person.is_wanted(text, language),
        "injection": suspicion.share,
        "seen": suspicion.seen,
        "signs": excerpts.signs(suspicion, whole, markup, {"message": message} if message else {}),
        "sender_name": addressable(document.sender.name),
    }
    spam = triage.suspect(document.full_text or text, document.subject) if is_new else None
    about |= {"spam": spam.share, "spam_seen": spam.seen} if spam and spam.share else {}
    summary = {key: about[key] for key in ("language", "urgency", "intent", "wants_person")} | {"injection": str(suspicion.share)}
    summary |= {"spam": str(about["spam"])} if "spam" in about else {}
    return about, StepDraft("triage", _since(started), {"text": text, "subject": document.subject}, about, summary)


def addressable(name: str) -> str:
    """A name fit for a greeting, or nothing: what a stranger puts into a From line is not repeated blindly."""
    return name.strip() if _NAME.match(name.strip()) and len(name.split()) <= 5 and "@" not in name else ""


def _redact(
    place: tuple[UUID, UUID | None], thread: Sequence[Said], language: str, known: Mapping[str, str]
) -> tuple[dict[str, Any], StepDraft]:
    started = perf_counter()
    workspace, channel = place
    names = dict(known)
    texts = [_whole(one.document, newest=one is thread[-1]) for one in thread]
    found = redaction.redact_all(texts, workspace=workspace, channel=channel, surface="model", language=language, names=names)
    shown = [
        {"role": one.role, "text": hidden.text, **_whose(one.document), **_row_of(one)} for one, hidden in zip(thread, found, strict=True)
    ]
    types = sorted({kind for one in found for kind in one.types})
    asked = _PLACEHOLDER.sub(" ", _asked(found[-1].text, subject=bool(thread[-1].document.subject)))
    private = {"thread": tuple(shown), "question": asked, "names": names, "types": tuple(types)}
    summary = {"types": private["types"], "placeholders": len(names), "messages": len(shown)}
    return private, StepDraft("redact", _since(started), None, private, summary)


def _whose(document: MessageDocument) -> dict[str, str]:
    """A mail that only forwards or quotes holds no word of its sender."""
    return {} if document.text.strip() or not document.full_text.strip() else {"whose": "others"}


def _row_of(said: Said) -> dict[str, str]:
    return {"message": said.message} if said.message else {}


def _whole(document: MessageDocument, *, newest: bool) -> str:
    text = (document.text or document.full_text)[:LONGEST_MESSAGE]
    return f"{SUBJECT}{document.subject}\n\n{text}" if newest and document.subject else text


def _asked(hidden: str, *, subject: bool) -> str:
    """What is looked up: the newest message as the model sees it, its subject as a sentence of its own."""
    if not subject:
        return hidden
    head, _, body = hidden.removeprefix(SUBJECT).partition("\n\n")
    return f"{head}.\n\n{body}"


def _earlier(thread: Sequence[Mapping[str, str]]) -> str:
    before = [one["text"] for one in thread[:-1] if one["role"] == "customer"]
    return _PLACEHOLDER.sub(" ", before[-1]) if before else ""


def _recall(
    workspace: UUID, question: str, before: str, language: str, tools: Mapping[str, Any], types: Sequence[str]
) -> tuple[tuple[Passage, ...], StepDraft]:
    """A short follow-up ("and to Norway?") is looked up together with what was asked before."""
    started = perf_counter()
    asked = f"{before[:1000]}\n{question}" if before and len(words.telling(question)) < 6 else question
    hits = memory.search(workspace, asked[:4000], k=PASSAGES, language=language, holds=["personal"] if types else [])
    passages = tuple(_passage(number, hit) for number, hit in enumerate(hits, start=1))
    response = {"passages": [one.as_dict() for one in passages], **tools}
    return passages, StepDraft("recall", _since(started), {"query": asked[:4000], "k": PASSAGES}, response, {"passages": len(passages)})


def _passage(number: int, hit: Hit) -> Passage:
    return Passage(
        number, str(hit.chunk_id), str(hit.document_id), hit.document, hit.source, hit.version, hit.heading, hit.text, hit.language, "public",
        hit.score, round(hit.similarity, 4), round(hit.coverage, 4), hit.start, hit.end,
    )  # fmt: skip


def _since(started: float) -> int:
    return int((perf_counter() - started) * 1000)
