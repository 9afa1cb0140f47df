"""Header text: unfolding, encoded words (RFC 2047) and what mailers make of them, undeclared 8-bit text."""

from __future__ import annotations

import re

from connectors.mail.charsets import codec_of, decode
from connectors.mail.transfer import from_base64, from_quoted_printable

FOLD = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*")
START = re.compile(r"=\?([^?\s]{0,60}?)(?:\*[^?\s]{0,20})?\?([bBqQ])\?")
SPACES = re.compile(r"\s+")


def raw_text(value: bytes, hint: str = "") -> str:
    """One header value as text, folded lines joined, encoded words still in place."""
    return FOLD.sub(" ", decode(value, "", hint)).strip()


def decoded(value: bytes, hint: str = "") -> str:
    return decode_words(raw_text(value, hint))


def decode_words(text: str) -> str:
    """Encoded words decoded, also those that were cut apart, quoted, padded wrongly or encoded twice."""
    for _ in range(2):
        if "=?" not in text:
            break
        text = _once(text)
    return text.replace("\n", " ").replace("\t", " ").strip()


def _once(text: str) -> str:
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    while True:
        match = START.search(text, position)
        gap = text[position : match.start()] if match else text[position:]
        if pending and (not match or gap.strip()):
            out.append(_joined(pending))
            pending = []
        if not match:
            out.append(gap)
            return "".join(out)
        if gap.strip() or not pending:
            out.append(gap)
        body, position = _payload(text, match.end(), match.group(2))
        pending.append((match.group(1), _bytes(body, match.group(2))))


def _payload(text: str, start: int, encoding: str) -> tuple[str, int]:
    """The encoded text and where the word ends; a word without its end runs to the next one or to the end of the line."""
    end = text.find("?=", start)
    while end >= 0 and encoding in "qQ" and re.match(r"[0-9A-F]{2}", text[end + 2 : end + 4]) and text.find("?=", end + 2) >= 0:
        following = text.find("?=", end + 2)
        if "=?" in text[end + 2 : following] and START.match(text, text.find("=?", end + 2)):
            break
        end = following
    if encoding in "qQ" and text[end : end + 3] == "??=":
        end += 1
    broken = text.find("=?", start)
    if 0 <= broken < end and START.match(text, broken) and encoding in "bB":
        return text[start:broken], broken
    return (text[start:], len(text)) if end < 0 else (text[start:end], end + 2)


def _bytes(body: str, encoding: str) -> bytes:
    data = body.encode("utf-8", "replace")
    return from_base64(data) if encoding in "bB" else from_quoted_printable(data.replace(b"_", b" "), header=True)


def _joined(words: list[tuple[str, bytes]]) -> str:
    """Neighbours of one charset are decoded together: characters are often cut between two words."""
    out: list[str] = []
    charset, data = words[0]
    for label, more in words[1:]:
        if codec_of(label) == codec_of(charset):
            data += more
        else:
            out.append(decode(data, charset))
            charset, data = label, more
    out.append(decode(data, charset))
    return "".join(out)


def one_line(text: str, limit: int) -> str:
    return SPACES.sub(" ", text).strip()[:limit]
