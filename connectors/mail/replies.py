"""What the sender wrote now, apart from what is quoted and how it is signed. No line is lost: the three parts partition the input.

The text is read line by line: prefixes (">"), attributions ("On ... wrote:", one to five lines), header blocks ("From: / Sent: / To:") and
separators mark history. After an attribution that introduces prefixed lines, unprefixed lines are the customer's (answers between or below
the quotation); after a header block or an unprefixed quotation everything is history. Linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import re2

from connectors.mail import limits
from connectors.mail.html_text import Line
from connectors.mail.reply_words import ABOVE, ANY_LABEL, LABEL, OPENING, PLAIN_SEPARATOR, SEPARATOR, WROTE
from connectors.mail.signatures import signature_lines

# One pass that says which lines are looked at closely; Python's engine would try every phrase at every letter.
MAY_SEPARATE = re2.compile(f"(?i){ABOVE.pattern}|{PLAIN_SEPARATOR.pattern}")
MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
EMAIL = re.compile(r"[^\s<>()\"'\[\]@:]{1,100}@[^\s<>()\"'@]{2,150}")
YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./\-]\s?\d{1,2}[./\-]\s?\d{2,4}(?!\d)|(?<!\d)\d\d[./\-]\d{1,2}[./\-]\d{1,2}(?!\d)|(?<!\d)25\d\d(?!\d)"
)
TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH時时点點시]\s?\d{2}(?!\d)|\d{1,2}\s?[ap]\.?m\b|\d時|\d시", re.I)
DAY = re.compile(r"(?<!\d)\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,12}\b|\b[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?\b")
PREFIX = re.compile(r"^\s{0,3}(?:>|&gt;|[|｜]\s?>|＞)")
INITIALS = re.compile(r"^\s?[A-Z]{1,4}>\s")
LONG_RULE = re.compile(r"^\s*[_\-=*─━]{5,}\s*$")
ENDS = re.compile(r"(?:[:：]|wrote\s?-{2,}|写道|寫道|작성|schrieb|wrote|écrit|----+)\s*[>»]?\s*$", re.I)
MAY_END = (":", "：", "-", "写道", "寫道", "작성", "schrieb", "wrote", "écrit")
MAX_ATTRIBUTION = 500
MAX_WEIGHED = 5_000  # lines that may end an attribution; a mail with more of them is made to cost time


class Split(NamedTuple):
    text: str
    quoted: str
    signature: str


def strip_reply(text: str, *, sender_name: str = "") -> Split:
    """Every non-blank line of ``text`` stands in exactly one of the three parts, in its order. Never raises."""
    return strip_lines([Line(line) for line in text.split("\n")], sender_name)


def strip_lines(lines: Sequence[Line], sender_name: str = "") -> Split:
    """As ``strip_reply`` for rendered HTML: the markup of mail programs (gmail_quote, blockquote, divRplyFwdMsg ...) decides first."""
    kinds = _Marker(lines[: limits.MAX_LINES]).marks()
    kinds += kinds[-1:] * (len(lines) - len(kinds))
    own = [number for number, kind in enumerate(kinds) if kind == "o"]
    for number in _signed(lines, kinds, own, sender_name):
        kinds[number] = "s"
    return Split(*(_part(lines, kinds, kind) for kind in "oqs"))


def _shown(line: Line) -> str:
    return "> " * line.depth + line.text if line.depth else line.text


def _part(lines: Sequence[Line], kinds: list[str], wanted: str) -> str:
    """The lines of one kind; a gap where lines of another kind stood becomes one blank line."""
    out: list[str] = []
    gap = False
    for line, kind in zip(lines, kinds, strict=True):
        if kind == wanted and line.text.strip():
            if gap and out and out[-1].strip():
                out.append("")
            out.append(_shown(line))
            gap = False
        elif kind == wanted or not line.text.strip():
            if out and out[-1].strip() and not gap:
                out.append("")
        else:
            gap = True
    return "\n".join(out).strip("\n")


class _Marker:
    """Marks each line "o" (own) or "q" (quoted)."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.bare = [_bare(line.text) for line in lines]
        self.kinds = ["o"] * len(lines)
        self.initials = sum(1 for text in self.bare if INITIALS.match(text)) >= 2
        self.prefixed = [self._is_prefixed(number) for number in range(len(lines))]
        self.following = self._following()
        self.first_own = 0
        self.weighed = 0
        self.ends = self._ends()

    def _is_prefixed(self, number: int) -> bool:
        line = self.lines[number]
        return line.depth > 0 or bool(PREFIX.match(line.text)) or (self.initials and bool(INITIALS.match(self.bare[number])))

    def _following(self) -> list[int]:
        """For each line the number of the next one that is not blank."""
        out = [len(self.lines)] * (len(self.lines) + 1)
        for number in range(len(self.lines) - 1, -1, -1):
            out[number] = number if self.bare[number] or self.prefixed[number] else out[number + 1]
        return out

    def _ends(self) -> list[bool]:
        """For each line whether an attribution may end on it or on one of the next four."""
        out, nearest = [False] * len(self.lines), len(self.lines) + 5
        for number in range(len(self.lines) - 1, -1, -1):
            if self.bare[number].rstrip(" >»").lower().endswith(MAY_END):
                nearest = number
            out[number] = nearest - number < 5
        return out

    def marks(self) -> list[str]:
        number, total = 0, len(self.lines)
        while number < total:
            if self.prefixed[number] or self.lines[number].quoted:
                start = self._back(number) if self.lines[number].quoted else number
                self.kinds[start : number + 1] = ["q"] * (number + 1 - start)
                number += 1
                continue
            if not self.bare[number]:
                number += 1
                continue
            found = self._introduction(number)
            if found is None:
                number += 1
                continue
            start, end, prefixed_follows = found
            if not prefixed_follows:
                self.kinds[start:] = ["q"] * (total - start)
                break
            self.kinds[start:end] = ["q"] * (end - start)
            number = end
        self._mend_wraps()
        return self.kinds

    def _introduction(self, number: int) -> tuple[int, int, bool] | None:
        """(first line, line after, whether prefixed lines follow) of what introduces history at this line."""
        text = self.bare[number]
        if SEPARATOR.match(text) or (MAY_SEPARATE.search(text) and _separates(text)):
            if ABOVE.search(text) and not self._own_before(number):
                return number, number + 1, True
            end = self._block(self.following[number + 1], after_separator=True) or number + 1
            return self._back(number), end, self._prefixed_at(end)
        block = self._block(number, after_separator=False)
        if block:
            return self._back(number), block, self._prefixed_at(block)
        return self._attribution(number)

    def _own_before(self, number: int) -> bool:
        """A line never becomes the sender's own again, so the first one is only ever looked for further on."""
        while self.first_own < number and not (self.kinds[self.first_own] == "o" and self.bare[self.first_own]):
            self.first_own += 1
        return self.first_own < number

    def _prefixed_at(self, number: int) -> bool:
        following = self.following[min(number, len(self.lines))]
        return following < len(self.lines) and self.prefixed[following]

    def _back(self, number: int) -> int:
        """Take in the rule drawn above a header block."""
        before = number - 1
        while before >= 0 and number - before <= 3 and not self.bare[before]:
            before -= 1
        return before if before >= 0 and LONG_RULE.match(self.bare[before]) and self.kinds[before] == "o" else number

    def _block(self, number: int, after_separator: bool) -> int | None:
        """The line after a block of "From: / Sent: / To: / Subject:" in any language, or None."""
        if number >= len(self.lines) or self.prefixed[number] or not self._label(number):
            return None
        kinds: dict[str, str] = {}
        position, loose, end = number, 0, number
        while position < len(self.lines) and position - number < 24:
            label = self._label(position)
            if label:
                kinds.setdefault(label, self.bare[position])
                end, loose = position + 1, 0
            elif not self.bare[position]:
                if len(kinds) >= 3 and not (self._label(self.following[position]) if self.following[position] < len(self.lines) else ""):
                    break
                loose += 1
            else:
                loose += 1
                if len(kinds) >= 4 and "subject" in kinds and label is None:
                    break
            if loose > (1 if "subject" in kinds else 3):
                break
            position += 1
        return end if self._is_header(kinds, number, after_separator) else None

    def _label(self, number: int) -> str | None:
        text = self.bare[number]
        if not (":" in text or "：" in text or "|" in text) or not ANY_LABEL.match(text):
            return None
        return next((kind for kind, pattern in LABEL.items() if pattern.match(text)), None)

    def _is_header(self, kinds: dict[str, str], number: int, after_separator: bool) -> bool:
        """A travel plan also has "From", "To" and "Date": a mail header shows an address, a subject or a time."""
        if "from" not in kinds:
            return (after_separator and len(kinds) >= 2) or {"sent", "to", "subject"} <= kinds.keys()
        if after_separator:
            return True
        mail = any("@" in value for value in kinds.values())
        real = len(kinds.keys() - {"other"})
        if real == 2 and not self._own_before(number):
            return False
        timed = bool(TIME.search(kinds.get("sent", ""))) and bool(YEAR.search(kinds.get("sent", "")))
        if real >= 4 and (timed or mail or "subject" in kinds):
            return True
        ruled = self._back(number) != number
        if real == 3:
            return ("subject" in kinds and ("sent" in kinds or mail or ruled)) or (timed and (mail or ruled or "to" in kinds))
        return real == 2 and ((mail and timed) or ruled or (mail and "sent" in kinds and "subject" in kinds))

    def _attribution(self, number: int) -> tuple[int, int, bool] | None:
        """An attribution that begins at this line and runs over at most five."""
        if (
            not self.ends[number]
            or self.weighed > MAX_WEIGHED
            or not (OPENING.match(self.bare[number]) or WROTE.search(self.bare[number]) or EMAIL.search(self.bare[number]))
        ):
            return None
        joined = ""
        for end in range(number, min(number + 5, len(self.lines))):
            if self.prefixed[end] or (not self.bare[end] and (end > number + 1 or not OPENING.match(self.bare[number]))):
                break
            joined = f"{joined} {self.bare[end]}".strip()
            if len(joined) > MAX_ATTRIBUTION:
                break
            if not ENDS.search(self.bare[end]):
                continue
            self.weighed += 1
            strength = _strength(joined)
            follows = self._prefixed_at(end + 1)
            if (strength == 2 and (OPENING.match(joined) or WROTE.search(joined))) or (
                strength == 1 and (follows or self._marked(end + 1))
            ):
                nested = follows or self._marked(end + 1)
                return self._trimmed(number, end), end + 1, nested
        return None

    def _marked(self, number: int) -> bool:
        following = self.following[min(number, len(self.lines))]
        return following < len(self.lines) and self.lines[following].quoted

    def _trimmed(self, start: int, end: int) -> int:
        """Drop the customer's own lines that ran into the attribution: the nearest opening that still makes one."""
        best = start
        for later in range(start + 1, end + 1):
            if (
                OPENING.match(self.bare[later])
                and _strength(" ".join(self.bare[later : end + 1])) == 2
                and not EMAIL.match(self.bare[later])
            ):
                if re.match(r"^\d{1,2}[:.]\d\d|^<", self.bare[later]):
                    continue
                if WROTE.search(" ".join(self.bare[start:later])) or not OPENING.match(self.bare[start]):
                    best = later
        return best

    def _mend_wraps(self) -> None:
        """A long prefixed line that a mailer wrapped leaves its tail unprefixed between two prefixed lines."""
        for number in range(1, len(self.lines) - 1):
            if (
                self.kinds[number] == "o"
                and self.bare[number]
                and self.prefixed[number - 1]
                and self.prefixed[number + 1]
                and len(self.lines[number - 1].text) >= 66
                and len(self.bare[number]) <= 24
                and not re.match(r"[A-ZÄÖÜА-Я0-9]", self.bare[number])
                and not self.lines[number - 1].depth
            ):
                self.kinds[number] = "q"


