"""From the bytes of a file to its text, its title and its blocks. Never raises on hostile input except ``InvalidInput`` with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from charset_normalizer import from_bytes

from conversations.memory import html_text
from kit.errors import InvalidInput

KINDS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "text"}
LARGEST = 5_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Block:
    """``text[start:end]`` of the source; ``level`` 1-6 for a heading, 0 for the rest."""

    start: int
    end: int
    level: int = 0
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """``blocks`` are in order and do not overlap; ``language`` is what the document itself declares, if it does."""

    kind: str
    title: str
    text: str
    blocks: list[Block] = field(default_factory=list)
    language: str = ""


_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
_DECLARED = re.compile(r"^(title|language|lang):\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}")


def read(name: str, data: bytes) -> Source:
    """Decode and take apart; ``name`` decides the kind by its ending."""
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if not kind:
        raise InvalidInput(f"{name} is not Markdown, HTML or text. Endings known: {', '.join(sorted(KINDS))}.")
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB. Split it.")
    text = decode(data)
    if "\x00" in text:
        raise InvalidInput(f"{name} holds binary data, not text.")
    source = {"markdown": _markdown, "html": _html, "text": _plain}[kind](text)
    title = source.title or PurePosixPath(name).stem.replace("-", " ").replace("_", " ").capitalize()
    return Source(kind, title[:300], source.text, source.blocks, source.language)


def decode(data: bytes) -> str:
    """UTF-8 (with or without its mark), UTF-16 with its mark, else the likeliest single-byte charset; line ends become LF."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            best = from_bytes(data[:200_000]).best()
            text = data.decode(best.encoding if best else "cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bare(text: str) -> str:
    """Markdown of a line without its marks: what a reader sees."""
    return " ".join(_INLINE.sub(lambda match: match.group(1) or "", text).split())


def _lines(text: str, start: int = 0) -> list[tuple[int, str]]:
    found, at = [], start
    for line in text[start:].splitlines(keepends=True):
        found.append((at, line))
        at += len(line)
    return found


def _markdown(text: str) -> Source:
    front = _FRONT.match(text)
    blocks = _markdown_blocks(text, front.end() if front else 0)
    declared: dict[str, str] = dict(_DECLARED.findall(front.group(1))) if front else {}
    first = next((block.heading for block in blocks if block.level == 1), "") or next((b.heading for b in blocks if b.level), "")
    return Source("markdown", declared.get("title", "") or first, text, blocks, declared.get("language", declared.get("lang", "")))


def _markdown_blocks(text: str, start: int) -> list[Block]:
    blocks: list[Block] = []
    paragraph, end, fence = -1, start, ""
    for at, line in _lines(text, start):
        stripped = line.rstrip("\n")
        opened = _FENCE.match(stripped)
        if fence or opened:
            paragraph = at if paragraph < 0 else paragraph
            fence = ("" if opened and opened.group(1) == fence else fence) if fence else (opened.group(1) if opened else "")
            end = at + len(line)
            continue
        heading = _HEADING.match(stripped)
        under = _UNDERLINE.match(stripped) if paragraph >= 0 and "\n" not in text[paragraph:end].strip("\n") else None
        if heading or under or not stripped.strip():
            if paragraph >= 0 and not under:
                blocks.append(Block(paragraph, end))
            if heading:
                blocks.append(Block(at, at + len(stripped), len(heading.group(1)), bare(heading.group(2))))
            elif under:
                blocks.append(Block(paragraph, at + len(stripped), 1 if "=" in under.group(1) else 2, bare(text[paragraph:end])))
            paragraph = -1
            continue
        paragraph = at if paragraph < 0 else paragraph
        end = at + len(line)
    return [*blocks, Block(paragraph, end)] if paragraph >= 0 else blocks


def _html(text: str) -> Source:
    page = html_text.extract(text)
    blocks = [Block(start, end, level, page.text[start:end] if level else "") for start, end, level in page.blocks]
    first = next((block.heading for block in blocks if block.level == 1), "")
    return Source("html", page.title or first, page.text, blocks, page.language)


def _plain(text: str) -> Source:
    blocks: list[Block] = []
    for match in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        blocks.extend(_with_heading(text, match.start(), match.end()))
    first = text.strip().split("\n", 1)[0].strip()
    return Source("text", first if len(first) <= 120 else "", text, blocks)


def _with_heading(text: str, start: int, end: int) -> list[Block]:
    """A first line in capitals, or underlined, or alone and short without a full stop, is the heading of what follows."""
    line = text[start:end].split("\n", 1)[0]
    following = text[start + len(line) + 1 : end].split("\n", 1)[0]
    capitals = line.strip().isupper() and len(line.strip()) <= 80
    if following and _UNDERLINE.match(following):
        stop = start + len(line) + 1 + len(following)
        return [Block(start, stop, 2, line.strip()), *([Block(stop + 1, end)] if stop + 1 < end else [])]
    if capitals:
        stop = start + len(line)
        return [Block(start, stop, 2, line.strip().capitalize()), *([Block(stop + 1, end)] if stop + 1 < end else [])]
    return [Block(start, end)]
