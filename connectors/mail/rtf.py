"""Rich text to text or HTML: what Outlook hides in winmail.dat (MS-OXRTFCP compression, MS-OXRTFEX encapsulated HTML)."""

from __future__ import annotations

import re
import struct

from connectors.mail import limits
from connectors.mail.charsets import attempt, clean

PRIMER = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S)
IGNORED = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "datastore", "generator", "header", "footer", "listtable",
    "xmlnstbl",
}  # fmt: skip
BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
          "bullet": "•", "cell": "\t", "row": "\n", "sect": "\n", "page": "\n"}  # fmt: skip


def decompress(data: bytes) -> bytes:
    """The RTF inside PR_RTF_COMPRESSED; b"" if it is damaged beyond reading."""
    if len(data) < 16:
        return b""
    _, size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:  # "MELA": stored
        return data[16 : 16 + min(size, limits.MAX_RTF)]
    if kind != 0x75465A4C:  # "LZFu"
        return b""
    window = bytearray(PRIMER.ljust(4096, b" "))
    write, out, position = len(PRIMER), bytearray(), 16
    limit = min(size, limits.MAX_RTF)
    while position < len(data) and len(out) < limit:
        flags = data[position]
        position += 1
        for bit in range(8):
            if flags >> bit & 1:
                if position + 1 >= len(data):
                    return bytes(out)
                word = data[position] << 8 | data[position + 1]
                position += 2
                start, length = word >> 4, (word & 15) + 2
                if start == write:
                    return bytes(out)
                run = bytearray()
                for step in range(length):
                    byte = window[(start + step) % 4096]
                    run.append(byte)
                    window[write] = byte
                    write = (write + 1) % 4096
                out += run
            else:
                if position >= len(data):
                    return bytes(out)
                out.append(data[position])
                window[write] = data[position]
                write = (write + 1) % 4096
                position += 1
    return bytes(out)


def rtf_to_text(data: bytes) -> tuple[str, bool]:
    """(content, whether it is HTML). Encapsulated HTML comes back as it was; else the plain text."""
    source = data[: limits.MAX_RTF].decode("latin-1")
    as_html = "\\fromhtml" in source[:1_000]
    return _Reader(source, as_html).run(), as_html


class _Reader:
    def __init__(self, source: str, as_html: bool) -> None:
        self.source = source
        self.as_html = as_html
        page = re.search(r"\\ansicpg(\d{2,5})", source[:2_000])
        self.codec = f"cp{page.group(1)}" if page else "cp1252"
        self.out: list[str] = []
        self.bytes = bytearray()
        self.groups: list[tuple[bool, bool, int]] = []
        self.skip = self.tag = False
        self.unicode_skip, self.pending = 1, 0
        self.rtf_only = False

    def run(self) -> str:
        star = False
        for match in TOKEN.finditer(self.source):
            word, number, hexa, symbol, brace, text = match.groups()
            if hexa:
                self.byte(int(hexa, 16))
                continue
            if word is None and symbol == "*":
                star = True
                continue
            if word:
                self.word(word, number, star)
            elif brace:
                self.brace(brace)
            elif symbol:
                self.emit({"~": " ", "_": "-", "-": "", "\n": "\n", "\r": "\n"}.get(symbol, symbol))
            elif text:
                self.emit(text)
            star = False
        self.settle()
        return clean("".join(self.out)).strip()

    def brace(self, brace: str) -> None:
        self.settle()
        if brace == "{" and len(self.groups) < 1_000:
            self.groups.append((self.skip, self.tag, self.unicode_skip))
        elif brace == "}" and self.groups:
            self.skip, self.tag, self.unicode_skip = self.groups.pop()

    def word(self, word: str, number: str | None, star: bool) -> None:
        if word == "u" and number:
            self.settle()
            self.pending = 0
            self.emit(chr(int(number) % 65536))
            self.pending = self.unicode_skip
            return
        self.settle()
        if word == "htmlrtf":
            self.rtf_only = number != "0"
        elif word == "htmltag":
            self.tag = True
        elif word == "uc":
            self.unicode_skip = min(int(number or 1), 10)
        elif word in IGNORED or (star and word not in ("htmltag", "shppict")):
            self.skip = True
        elif word in BREAKS:
            self.emit("\n" if word in ("par", "line") and self.as_html else BREAKS[word])

    def visible(self) -> bool:
        return not self.skip and not self.rtf_only

    def byte(self, value: int) -> None:
        if self.pending:
            self.pending -= 1
        elif self.visible():
            self.bytes.append(value)

    def settle(self) -> None:
        if self.bytes:
            data = bytes(self.bytes)
            self.bytes.clear()
            self.out.append(attempt(data, self.codec) or data.decode("cp1252", "replace"))

    def emit(self, text: str) -> None:
        self.settle()
        if self.pending:
            text, self.pending = text[self.pending :], max(0, self.pending - len(text))
        if text and self.visible():
            self.out.append(text)
