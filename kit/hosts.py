"""Which hosts texts and pages lead to, read as mail programs and browsers read them: the one reader of addresses of the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

import idna
import tldextract

INVALID: Final = "invalid"
"""Stands for an address whose host cannot be read: it is on nobody's list."""
MOST: Final = 1000
UNCLOSED: Final = 20
_HARMLESS: Final = ("mailto:", "tel:", "sms:", "cid:", "mid:", "#")
_WITH_HOST: Final = re.compile(r"(?:https?|ftps?|wss?):[/\\]*|[/\\]{2,}", re.IGNORECASE)
_ANY_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_IN_TEXT: Final = re.compile(r"""(?:(?:https?|ftps?|wss?):[/\\]|[/\\]{2})[^\s"'<>)\]]+""", re.IGNORECASE)
_SITE: Final = re.compile(r"""(?<![\w.@/\\:-])www\.[^\s"'<>)\]/\\?#]+""", re.IGNORECASE)
_BARE: Final = re.compile(r"(?<![\w.@/\\:-])(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,30}[^\W\d_][\w-]{1,62}(?![\w@-])")
_DOTS: Final = str.maketrans({"。": ".", "．": ".", "｡": "."})
_CSS_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_CSS_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS: Final = re.compile(r"""(?:url\(\s*|@import\s+|src\(\s*|["'])\s*["']?([^"')\s;]+)""", re.IGNORECASE)
_ADDRESSES: Final = frozenset(
    ("href", "src", "action", "formaction", "background", "poster", "cite", "data", "longdesc", "xlink:href", "icon", "manifest", "codebase",
     "classid", "profile", "usemap", "lowsrc", "dynsrc")
)  # fmt: skip
_LISTS: Final = {"srcset": ",", "imagesrcset": ",", "ping": " ", "archive": " "}
_BLOCKS: Final = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "td", "th", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre", "section",
     "article", "a", "img")
)  # fmt: skip


def hosts_in(texts: Iterable[str], pages: Iterable[str] = (), *, bare: bool = False) -> list[str]:
    """Hosts of every link, lower case, in ASCII, without user or port. ``bare``: those too that a mail program makes a link of by itself."""
    found = {host for text in texts for host in _of_text(text, bare)}
    found |= {host for page in pages for host in _of_page(page, bare)}
    return sorted(found) if len(found) <= MOST else [*sorted(found)[: MOST - 1], INVALID]


def host_of(address: str) -> str:
    """As a browser reads it: blanks inside go, ``\\`` is ``/``, what stands before the last ``@`` is a user. "" leads nowhere else."""
    plain = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))
    found = _WITH_HOST.match(plain)
    if found:
        authority = re.split(r"[/\\?#]", plain[found.end() :], maxsplit=1)[0].rpartition("@")[2]
        return _in_ascii(authority)
    foreign_scheme = _ANY_SCHEME.match(plain) and not plain.lower().startswith((*_HARMLESS, "data:image/"))
    return INVALID if foreign_scheme else ""


def _in_ascii(authority: str) -> str:
    if authority.startswith("["):
        return authority.partition("]")[0][1:].lower() or INVALID
    host = unicodedata.normalize("NFKC", unquote(authority)).translate(_DOTS).partition(":")[0].rstrip(".,;:!?*_`}").lower()
    if not host or re.search(r"[\s/\\?#@<>%]", host):
        return INVALID
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return INVALID


def _of_text(text: str, bare: bool) -> Iterator[str]:
    seen = _visible(text)
    for link in _IN_TEXT.findall(seen):
        yield host_of(link) or INVALID
    yield from (host for site in _SITE.findall(seen) if (host := _in_ascii(site)))
    if bare:
        yield from (host for word in _BARE.findall(_IN_TEXT.sub(" ", seen)) if (host := _in_ascii(word)) and _is_public(host))


def _visible(text: str) -> str:
    """Without the marks nobody sees, which would cut a name in two; full-width letters as plain ones."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).translate(_DOTS) if unicodedata.category(one) != "Cf")


@cache
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _is_public(host: str) -> bool:
    """Whether it ends as names in the public internet do, so that a program would make a link of it."""
    parts = _suffixes()(host)
    return bool(parts.domain and parts.suffix)


def _of_page(page: str, bare: bool) -> Iterator[str]:
    if page.count("<") - page.count(">") > UNCLOSED or page.count("<!--") - page.count("-->") > UNCLOSED:
        yield INVALID  # the parser would begin anew at each of them; no page of ours looks so
        return
    reader = _Page()
    reader.feed(page)
    reader.close()
    for address in reader.addresses:
        if host := host_of(address):
            yield host
    for text in ("".join(reader.words), *reader.remarks):
        yield from _of_text(text, bare)


class _Page(HTMLParser):
    """Gathers what a page leads to and the words it shows; comments count as pages, since some programs read them so."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.remarks: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        self.words.append("\n" if tag in _BLOCKS else "")
        for name, value in attrs:
            self._take(name, value or "")

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False
        self.words.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.addresses += _of_css(data)
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.remarks.append(data)

    def handle_decl(self, decl: str) -> None:
        if not decl.lower().startswith("doctype"):
            self.remarks.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.remarks.append(data)

    def _take(self, name: str, value: str) -> None:
        if name in _ADDRESSES:
            self.addresses.append(value)
        elif name in _LISTS:
            self.addresses += [part for piece in value.replace(_LISTS[name], " ").split() if (part := piece.strip())]
        elif name == "style":
            self.addresses += _of_css(value)
        self.remarks.append(value)  # an address without a scheme is taken for a host by some mail programs


def _of_css(sheet: str) -> list[str]:
    plain = _CSS_ESCAPE.sub(_unescaped, _CSS_COMMENT.sub("", sheet))
    return [one for one in _CSS.findall(plain) if _WITH_HOST.match(one.strip())]


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2]
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 else ""