def _bare(text: str) -> str:
    text = text[:2_000]
    return text.strip() if text.isascii() else MARKS.sub("", text).replace("\xa0", " ").strip()


def _separates(text: str) -> bool:
    return bool(PLAIN_SEPARATOR.match(text)) or (len(text) < 250 and bool(ABOVE.search(text)))


def _strength(joined: str) -> int:
    """2: can only be an attribution. 1: one if a quotation follows. 0: none."""
    if len(joined) < 6:
        return 0
    verb, mail = bool(WROTE.search(joined)), bool(EMAIL.search(joined))
    year, time, day = bool(YEAR.search(joined)), bool(TIME.search(joined)), bool(DAY.search(joined))
    if verb and ((mail and (year or time or day)) or (year and time)):
        return 2
    if mail and (year or day) and time:
        return 2
    if verb and (year or day or mail) and OPENING.match(joined) and len(joined) < 120 and joined.rstrip().endswith((":", "：")):
        return 2 if year else 1
    return 1 if verb or (mail and (year or time)) or (year and time) else 0


def _signed(lines: Sequence[Line], kinds: list[str], own: list[int], sender_name: str) -> list[int]:
    """Numbers of the own lines that are a signature: above the first quotation and at the very end."""
    segments: list[list[int]] = []
    for number in own:
        if segments and all(kinds[n] == "o" for n in range(segments[-1][-1], number)):
            segments[-1].append(number)
        else:
            segments.append([number])
    said = [segment for segment in segments if any(lines[n].text.strip() for n in segment)]
    found: list[int] = []
    for segment in dict.fromkeys((0, len(said) - 1)) if said else ():
        numbers = said[segment]
        texts = [MARKS.sub("", lines[n].text).replace("\xa0", " ").rstrip("\r\n\t") for n in numbers]
        flags = [lines[n].signature for n in numbers]
        found.extend(numbers[index] for index in signature_lines(texts, sender_name, flags))
    return found
