"""What ``portal/sample`` holds, read once: the workspace as written, the letters in order of arrival, the chats, the documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import portal.sample

FOLDER = Path(portal.sample.__file__).parent
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    file: str

    @property
    def raw(self) -> bytes:
        return (FOLDER / "mailbox" / self.file).read_bytes()


@cache
def written() -> Row:
    return dict(json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8")))


@cache
def tools() -> tuple[Row, ...]:
    return tuple(json.loads((FOLDER / "tools.json").read_text(encoding="utf-8")))


@cache
def letters() -> tuple[Letter, ...]:
    manifest = json.loads((FOLDER / "mailbox" / "manifest.json").read_text(encoding="utf-8"))
    return tuple(Letter(str(entry["file"])) for entry in sorted(manifest["messages"], key=lambda one: int(one["order"])))


@dataclass(frozen=True, slots=True)
class Line:
    """What a visitor of the chat says; ``id`` tells it from all others."""

    visitor: str
    id: str
    text: str


@cache
def chats() -> tuple[Line, ...]:
    visits = json.loads((FOLDER / "chat.json").read_text(encoding="utf-8"))
    return tuple(
        Line(visit["visitor"], f"{visit['visitor']}-{number}", text) for visit in visits for number, text in enumerate(visit["lines"])
    )


@cache
def documents() -> tuple[str, ...]:
    folder = FOLDER / "documents"
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def document(name: str) -> bytes:
    return (FOLDER / "documents" / name).read_bytes()
