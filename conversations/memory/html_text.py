"""The readable text of an HTML page: paragraphs, headings and list items in order, without scripts, menus and hidden parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_SKIP = frozenset({"script", "style", "noscript", "template", "nav", "svg", "iframe", "object", "head", "select", "button"})
_BREAK = frozenset(
    {"p", "div", "section", "article", "li", "ul", "ol", "table", "tr", "dl", "dt", "dd", "blockquote", "pre", "br", "hr", "header", "footer",
     "main", "aside", "figure", "figcaption", "form", "body", "h1", "h2", "h3", "h4", "h5", "h6"}
)  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track"})


@dataclass(slots=True)
class Page:
    """``blocks``: (start, end, heading level or 0) into ``text``."""

    title: str = ""
    language: str = ""
    text: str = ""
    blocks: list[tuple[int, int, int]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.skipping: list[str] = []
        self.in_title = False
        self.level = 0
        self.words: list[str] = []
        self.pieces: list[str] = []
        self.length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = given.get("lang", "")[:2].lower()
        if tag == "title":
            self.in_title = True
        hidden = (
            "hidden" in given or given.get("aria-hidden") == "true" or "display:none" in given.get("style", "").replace(" ", "").lower()
        )
        if tag not in _VOID and (self.skipping or tag in _SKIP or hidden):
            self.skipping.append(tag)
        if tag in _BREAK:
            self.flush()
            self.level = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else 0
        elif tag in ("td", "th"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag in self.skipping:
            while self.skipping.pop() != tag:
                pass
        if tag in _BREAK:
            self.flush()
            self.level = 0

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.title += data
        elif not self.skipping:
            self.words.append(data)

    def flush(self) -> None:
        line = " ".join("".join(self.words).split())
        self.words.clear()
        if not line:
            return
        self.page.blocks.append((self.length, self.length + len(line), self.level))
        self.pieces.append(line)
        self.length += len(line) + 2


def extract(markup: str) -> Page:
    """Blocks are separated by an empty line in the text."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.flush()
    reader.page.text = "\n\n".join(reader.pieces)
    reader.page.title = " ".join(reader.page.title.split())
    return reader.page
