"""Documents into memory: unchanged ones are skipped by their digest, changed ones become a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction

from audit.recorder import record
from conversations.memory import chunking, indexing, reading, words
from conversations.memory.models import Chunk, Document
from kit import language
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput

LONGEST_NAME: Final = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """``skipped`` is empty, or why nothing was done: "unchanged" or what is wrong with the file."""

    document: str
    title: str = ""
    chunks: int = 0
    skipped: str = ""
    version: int = 0


def load_folder(workspace: UUID, folder: Path, *, data_class: str = "", actor: Actor = SYSTEM) -> Iterator[Loaded]:
    """Every document under ``folder``, in order of name, as it is done. A file that cannot be read is told and passed over."""
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder. Give the folder that holds the documents.")
    whole = folder.resolve()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        inside = path.relative_to(folder)
        if not any(part.startswith(".") for part in inside.parts):
            yield _loaded(workspace, path, inside.as_posix(), whole, data_class, actor)


def _loaded(workspace: UUID, path: Path, name: str, whole: Path, data_class: str, actor: Actor) -> Loaded:
    shown = name.encode(errors="replace").decode()
    try:
        if shown != name or len(name) > LONGEST_NAME:
            return Loaded(shown, skipped=f"its name is not UTF-8, or longer than {LONGEST_NAME} characters")
        if not path.resolve().is_relative_to(whole):
            return Loaded(name, skipped="it is a link that leads out of the folder")
        return load_document(workspace, name, path.read_bytes(), data_class=data_class, actor=actor)
    except OSError as error:
        return Loaded(name, skipped=f"cannot be read: {error.strerror}")
    except InvalidInput as error:
        return Loaded(name, skipped=error.message)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd file must never keep the others out
        return Loaded(name, skipped=f"{type(error).__name__}: {error}")


def load_document(
    workspace: UUID,
    source: str,
    data: bytes,
    *,
    data_class: str = "",
    roles: Sequence[str] = (),
    actor: Actor = SYSTEM,
) -> Loaded:
    """Take in one document. The same bytes under the same name, class and roles change nothing. Without a class it keeps the one it has."""
    digest = hashlib.sha256(data).hexdigest()
    before = Document.objects.filter(workspace_id=workspace, source=source, is_current=True).first()
    data_class = data_class or (before.data_class if before else Document.Class.PUBLIC)
    if before and (before.digest, before.data_class, before.roles) == (digest, data_class, list(roles)):
        return Loaded(source, before.title, before.chunk_count, "unchanged", before.version)
    read = reading.read(source, data)
    passages = chunking.passages(read)
    document = Document(
        workspace_id=workspace, source=source, title=read.title, kind=read.kind, digest=digest, text=read.text, data_class=data_class,
        roles=list(roles), chunk_count=len(passages), language=_language(read),
    )  # fmt: skip
    document.config = words.config(document.language)
    chunks = [
        Chunk(document=document, number=number, heading=one.heading, start=one.start, end=one.end, text=read.text[one.start : one.end])
        for number, one in enumerate(passages, start=1)
    ]
    prepared = indexing.prepare(document, chunks)  # may ask an endpoint: before the transaction, never inside
    _store(document, chunks, prepared, actor)
    return Loaded(source, document.title, len(chunks), "", document.version)


def _language(read: reading.Source) -> str:
    """What the text itself shows, from its longest block; what it declares only where it shows nothing."""
    sample = max((read.text[block.start : block.end] for block in read.blocks if not block.level), key=len, default=read.text[:400])
    return language.identify(sample, hint=read.language).language or read.language


@transaction.atomic
def _store(document: Document, chunks: list[Chunk], prepared: list[indexing.Prepared], actor: Actor) -> None:
    last = (
        Document.objects.select_for_update().filter(workspace_id=document.workspace_id, source=document.source).order_by("-version").first()
    )
    if last:
        document.version = last.version + 1
        indexing.drop(last)
        Document.objects.filter(id=last.id).update(is_current=False)
    document.save(force_insert=True)
    Chunk.objects.bulk_create(chunks)
    indexing.insert(document, prepared)
    record(
        "memory.document_loaded",
        workspace=document.workspace_id,
        actor=actor,
        subject=document.id,
        data={"version": document.version, "digest": document.digest, "chunks": len(chunks), "class": document.data_class},
    )
