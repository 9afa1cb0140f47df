"""URLs and bare hosts as Presidio's four patterns find them, but from each known ending outwards.

Those patterns try every ending of the internet at every dot from every start: seconds on a text of dots. Here each dot is looked at
once and the result of the pattern follows from it. C are the characters of host names; a match lies in one run of them:
``(www9.)? C{1,253} . ending (/path)?`` starting as far left, reaching as far right as it can.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import regex
import tldextract
from presidio_analyzer.predefined_recognizers import UrlRecognizer

Span = tuple[int, int]
_FLAGS: Final = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
_LONGEST: Final = 253
_FARTHEST: Final = _LONGEST + 16  # with www999. before it
_RUN: Final = regex.compile(r"[a-z0-9.\-]+", flags=_FLAGS)
_RUN_BACKWARDS: Final = regex.compile(r"(?r)[a-z0-9.\-]*", flags=_FLAGS)
_WWW: Final = regex.compile(r"www\d{0,3}[.]", flags=_FLAGS)
_SCHEME: Final = regex.compile(r"https?://", flags=_FLAGS)
_LABEL: Final = regex.compile(r"[a-z0-9-]{1,60}(?![\w.]*\w)", flags=_FLAGS)
_PATH: Final = regex.compile(r"/[^\s()<>\"']*", flags=_FLAGS)
_QUOTES: Final = "\"'"
_SHAPE: Final = re.compile(
    r"\(\(www\\d\{0,3\}\[\.\]\)\?\[a-z0-9\.\\-\]\{1,253\}\[\.\]\(\?:(.*)\)\(\?:/\[\^\\s\(\)<>\\\"'\]\*\)\?\)", re.DOTALL
)
_WORD: Final = re.compile(r"\(\?:([^()|\\\[\].*+?{}^$]+)\)")
_ALIKE: Final = str.maketrans({"ſ": "s", "\u212a": "k"})


class UnknownShape(RuntimeError):
    """The installed library's pattern is not the one this module knows."""


