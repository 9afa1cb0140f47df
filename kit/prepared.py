"""Statements said to libpq itself, on connections whose values the server binds (``server_side_binding``: workers, the mail server).

psycopg's cursor walks through some forty functions of Python a statement, so that it can be interrupted while it waits. Here it is one call into C
without the interpreter's lock; values are written and columns read by psycopg as ever. A connection keeps a statement planned from
``prepare_threshold`` sayings on, once for each set of kinds of values, as a cursor would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final

import psycopg
from psycopg import errors, pq
from psycopg.adapt import PyFormat, Transformer

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]

MOST_KINDS: Final = 16
"""Plans of one statement, one for each set of kinds of its values; any more of them are planned each time."""

_PLACE: Final = re.compile(r"%(?:(?P<percent>%)|\((?P<name>\w+)\)(?P<named>[stb])|(?P<next>[stb])|(?P<stray>.|$))", re.DOTALL)
_FORMATS: Final = {"s": PyFormat.AUTO, "t": PyFormat.TEXT, "b": PyFormat.BINARY}
_GOOD: Final = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})
_numbers = count(1)


class Prepared:
    """One statement on one connection. Raises what psycopg's cursor raises."""

    __slots__ = ("formats", "names", "plans", "query", "said", "ways")

    def __init__(self, ours: psycopg.Connection[Any], statement: str) -> None:
        self.query, self.names, self.formats = numbered(statement)
        self.ways = Transformer(ours)
        self.plans: dict[tuple[int, ...], bytes] = {}
        self.said = 0

    def ask(self, ours: psycopg.Connection[Any], values: Values) -> list[Row]:
        result = self._say(ours, values)
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.ProgrammingError("the statement answers with no rows")
        self.ways.set_pgresult(result)
        rows = self.ways.load_rows(0, result.ntuples, tuple)
        self.ways.set_pgresult(None)  # no answer is held until the next one
        return rows

    def tell(self, ours: psycopg.Connection[Any], values: Values) -> int:
        result = self._say(ours, values)
        if result.status == pq.ExecStatus.TUPLES_OK:
            return result.ntuples
        return -1 if result.command_tuples is None else result.command_tuples

    def forget(self, ours: psycopg.Connection[Any]) -> None:
        for name in self.plans.values():
            ours.pgconn.exec_(b"DEALLOCATE " + name)

    def _say(self, ours: psycopg.Connection[Any], values: Values) -> pq.abc.PGresult:
        given = [values[name] for name in self.names] if isinstance(values, Mapping) else values
        written = self.ways.dump_sequence(given, self.formats if len(given) == len(self.formats) else [PyFormat.AUTO] * len(given))
        kinds, formats, libpq = self.ways.types or (), self.ways.formats, ours.pgconn
        _begin(ours)
        name = self._planned(ours, kinds)
        if not name:
            return _checked(ours, libpq.exec_params(self.query, written, kinds, formats))
        return _checked(ours, libpq.exec_prepared(name, written, formats))  # type: ignore[arg-type]  # the stub forgets NULL

    def _planned(self, ours: psycopg.Connection[Any], kinds: tuple[int, ...]) -> bytes:
        """The name of the plan for these kinds of values; empty where there is to be none, or none yet."""
        name = self.plans.get(kinds, b"")
        self.said += 1
        if name or ours.prepare_threshold is None or self.said <= ours.prepare_threshold or len(self.plans) >= MOST_KINDS:
            return name
        name = b"countersign_%d" % next(_numbers)
        _checked(ours, ours.pgconn.prepare(name, self.query, kinds))
        self.plans[kinds] = name
        return name


def numbered(statement: str) -> tuple[bytes, list[str], list[PyFormat]]:
    """A statement with ``$1`` for ``%s`` or ``%(name)s``, the names in that order (none for ``%s``), and how each value is written."""
    names: list[str] = []
    formats: list[PyFormat] = []

    def place(found: re.Match[str]) -> str:
        if found["percent"]:
            return "%"
        if found["stray"] is not None:
            raise psycopg.ProgrammingError("only %s, %b, %t and %(name)s are placeholders; write %% for a percent sign")
        if found["name"] in names:
            return f"${names.index(found['name']) + 1}"
        names.extend([found["name"]] if found["name"] else [])
        formats.append(_FORMATS[found["named"] or found["next"]])
        return f"${len(formats)}"

    return _PLACE.sub(place, statement).encode(), names, formats


def _begin(ours: psycopg.Connection[Any]) -> None:
    """psycopg begins a transaction with its first statement; so it is here."""
    if ours.autocommit or ours.pgconn.transaction_status != pq.TransactionStatus.IDLE:
        return
    if all(one is None for one in (ours.isolation_level, ours.read_only, ours.deferrable)):
        _checked(ours, ours.pgconn.exec_(b"BEGIN"))
    else:
        ours.execute("SELECT 1")  # it knows how such a one begins


def _checked(ours: psycopg.Connection[Any], result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status in _GOOD:
        return result
    if not result.error_field(pq.DiagnosticField.SQLSTATE):  # not the server's word but libpq's: nobody is there
        raise psycopg.OperationalError(result.get_error_message(ours.info.encoding))
    raise errors.error_from_result(result, encoding=ours.info.encoding)
