"""Tables in a text: what stands in the heading of a cell's column. Columns are set apart by bars, tabs, semicolons, commas or two blanks and more."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

_APART: Final = (
    re.compile(r"[ ]?\|[ ]?"),
    re.compile(r"\t+"),
    re.compile(r"\"[,;]\""),
    re.compile(r"\"[^\"\n]{0,200}\"|;"),
    re.compile(r"\"[^\"\n]{0,200}\"|,"),
    re.compile(r" {2,}"),
)
_BLANKS: Final = len(_APART) - 1
"""Place of the last: such columns are told by where they begin, since a cell may be empty."""
_COMMAS: Final = 4
"""Place of the one of commas, which prose has as well."""
_LONGEST: Final = 60
"""Characters of a heading."""
_LONGEST_TAGGED: Final = 300
"""With the tags in it; the rest is not read."""
_FEWEST: Final = 2
_MOST_LINES: Final = 5_000
_LONGEST_LINE: Final = 2_000
_SENTENCE: Final = re.compile(r"[!?](?: |$)|(?:\S+ ){7}")
_HEADED: Final = re.compile(r"[^\W\d_]")
_NUMBER: Final = re.compile(r"\d{4}")
_RULE: Final = re.compile(r"[\s|+:=-]+")
_CELL_TAG: Final = re.compile(r"<(/?)(t[rhd]|table)\b[^<>]{0,200}>", re.IGNORECASE)


class Cell(NamedTuple):
    """What a table says of a place: the heading above it, and where its own cell begins and ends."""

    heading: str
    start: int
    end: int


class Tables:
    """The tables of one text, read when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[tuple[int, int]] | None = None
        self._tagged: list[Cell] | None = None
        self._heads: dict[int, dict[int, int]] = {}
        self._split: dict[tuple[int, int], Sequence[tuple[int, int]]] = {}

    def under(self, wanted_title: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
        """(start, end) of all that stands below headings that are wanted, without blanks and quotation marks."""
        self._read()
        for kind in range(len(_APART)):
            wanted: dict[int, list[int]] = {}
            for row, head in list(self._heads_of(kind).items()):
                if head not in wanted:
                    wanted[head] = [
                        at
                        for at, span in enumerate(self._cells(head, kind))
                        if wanted_title(self._text[slice(*trimmed(self._text, *span))])
                    ]
                cells = self._cells(row, kind) if wanted[head] else ()
                if len(cells) == len(self._cells(head, kind)):
                    yield from (trimmed(self._text, *cells[at]) for at in wanted[head])
        for cell in self._tags():
            if cell.heading and wanted_title(cell.heading.strip()):
                yield trimmed(self._text, cell.start, cell.end)

    def cell(self, place: int) -> Cell | None:
        """None where no table is."""
        lines = self._read()
        row = bisect_right(lines, (place, len(self._text) + 1)) - 1
        if row < 1 or place > lines[row][1]:
            return self._in_tags(place)
        for kind in range(len(_APART)):
            if (head := self._head(kind, row)) is not None:
                return self._under(kind, head, row, place)
        return self._in_tags(place)

    def _read(self) -> list[tuple[int, int]]:
        if self._lines is None:
            self._lines = list(_lines(self._text))[:_MOST_LINES]
        return self._lines

    def _head(self, kind: int, row: int) -> int | None:
        """The line of headings above a line."""
        return self._heads_of(kind).get(row)

    def _heads_of(self, kind: int) -> dict[int, int]:
        if kind not in self._heads:
            self._heads[kind] = dict(self._headed(kind))
        return self._heads[kind]

    def _headed(self, kind: int) -> Iterator[tuple[int, int]]:
        """(line, its line of headings) for all lines of one kind of table."""
        head, columns = -1, 0
        for row, (start, end) in enumerate(self._read()):
            cells = len(self._cells(row, kind))
            if head >= 0 and start < end and _RULE.fullmatch(self._text, start, end):
                continue
            if head >= 0 and (cells == columns or (kind == _BLANKS and cells >= _FEWEST)):
                yield row, head
            elif _is_heading(self._text[start:end], kind):
                head, columns = row, cells
            else:
                head = -1

    def _under(self, kind: int, head: int, row: int, place: int) -> Cell | None:
        lines, titles, cells = self._read(), self._cells(head, kind), self._cells(row, kind)
        column = bisect_right(cells, (place, len(self._text))) - 1
        if column < 0:
            return None
        start, end = cells[column]
        if len(cells) != len(titles):
            shift = lines[head][0] - lines[row][0]
            column = bisect_right(titles, (start + shift + 1, len(self._text))) - 1
        first, last = titles[max(column, 0)]
        return Cell(f"{self._line_title(cells, start)} {self._text[first:last]}", start, end)

    def _line_title(self, cells: Sequence[tuple[int, int]], start: int) -> str:
        """What stands in the first cell of a line, where lines are things and columns are people."""
        first = next((self._text[one[0] : one[1]] for one in cells[:2] if self._text[one[0] : one[1]].strip()), "")
        return first if start > cells[0][1] and len(first) <= _LONGEST and not _NUMBER.search(first) else ""

    def _cells(self, row: int, kind: int) -> Sequence[tuple[int, int]]:
        if (row, kind) not in self._split:
            start, end = self._read()[row]
            self._split[row, kind] = _cells(self._text, start, end, kind) if end - start <= _LONGEST_LINE else [(start, end)]
        return self._split[row, kind]

    def _tags(self) -> list[Cell]:
        if self._tagged is None:
            self._tagged = list(_tagged(self._text)) if "<t" in self._text or "<T" in self._text else []
        return self._tagged

    def _in_tags(self, place: int) -> Cell | None:
        tagged = self._tags()
        at = bisect_right(tagged, place, key=lambda one: one.start) - 1
        return tagged[at] if at >= 0 and tagged[at].end >= place and tagged[at].heading else None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and quotation marks at its ends."""
    cell = text[start:end]
    left = len(cell) - len(cell.lstrip(" \t\"'*"))
    return start + left, max(start + left, start + len(cell.rstrip(" \t\"'*\r")))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line.rstrip("\r"))
        at += len(line) + 1


def _cells(text: str, start: int, end: int, kind: int) -> Sequence[tuple[int, int]]:
    """(start, end) of each; one for a line without a mark of this kind."""
    cells, at = [], start + len(text[start:end]) - len(text[start:end].lstrip()) if kind == _BLANKS else start
    for mark in _APART[kind].finditer(text, at, end):
        if mark[0][-1] != '"' or mark[0][1:-1] in ",;":  # else a quoted cell, in which marks are text
            cells.append((at, mark.start()))
            at = mark.end()
    return [*cells, (at, end)]


def _is_heading(line: str, kind: int) -> bool:
    """Words in each cell, no numbers, no sentences."""
    cells = [line[start:end].strip(" \"'*_") for start, end in _cells(line, 0, len(line), kind)]
    told = [cell for cell in cells if cell]
    return (
        len(told) >= _FEWEST
        and all(len(cell) <= _LONGEST and _HEADED.search(cell) and not _NUMBER.search(cell) and not _SENTENCE.search(cell) for cell in told)
        and (kind < 2 or not any(": " in cell for cell in told))
        and (kind != _COMMAS or len(told) > _FEWEST or ", " not in line)  # "Best regards, Anna" heads no table
    )


def _tagged(text: str) -> Iterator[Cell]:
    """Cells of tables in HTML with the heading in the same place of the first row."""
    titles: list[str] = []
    row: list[tuple[int, int]] = []
    opened, heads = -1, False
    for tag in _CELL_TAG.finditer(text):
        name = tag[2].lower()
        if name in ("tr", "table"):
            yield from _row(text, row, titles)
            if heads and row:
                titles = [text[start : min(end, start + _LONGEST_TAGGED)] for start, end in row]
            if name == "table":
                titles = []
            row, heads, opened = [], False, -1
        elif not tag[1]:
            opened, heads = tag.end(), name == "th"
        elif opened >= 0:
            row.append((opened, tag.start()))
            opened = -1


def _row(text: str, row: list[tuple[int, int]], titles: list[str]) -> Iterator[Cell]:
    for place, (start, end) in enumerate(row):
        yield Cell(titles[place] if place < len(titles) else "", start, end)
