"""Answers of look-ups in plain text as objects: tables, blocks of "name: value", and lines that begin with an identifier.

What is read here is no more than a guess of where one object ends and the next begins, and a text that somebody wrote may look like one. So an object that names a field
twice is none, and who reads these may take an identifier from them, but no address, account or amount.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

_LONGEST: Final = 100_000
_MOST: Final = 500
_LEAST_COLUMNS: Final = 2
_CODE: Final = re.compile(
    r"[ \t]*(?:[-*•][ \t]+|\d{1,3}[.)][ \t]+)?(?P<code>#\d{1,12}|(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z]{1,8}[-_/]?\d|\d{2,}-\d)(?!\d{4}-\d\d-\d\d)[A-Za-z0-9][\w/-]{1,24})(?![\w@.])(?P<gap>[ \t]*)(?P<rest>.*)\Z"
)
"""A line, perhaps of a list, that begins with an identifier."""
_GOES_ON: Final = re.compile(r"[^\W\d_A-ZÀ-Þ]")
_LINE: Final = 400
_PAIR: Final = re.compile(r"[ \t]*(?P<begins>[-*•][ \t]+)?(?P<name>[^\W\d_][\w .'/-]{0,30}?)[ \t]*[:=][ \t]+(?P<value>\S.*)\Z")
_CELL: Final = re.compile(r"[ \t]*(?:[|;\t]|,(?=\s)|[ ]{2,}|[ ][-–—>][ ]|[()])[ \t]*")
_RULE: Final = re.compile(r"[\s|:+=-]+\Z")


@lru_cache(maxsize=128)
def listed(text: str) -> tuple[Mapping[str, str], ...]:
    """The objects of an answer, by name of field; those of a line without names are called ``id`` and ``cell 1``, ``cell 2`` and so on."""
    if len(text) > _LONGEST:
        return ()
    lines = text.split("\n")
    table = _table(lines)
    return tuple(table if table else [*_lines(lines), *_blocks(lines)])[:_MOST]


def _table(lines: Sequence[str]) -> list[Mapping[str, str]]:
    """Rows beneath a head that all have its number of cells; none where one does not."""
    told = [one for one in lines if one.strip() and not _RULE.match(one)]
    for mark in ("|", "\t", ";", ","):
        rows = [_cells(one, mark) for one in told]
        if len(rows) > 1 and len(rows[0]) >= _LEAST_COLUMNS and all(len(one) == len(rows[0]) for one in rows) and _is_head(rows[0]):
            return [dict(zip(rows[0], one, strict=True)) for one in rows[1:]]
    return []


def _cells(line: str, mark: str) -> list[str]:
    return [one.strip() for one in next(csv.reader([line.strip().strip("|") if mark == "|" else line], delimiter=mark), [])]


def _is_head(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and all(0 < len(one) <= 30 and not any(map(str.isdigit, one)) for one in cells)


def _lines(lines: Sequence[str]) -> Iterator[Mapping[str, str]]:
    for line in lines:
        found = _CODE.match(line)
        if found and len(line) <= _LINE and not _is_sentence(found):
            cells = [one.strip(" .:'\"") for one in _CELL.split(found["rest"].lstrip(",:.-–— ")) if one.strip(" .:'\"")]
            named = dict(_named(cells))
            if len(named) == len(cells):
                yield {"id": found["code"].removeprefix("#"), **named}


def _is_sentence(found: re.Match[str]) -> bool:
    """ "B-40 is the better one": no mark, no gap and no capital behind the identifier."""
    return bool(_GOES_ON.match(found["rest"])) and found["gap"] in ("", " ") and not found["code"].startswith("#")


def _named(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(cells, start=1):
        pair = _PAIR.match(cell)
        yield (pair["name"].strip(), pair["value"].strip()) if pair else (f"cell {number}", cell)


def _blocks(lines: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Lines of "name: value" one below the other; the line above them is their title."""
    title, block = "", list[tuple[str, str]]()
    for line in [*lines, ""]:
        pair = _PAIR.match(line)
        if pair and len(line) <= 200 and not (pair["begins"] and block):
            block.append((pair["name"].strip(), pair["value"].strip()))
            continue
        if len(block) >= _LEAST_COLUMNS and len(dict(block)) == len(block):
            yield {**({"title": title} if title else {}), **dict(block)}
        title, block = ("", [(pair["name"].strip(), pair["value"].strip())]) if pair and len(line) <= 200 else (line.strip()[:120], [])
