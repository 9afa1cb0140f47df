"""Where a signature begins: delimiters, device lines, closing words with a name, contact lines, legal footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.mail.signature_words import CLOSING, CONTACT, DELIMITER, DISCLAIMER, EMAIL, MOBILE, PHONE, RULE

WIDE = re.compile("[぀-ヿ一-鿿가-힣]")
MAX_AFTER_CLOSING = 16
SENTENCE_END = re.compile(r"[.?!。？！…]$")


def signature_lines(texts: Sequence[str], sender_name: str = "", flags: Sequence[bool] = ()) -> range:
    """Indexes of the trailing lines of ``texts`` (one run of the sender's own lines) that sign it; may be empty."""
    lines = [text.strip() for text in texts]
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    start = min(_delimited(texts, lines, end), _flagged(flags, lines, end))
    if start < end:
        return range(_closing_above(lines, start, sender_name), len(lines))
    start = _footers(lines, end)
    start = _closing_above(lines, start, sender_name)
    return range(start, len(lines)) if start < end else range(0)


def _closing_above(lines: list[str], end: int, sender_name: str) -> int:
    """The first line of a closing, contact block or name that stands right above ``end``; ``end`` if there is none."""
    last = end
    while last and not lines[last - 1]:
        last -= 1
    for finder in (_closing, _contacts):
        start = finder(lines, last)
        if start < last and any(lines[:start]):
            return start
    start = _own_name(lines, last, sender_name)
    return start if start < last and any(lines[:start]) else end


def _flagged(flags: Sequence[bool], lines: list[str], end: int) -> int:
    """Lines the markup itself calls a signature, if nothing else follows them."""
    start = end
    while start and (not lines[start - 1] or (len(flags) > start - 1 and flags[start - 1])):
        start -= 1
    while start < end and not lines[start]:
        start += 1
    return start


def _delimited(texts: Sequence[str], lines: list[str], end: int) -> int:
    for number in range(_tail(lines, end, 41), end):
        if DELIMITER.match(texts[number].strip("\r\n")) or lines[number] == "--":
            rest = [line for line in lines[number + 1 : end] if line]
            exact = texts[number] in ("-- ", "--")
            if len(rest) <= (40 if exact else 12) and (exact or rest) and (texts[number] == "-- " or _brief(rest)):
                return number
        elif RULE.match(lines[number]):
            rest = [line for line in lines[number + 1 : end] if line]
            footer = any(DISCLAIMER.search(line) for line in rest[:4])
            if (
                rest
                and len(rest) <= 15
                and (footer or (_brief(rest) and (any(CONTACT.search(line) for line in rest) or (len(rest) <= 3 and _name(rest[0])))))
            ):
                return number
    return end


def _tail(lines: list[str], end: int, most: int) -> int:
    """Where at most ``most`` lines that are not blank follow: a longer rest is no signature."""
    start = end
    while start and most:
        start -= 1
        most -= bool(lines[start])
    return start


def _brief(lines: list[str]) -> bool:
    """No more prose than a signature holds."""
    return sum(1 for line in lines if len(line) > 100 and not DISCLAIMER.search(line)) <= max(1, len(lines) // 4)


def _footers(lines: list[str], end: int) -> int:
    """Peel device lines and legal paragraphs off the end."""
    while end:
        while end and not lines[end - 1]:
            end -= 1
        start = end
        while start and lines[start - 1]:
            start -= 1
        if end and MOBILE.match(lines[end - 1]) and not _asks(lines[end - 1]):
            end -= 1
            continue
        if (
            end - start >= 2
            and MOBILE.match(lines[end - 2])
            and len(lines[end - 1]) < 80
            and (CONTACT.search(lines[end - 1]) or lines[end - 1].startswith("<"))
        ):
            end -= 2
            continue
        paragraph = lines[start:end]
        if (
            start
            and paragraph
            and DISCLAIMER.search(" ".join(paragraph[:3]))
            and (len(" ".join(paragraph)) > 100 or _short_footer(paragraph))
            and not _asks(paragraph[-1])
        ):
            end = start
            continue
        return end
    return end


def _short_footer(paragraph: list[str]) -> bool:
    return bool(
        re.search(
            r"(?i)virus-?free|virenfrei|avg\.com|avast|environment|umwelt|imprimer|imprimir|stampare|disclaimer|mailing list",
            " ".join(paragraph),
        )
    )


def _asks(line: str) -> bool:
    return line.endswith(("?", "？"))


def _closing(lines: list[str], end: int) -> int:
    """The highest line of the tail that opens a closing whose every later line is a name or a contact line."""
    found = end
    seen = 0
    for number in range(end - 1, -1, -1):
        if not lines[number]:
            continue
        seen += 1
        if seen > MAX_AFTER_CLOSING:
            break
        if _closes(lines[number], [line for line in lines[number + 1 : end] if line]):
            found = number
        elif seen > 2 and len(lines[number]) > 110 and not DISCLAIMER.search(lines[number]):
            break
    return found


def _closes(line: str, rest: list[str]) -> bool:
    match = CLOSING.match(line) if len(line) <= 140 else None
    if not match:
        return False
    tail = match.group("rest").strip(" \t,.;:!—–-。、，！~♥😊🙂)")
    if tail and not (_name(tail) and re.match(r"^[\s,.;:!—–\-。、，]", match.group("rest"))):
        return False
    if any(len(text) > 110 for text in rest) or any(_asks(text) for text in rest) or sum(1 for t in rest if _prose(t)) > len(rest) // 3:
        return False
    if match.group("thanks"):
        return bool(rest and (_name(rest[0]) or CLOSING.match(rest[0]))) or bool(
            tail and not rest and line[len(line) - len(match.group("rest")) :][:1] == ","
        )
    return (
        bool(tail)
        or not rest
        or _name(rest[0])
        or bool(CONTACT.search(rest[0]))
        or bool(CLOSING.match(rest[0]))
        or (len(rest) > 1 and _name(rest[1]))
    )


def _prose(text: str) -> bool:
    return len(text.split()) >= 7 and bool(SENTENCE_END.search(text)) and not CONTACT.search(text)


def _name(text: str) -> bool:
    """A line that may be a person's or a firm's name."""
    text = text.strip(" \t,*_-–—~")
    if not text or len(text) > 60 or EMAIL.search(text):
        return False
    if WIDE.search(text):
        return len(text) <= 20 and not SENTENCE_END.search(text)
    words = text.split()
    if len(words) > 6 or re.search(r"\d", text) or (SENTENCE_END.search(text) and not re.search(r"\b\w{1,4}\.$", text)):
        return False
    capital = sum(1 for word in words if word[:1].isupper() or (not word[:1].isascii() and not word[:1].islower()))
    return capital * 2 >= len(words) or len(words) == 1


def _contacts(lines: list[str], end: int) -> int:
    """A last paragraph of contact lines; not one that a colon announces as an answer."""
    start = end
    while start and lines[start - 1]:
        start -= 1
    paragraph = lines[start:end]
    above = next((line for line in reversed(lines[:start]) if line), "")
    if (
        not paragraph
        or not above
        or above.endswith((":", "："))
        or len(paragraph) > 12
        or any(_prose(line) or _asks(line) for line in paragraph)
    ):
        return end
    hits = sum(1 for line in paragraph if CONTACT.search(line) or PHONE.search(line) or "|" in line)
    named = _name(paragraph[0]) and not CONTACT.search(paragraph[0]) and not paragraph[0].endswith(":")
    return start if named and hits >= 2 and hits * 3 >= len(paragraph) else end


def _own_name(lines: list[str], end: int, sender_name: str) -> int:
    """The sender's own name as the last line."""
    wanted = {part.lower() for part in [sender_name, *re.split(r"[\s,]+", sender_name)] if len(part) > 1}
    last = lines[end - 1].strip(" ,.-–—*_").lower() if end else ""
    return end - 1 if last and last in wanted else end