class UrlFinder:
    """Endings in the order in which the pattern tries them: the first that fits wins, not the longest."""

    def __init__(self, endings: list[str]) -> None:
        self._rank = {ending: rank for rank, ending in reversed(list(enumerate(endings)))}
        self._lengths = sorted({len(ending) for ending in endings})

    @staticmethod
    @cache
    def shared() -> UrlFinder:
        shape = _SHAPE.fullmatch(UrlRecognizer.BASE_URL_REGEX)
        endings = _WORD.findall(shape[1]) if shape else []
        if not endings or "|".join(f"(?:{ending})" for ending in endings) != (shape[1] if shape else ""):
            raise UnknownShape("Presidio's URL pattern has changed; adapt policies/redaction/hosts.py.")
        return UrlFinder(endings)

    def finder(self, name: str) -> Callable[[str], Iterator[Span]]:
        """The finder for one of the library's pattern names."""
        return {
            "Standard Url": self.with_scheme,
            "Non schema URL": self.bare,
            "Quoted URL": lambda text: self.quoted(text, scheme=True),
            "Quoted Non-schema URL": lambda text: self.quoted(text, scheme=False),
        }[name]

    def with_scheme(self, text: str) -> Iterator[Span]:
        at = 0
        while scheme := _SCHEME.search(text, at):
            end = self._core(text, scheme.end(), _Runs(self, text))
            at = end or scheme.end()
            if end:
                yield scheme.start(), end

    def bare(self, text: str) -> Iterator[Span]:
        runs = _Runs(self, text)
        at = 0
        while (dot := text.find(".", at)) >= 0:
            start, at = _RUN_BACKWARDS.match(text, at, dot).start(), _RUN.match(text, dot).end()
            while span := self._next(text, start, at, runs):
                yield span
                if span[1] >= at:
                    at = span[1]
                    break
                start = span[1]

    def quoted(self, text: str, *, scheme: bool) -> Iterator[Span]:
        """Up to the closing quote nothing may be left over, so the ending must be the last label of the run."""
        at = 0
        while quote := _first_quote(text, at):
            at = quote
            inner = _SCHEME.match(text, at) if scheme else None
            if scheme and inner is None:
                continue
            end = self._closed(text, inner.end() if inner else at)
            if end:
                yield quote - 1, end
                at = end

    def _closed(self, text: str, start: int) -> int:
        run = _RUN.match(text, start)
        if run is None:
            return 0
        dot = text.rfind(".", start, run.end())
        if dot <= start or text[dot + 1 : run.end()].translate(_ALIKE).lower() not in self._rank or not _reaches(text, start, dot):
            return 0
        path = _PATH.match(text, run.end())
        end = int(path.end() if path else run.end())
        return end + 1 if text[end : end + 1] and text[end] in _QUOTES else 0

    def _core(self, text: str, start: int, runs: _Runs) -> int:
        """End of a match that starts exactly at ``start``, or 0."""
        run = _RUN.match(text, start, start + _FARTHEST)  # a run may be as long as the text; dots behind this place do not count
        if run is None:
            return 0
        dots = runs.dots(start, run.end())
        www = _WWW.match(text, start)
        for low in ([www.end()] if www else []) + [start]:
            dot = _last_between(dots, low + 1, low + _LONGEST)
            if dot is not None:
                return self._end(text, dot)
        return 0

    def _next(self, text: str, start: int, stop: int, runs: _Runs) -> Span | None:
        """The leftmost match that starts in start:stop of one run."""
        dots = runs.dots(start, stop)
        first = bisect_left(dots, start + 1)
        if first == len(dots):
            return None
        plain = max(start, dots[first] - _LONGEST)
        begin = next((at for at in _prefixes(text, start, plain) if self._core(text, at, runs)), plain)
        end = self._core(text, begin, runs)
        return (begin, end) if end else None

    def whole(self, text: str, end: int) -> int:
        """Where a host goes on to that the pattern leaves in the middle of an ending that it does not know (.bi of .biz); 0 if it does not."""
        run = _LABEL.match(text, end)
        dot = text.rfind(".", max(0, end - self._lengths[-1] - 1), end)
        if run is None or dot < 0 or not tldextract.extract(f"host.{text[dot + 1 : run.end()].lower()}").suffix:
            return 0
        path = _PATH.match(text, run.end())
        return int(path.start() + len(path[0].rstrip(".,;:!?")) if path else run.end())

    def _end(self, text: str, dot: int) -> int:
        end = dot + 1 + len(self.ending(text, dot))
        path = _PATH.match(text, end)
        return int(path.end() if path else end)

    def ending(self, text: str, dot: int) -> str:
        """The ending that the pattern takes after this dot, or empty."""
        ahead = text[dot + 1 : dot + 1 + self._lengths[-1]].translate(_ALIKE).lower()
        fitting = [ahead[:length] for length in self._lengths if ahead[:length] in self._rank and len(ahead) >= length]
        return min(fitting, key=self._rank.__getitem__, default="")


class _Runs:
    """Dots with a known ending after them, found once per text."""

    def __init__(self, finder: UrlFinder, text: str) -> None:
        self._finder, self._text = finder, text
        self._dots: list[int] = []
        self._seen = 0

    def dots(self, start: int, stop: int) -> list[int]:
        """All such dots up to ``stop``, also those before ``start``."""
        at = self._text.find(".", max(self._seen, start), stop)
        while at >= 0:
            if self._finder.ending(self._text, at):
                self._dots.append(at)
            at = self._text.find(".", at + 1, stop)
        self._seen = max(self._seen, stop)
        return self._dots


def _last_between(dots: list[int], low: int, high: int) -> int | None:
    position = bisect_right(dots, high) - 1
    return dots[position] if position >= 0 and dots[position] >= low else None


def _prefixes(text: str, start: int, stop: int) -> Iterator[int]:
    return (match.start() for match in _WWW.finditer(text, start, stop, overlapped=True)) if start < stop else iter(())


def _reaches(text: str, start: int, dot: int) -> bool:
    www = _WWW.match(text, start)
    return 1 <= dot - start <= _LONGEST or bool(www and 1 <= dot - www.end() <= _LONGEST)


def _first_quote(text: str, at: int) -> int:
    """Place after the next quote, or 0."""
    found = [place for place in (text.find(quote, at) for quote in _QUOTES) if place >= 0]
    return min(found) + 1 if found else 0
