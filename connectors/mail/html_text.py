"""HTML to the text a person reads. Own tokenizer: one pass, no backtracking, no tree.

Each line knows how deep it stands in quotes and whether the markup says that it is quoted history or a signature; the reply stripper
uses that. Hidden text (display:none, zero size, white on white) is left out and reported.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from connectors.mail import limits

VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source", "embed", "param", "track"))
SKIP = frozenset((
    "script", "style", "head", "title", "noscript", "template", "iframe", "object", "svg", "select", "textarea", "button", "audio", "video",
))  # fmt: skip
RAW = frozenset(("script", "style", "title", "textarea"))
BLOCK = frozenset(("p", "div", "ul", "ol", "li", "table", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article",
                   "header", "footer", "address", "center", "form", "fieldset", "dl", "dt", "dd", "body", "html", "tbody", "thead", "main", "aside",
                   "figure", "figcaption", "caption", "nav"))  # fmt: skip
SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "dl"))
ATTRIBUTE = re.compile(r"([a-zA-Z_:][-\w:.]{0,60})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:\-]{0,40})")
SPACE = re.compile(r"[ \t\n\r\f\xa0\u2007\u202f]+")
BIG_NUMBER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f\u061c\u180e]+")
HIDING = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|font-size\s{0,5}:\s{0,5}0(?:\.0+)?(?:px|pt|em|rem|%)?\s{0,5}(?:;|!|$)|mso-hide\s{0,5}:\s{0,5}all|"
    r"opacity\s{0,5}:\s{0,5}0(?:\.0+)?\s{0,5}(?:;|!|$)|max-height\s{0,5}:\s{0,5}0(?:px)?\s{0,5}(?:;|!|$)|"
    r"(?:(?:^|[;\s])(?:left|top)|text-indent)\s{0,5}:\s{0,5}-\d{3,6}|clip\s{0,5}:\s{0,5}rect\(\s{0,5}0|(?:^|[;\s])color\s{0,5}:\s{0,5}transparent\b",
    re.I,
)
WHITE = re.compile(r"(?:^|[;\s])color\s{0,5}:\s{0,5}(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.I)
BACKGROUND = re.compile(r"background(?:-color|-image)?\s{0,5}:\s{0,5}([^;]+)", re.I)
QUOTE_CLASS = re.compile(r"\b(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|moz-cite-prefix|zmail_extra|gmail_extra_quote|OutlookMessageHeader|"
                         r"tutanota_quote|ms-outlook-mobile-reference-message|WordSection1_quote|quoted-text|fastmail-quote|cafe_quote|mcntmcntmcnt)\b")  # fmt: skip
CUT_ID = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend_quote|isForwardContent|isReplyContent|reply-intro|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ymail_android_quoted)$",
    re.I,
)
SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|Signature|protonmail_signature_block(?:-user|-proton)?|tutanota_signature|ms-outlook-mobile-signature)\b"
)
OUTLOOK_LINE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s*#(?:E1E1E1|B5C4DF|ccc)", re.I)


@dataclass(slots=True)
class Line:
    text: str
    depth: int = 0
    quoted: bool = False
    signature: bool = False


@dataclass(slots=True)
class Element:
    name: str
    hidden: bool = False
    quoted: bool = False
    signature: bool = False
    dark: bool = False
    quote: bool = False
    gmail: bool = False
    ordered: int = -1


@dataclass(slots=True)
class Rendered:
    lines: list[Line]
    hidden: str = ""
    tags: int = 0
    nesting: int = 0
    formatting: int = 0
    alternatives: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join("> " * line.depth + line.text if line.depth else line.text for line in self.lines).strip("\n")


def html_to_text(source: str) -> Rendered:
    """Render; never raises, linear in the length of ``source`` (which is cut at the cap)."""
    return _Renderer(source[: limits.MAX_HTML]).run()


def unescape(text: str) -> str:
    return html.unescape(BIG_NUMBER.sub("\ufffd", text)) if "&" in text else text


class _Renderer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.stack: list[Element] = [Element("#root")]
        self.open: dict[str, int] = {}
        self.lines: list[Line] = []
        self.current: list[str] = []
        self.gap = 0
        self.depth = 0
        self.pre = 0
        self.cut = False
        self.hidden: list[str] = []
        self.absent: set[str] = set()
        self.result = Rendered(self.lines)

    def run(self) -> Rendered:
        source, position, length = self.source, 0, len(self.source)
        while position < length:
            start = source.find("<", position)
            if start < 0:
                self.characters(source[position:])
                break
            if start > position:
                self.characters(source[position:start])
            position = self.markup(start)
        self.flush()
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        self.result.hidden = SPACE.sub(" ", " ".join(self.hidden)).strip()[:5_000]
        return self.result

    def markup(self, start: int) -> int:
        """Handle what begins with "<" and return the offset behind it."""
        source = self.source
        if source.startswith("<!--", start):
            if source.startswith("<!-->", start):
                return start + 5
            end = self._find("-->", start + 4)
            return end + 3 if end >= 0 else self._after(start + 4)
        if source.startswith(("<!", "<?"), start):
            return self._after(start)
        match = NAME.match(source, start + 1)
        if not match:
            self.characters("<")
            return start + 1
        end = self._tag_end(match.end())
        name = match.group(1).lower()
        self.result.tags += 1
        if source[start + 1] == "/":
            self.close(name)
        else:
            self.begin(name, source[match.end() : end - 1])
            if name in RAW and not source.startswith("/", end - 2):
                closings = [at for at in (self._find(f"</{name}", end), self._find(f"</{name.upper()}", end)) if at >= 0]
                if closings:
                    return min(closings)
                self.close(name)
        return end

    def _find(self, wanted: str, start: int) -> int:
        """As ``str.find``; what is not there is looked for once, not again from every later place."""
        if wanted in self.absent:
            return -1
        found = self.source.find(wanted, start)
        if found < 0:
            self.absent.add(wanted)
        return found

    def _after(self, start: int) -> int:
        end = self._find(">", start)
        return end + 1 if end >= 0 else len(self.source)

    def _tag_end(self, position: int) -> int:
        """Offset behind the ">" of a tag; one inside quotes does not count, unless the quote never closes nearby."""
        first = end = self.source.find(">", position)
        for _ in range(12):
            if end < 0:
                break
            inside = self.source[position:end] if end - position < 20_000 else ""
            if inside.count('"') % 2 == 0 and (inside.count("'") % 2 == 0 or '"' in inside):
                return end + 1
            end = self.source.find(">", end + 1)
        return first + 1 if first >= 0 else len(self.source)

    def characters(self, text: str) -> None:
        top = self.stack[-1]
        text = unescape(text)
        if top.hidden:
            if top.name not in SKIP and len(self.hidden) < 500 and INVISIBLE.sub("", text).strip():
                self.hidden.append(text)
            return
        if self.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.add(first)
            for line in rest:
                self.flush(keep_empty=True)
                self.add(line)
            return
        self.add(SPACE.sub(" ", text))

    def add(self, text: str) -> None:
        if text:
            self.current.append(text)

    def flush(self, keep_empty: bool = False) -> None:
        """End the current line."""
        joined = "".join(self.current)
        self.current = []
        text = joined.rstrip() if self.pre else re.sub(r" {2,}", " ", joined).strip()
        if not INVISIBLE.sub("", text).strip():
            text = ""
        if text:
            if self.gap and self.lines and self.lines[-1].text:
                self.lines.append(
                    Line("", self.depth if self.lines[-1].depth >= self.depth else self.lines[-1].depth, self.cut or self.stack[-1].quoted)
                )
            self.lines.append(Line(text, self.depth, self.cut or self.stack[-1].quoted, self.stack[-1].signature))
            self.gap = 0
        elif keep_empty and self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.depth, self.cut or self.stack[-1].quoted))
            self.gap = 0

    def begin(self, name: str, attributes: str) -> None:
        if name == "br":
            self.flush(keep_empty=True)
            return
        found = (
            {m.group(1).lower(): m.group(2) or m.group(3) or m.group(4) or "" for m in ATTRIBUTE.finditer(attributes[:20_000])}
            if attributes.strip(" /")
            else {}
        )
        if name == "img":
            self.image(found)
        elif name == "hr":
            self.flush()
            if not self.stack[-1].hidden:
                self.add("________________________________")
                self.flush()
        elif name in ("td", "th") and self.current and "".join(self.current[-2:]).strip():
            self.add("  ")
        if name in BLOCK:
            self.flush()
            if name in SPACED:
                self.gap = 1
            if self.open.get("p") and self.stack[-1].name == "p":
                self.close("p")
        if name in VOID or (attributes.endswith("/") and name in BLOCK | {"span", "a"}):
            return
        self.push(name, found)

    def push(self, name: str, found: dict[str, str]) -> None:
        parent = self.stack[-1]
        if len(self.stack) > limits.MAX_NESTING * 5:
            self.result.nesting = len(self.stack)
            return
        element = Element(name, parent.hidden or name in SKIP, parent.quoted, parent.signature, parent.dark)
        if found:
            self.describe(element, found)
        if name == "blockquote" and not element.hidden and self.is_quote(found):
            element.quote = True
            self.depth += 1
        if name == "ol":
            element.ordered = 0
        if name == "li":
            self.bullet()
        if name == "pre":
            self.pre += 1
        if name in ("font", "b", "i", "a", "u", "em", "strong", "span", "small", "big", "s", "tt", "code", "nobr", "strike"):
            self.result.formatting = max(self.result.formatting, self.open.get(name, 0))
        self.stack.append(element)
        self.open[name] = self.open.get(name, 0) + 1
        self.result.nesting = max(self.result.nesting, len(self.stack))

    @staticmethod
    def is_quote(found: dict[str, str]) -> bool:
        """A blockquote used only to indent is not a quotation."""
        style = found.get("style", "").replace(" ", "").lower()
        return not ("margin:00040px" in style and "border:none" in style)

    def bullet(self) -> None:
        parent = next((e for e in reversed(self.stack[-6:]) if e.name in ("ol", "ul")), None)
        if parent and parent.ordered >= 0:
            parent.ordered += 1
            self.add(f"{parent.ordered}. ")
        elif parent:
            self.add("- ")

    def describe(self, element: Element, found: dict[str, str]) -> None:
        style, classes, identity = found.get("style", ""), found.get("class", ""), found.get("id", "")
        background = BACKGROUND.search(style)
        if found.get("bgcolor") or background:
            colour = (found.get("bgcolor") or (background.group(1) if background else "")).strip().lower()
            element.dark = not colour.startswith(("#fff", "white", "transparent", "none", "inherit", "rgb(255"))
        white = WHITE.search(style) or (element.name == "font" and found.get("color", "").lower() in ("white", "#fff", "#ffffff"))
        if (style and HIDING.search(style)) or "hidden" in found or (white and not element.dark):
            element.hidden = True
        if classes and QUOTE_CLASS.search(classes):
            element.quoted = True
            element.gmail = "gmail_quote" in classes or "moz-cite-prefix" in classes
        if (identity and CUT_ID.match(identity)) or (style and OUTLOOK_LINE.search(style)):
            self.flush()
            self.cut = True
        if (classes and SIGNATURE.search(classes)) or re.match(r"(?:x_)*(?:Signature|ms-outlook-mobile-signature)$", identity):
            element.signature = True

    def after_quote(self) -> None:
        """In Gmail's container the answers written between and below the quotations are the sender's own words."""
        for place in range(len(self.stack) - 1, max(0, len(self.stack) - 13), -1):
            if self.stack[place].gmail:
                for element in self.stack[place:]:
                    element.quoted = False
                return

    def image(self, found: dict[str, str]) -> None:
        alt = unescape(found.get("alt", "")).strip()
        if not alt or self.stack[-1].hidden:
            return
        if len(alt) <= 8 and not alt.isascii():
            self.add(alt)
        elif len(self.result.alternatives) < 100:
            self.result.alternatives.append(alt[:300])

    def close(self, name: str) -> None:
        if name in BLOCK:
            self.flush()
            if name in SPACED:
                self.gap = 1
        if not self.open.get(name):
            if name == "p":
                self.gap = 1
            return
        while len(self.stack) > 1:
            element = self.stack.pop()
            self.open[element.name] -= 1
            if element.quote:
                self.flush()
                self.depth -= 1
                self.after_quote()
            if element.name == "pre":
                self.pre = max(0, self.pre - 1)
            if element.name == name:
                break
