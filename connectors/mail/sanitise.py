"""HTML that may be shown to a person: nh3 with an allow-list, remote images blocked, nothing that can cover the page."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import nh3

from connectors.mail import limits
from connectors.mail.html_text import Rendered

TAGS = {"a", "abbr", "address", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr"}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style", "align"}, "a": {"href"}, "img": {"src", "alt", "width", "height"}, "font": {"color"},
    "td": {"colspan", "rowspan", "valign", "width"}, "th": {"colspan", "rowspan", "valign", "width"}, "ol": {"start", "type"}, "table": {"border", "cellpadding"},
}  # fmt: skip
STYLES = {"color", "background-color", "font-weight", "font-style", "text-decoration", "text-align", "white-space", "vertical-align"}
IMAGE = re.compile(r"<img((?: [a-z\-]+=\"[^\"]*\")*)>")
SOURCE = re.compile(r" src=\"([^\"]*)\"")
CID = re.compile(r" data-cid=\"([^\"]*)\"")
SAFE_DATA = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]{1,200000}$")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("width", "height"):
        return value if re.fullmatch(r"\d{1,4}%?", value) else None
    if name == "src" and value.lower().startswith("data:"):
        return value if SAFE_DATA.match(value) else None
    return value[:2_000]


CLEANER = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, filter_style_properties=STYLES, link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"}, url_relative="deny", clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"},
)  # fmt: skip


def sanitise(source: str, rendered: Rendered) -> str:
    """Safe HTML; a body too large or too deep to be cleaned in linear time is shown as its text."""
    if (
        len(source) > limits.MAX_HTML
        or rendered.tags > limits.MAX_TAGS
        or rendered.nesting > limits.MAX_NESTING
        or rendered.formatting > 60
    ):
        return f"<pre>{html.escape(rendered.text[: limits.MAX_TEXT])}</pre>"
    return IMAGE.sub(_blocked, CLEANER.clean(re.sub(r"(?i)(href=[\"']?)\s*data:", r"\1blocked:", source))).strip()


def _blocked(match: re.Match[str]) -> str:
    """A remote image loses its source, an inline one waits for ``resolve_cids``."""
    attributes = match.group(1)
    found = SOURCE.search(attributes)
    target = found.group(1) if found else ""
    if target.lower().startswith("cid:"):
        return f'<img{SOURCE.sub("", attributes)} data-cid="{target[4:]}">'
    if not target or target.startswith("data:"):
        return match.group()
    return f'<img{SOURCE.sub("", attributes)} data-blocked-src="{target}">'


def resolve_cids(sanitised: str, urls: Mapping[str, str]) -> str:
    """Give inline images their source: ``urls`` maps a Content-ID (no brackets) to an address on this host."""

    def sourced(match: re.Match[str]) -> str:
        found = CID.search(match.group(1))
        url = urls.get(html.unescape(found.group(1))) if found else None
        return f'<img{match.group(1)} src="{html.escape(url)}">' if url else match.group()

    return IMAGE.sub(sourced, sanitised)
