"""Migration steps that carry a column of plain text over into a sealed one, and back.

    operations = [
        migrations.RenameField("contact", "name", "plain_name"),
        migrations.AddField("contact", "name", SealedText()),
        sealing.carry("conversations_contact", "plain_name", "name", _NAMES, sealing.own_keys),
        migrations.RemoveField("contact", "plain_name"),
    ]

Or, for many rows, in batches that are committed one by one, in a migration with ``atomic = False``:

    operations = [sealing.seal_column("contact", "name", SealedText(), "varchar(200)", table="conversations_contact", source=..., found=sealing.own_keys)]

``hash_first`` fills a column by which rows are found, in the same way, before that. Killed anywhere, forward or back, it is simply run again: what stands in the table says how far it came.

Back again what was erased meanwhile stays erased. It needs COUNTERSIGN_KEY where there are rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, migrations, transaction

from audit import keys, sealed
from audit.sealed import SealedText

BATCH = 1_000
NOTHING = UUID(int=0)
Row = tuple[Any, ...]
Keys = Callable[[Sequence[Row]], dict[UUID, tuple[UUID, bytes]]]
"""By row, the key that its text goes under, from the rows as ``Source`` reads them. A row without one keeps nothing."""


def carry(table: str, plain: str, column: str, source: str, found: Keys, *, gone: str = "") -> migrations.RunPython:
    """``source`` reads (id, text, what ``found`` needs) of ``table t`` for the ids after one, in their order."""

    def forward(apps: Any, editor: Any) -> None:
        for rows in batches(source):
            _seal(table, column, rows, found, gone)

    def backward(apps: Any, editor: Any) -> None:
        for rows in batches(_stored(table, column)):
            _unseal(table, column, plain, rows, gone)

    return migrations.RunPython(forward, backward)


def seal_column(
    model: str, column: str, field: SealedText, was: str, *, table: str, source: str, found: Keys
) -> migrations.SeparateDatabaseAndState:
    """``was`` is the type of the plain column, which is called ``plain_<column>`` on the way; ``source`` reads it by that name, as for ``carry``."""
    step = _Step(table, column, f"plain_{column}", was, field.gone, source, found)
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunPython(step.forward, step.backward, atomic=False)],
        state_operations=[migrations.AlterField(model, column, field)],
    )


@dataclass(frozen=True, slots=True)
class _Step:
    table: str
    column: str
    plain: str
    was: str
    gone: str
    source: str
    found: Keys

    def forward(self, apps: Any, editor: Any) -> None:
        if "bytea" not in self._columns():
            self._run(
                'RENAME COLUMN "{column}" TO "{plain}"',
                "ADD COLUMN \"{column}\" bytea NOT NULL DEFAULT ''",
                'ALTER COLUMN "{column}" DROP DEFAULT',
            )
        if len(self._columns()) == 2:
            for rows in batches(self.source, after=self._reached(self.column, b"")):
                with transaction.atomic():
                    _seal(self.table, self.column, rows, self.found, self.gone)
            self._run('DROP COLUMN "{plain}"')

    def backward(self, apps: Any, editor: Any) -> None:
        if self._columns() == ["bytea"]:
            self._run("ADD COLUMN \"{plain}\" {was} NOT NULL DEFAULT '{gone}'", 'ALTER COLUMN "{plain}" DROP DEFAULT')
        if len(self._columns()) == 2:
            for rows in batches(_stored(self.table, self.column), after=self._reached(self.plain, self.gone)):
                with transaction.atomic():
                    _unseal(self.table, self.column, self.plain, rows, self.gone)
            self._run('DROP COLUMN "{column}"', 'RENAME COLUMN "{plain}" TO "{column}"')

    def _columns(self) -> list[str]:
        return _types(self.table, self.column, self.plain)

    def _reached(self, column: str, nothing: bytes | str) -> UUID:
        """The last row that an earlier run has written; rows are taken by their id."""
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT id FROM "{self.table}" WHERE "{column}" <> %s ORDER BY id DESC LIMIT 1', [nothing])  # noqa: S608 - names of our own
            found = cursor.fetchone()
        return found[0] if found else NOTHING

    def _run(self, *changes: str) -> None:
        """All of them or none."""
        names = {"column": self.column, "plain": self.plain, "was": self.was, "gone": self.gone}
        with transaction.atomic(), connection.cursor() as cursor:
            for change in changes:
                cursor.execute(f'ALTER TABLE "{self.table}" {change.format(**names)}')


def hash_first(table: str, column: str, plain: str, prefix: str) -> migrations.RunPython:
    """As ``hash_too``, in batches that are committed one by one, before ``seal_column`` seals ``plain``. What is hashed already is passed by."""
    source = f"SELECT id, workspace_id, {plain} FROM {table} WHERE {plain} <> '' AND {column} = '' AND id > %s ORDER BY id LIMIT %s"  # noqa: S608 - names of our own

    def forward(apps: Any, editor: Any) -> None:
        for rows in batches(source) if _types(table, plain) != ["bytea"] else ():
            with transaction.atomic():
                _hash(table, column, rows, prefix)

    return migrations.RunPython(forward, migrations.RunPython.noop, atomic=False)


def hash_too(table: str, column: str, source: str, prefix: str) -> migrations.RunPython:
    """Beside it, what it is found by: ``keys.lookup_hash`` of the prefix and the text. ``source`` reads (id, workspace, text)."""

    def forward(apps: Any, editor: Any) -> None:
        for rows in batches(source):
            _hash(table, column, rows, prefix)

    return migrations.RunPython(forward, migrations.RunPython.noop)


CHECKED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
"""Rows that were changed twice wait to be checked, and their table cannot be altered before."""


def own_keys(rows: Sequence[Row]) -> dict[UUID, tuple[UUID, bytes]]:
    """Rows are (id, text, workspace, subject): the subject's own key, made where there is none."""
    scopes = {(row[2], row[3]) for row in rows}
    made = {scope: keys.for_writing(scope[0], None, scope[1]) for scope in scopes}
    return {row[0]: made[row[2], row[3]] for row in rows}


def keys_named(rows: Sequence[Row]) -> dict[UUID, tuple[UUID, bytes]]:
    """Rows are (id, text, key): an existing key, where it still lives."""
    living = keys.for_reading({row[2] for row in rows if row[2]})
    return {row[0]: (row[2], living[row[2]]) for row in rows if row[2] in living}


def _stored(table: str, column: str) -> str:
    return f'SELECT id, "{column}" FROM "{table}" t WHERE id > %s ORDER BY id LIMIT %s'  # noqa: S608 - names of our own


def _seal(table: str, column: str, rows: Sequence[Row], found: Keys, gone: str) -> None:
    under = found(rows)
    told = [(row[0], row[1], *under[row[0]]) for row in rows if row[0] in under and row[1] != gone]
    raws = [sealed.encrypted(identity, key, sealed.place(table, column, pk), text) for pk, text, identity, key in told]
    _write(table, column, "bytea", [one[0] for one in told], raws)


def _unseal(table: str, column: str, plain: str, rows: Sequence[Row], gone: str) -> None:
    texts = sealed.open_raw([(bytes(raw), sealed.place(table, column, pk)) for pk, raw in rows])
    _write(table, plain, "text", [row[0] for row in rows], [gone if one is None else one for one in texts])


def _hash(table: str, column: str, rows: Sequence[Row], prefix: str) -> None:
    """Rows are (id, workspace, text)."""
    _write(table, column, "text", [row[0] for row in rows], [keys.lookup_hash(row[1], f"{prefix}{row[2]}") for row in rows])


def _types(table: str, *columns: str) -> list[str]:
    """Of those columns that are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = ANY(%s) AND NOT attisdropped"
            " ORDER BY 1",
            [table, list(columns)],
        )
        return [row[0] for row in cursor.fetchall()]


def batches(source: str, *, after: UUID = NOTHING) -> Iterator[list[Row]]:
    """Of rows whose first column is their id; ``source`` takes the id to begin after and how many."""
    last = after
    while True:
        with connection.cursor() as cursor:
            cursor.execute(source, [last, BATCH])
            rows = list(cursor.fetchall())
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _write(table: str, column: str, kind: str, ids: Sequence[UUID], values: Sequence[Any]) -> None:
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" t SET "{column}" = n.value FROM unnest(%s::uuid[], %s::{kind}[]) n (id, value) WHERE t.id = n.id',  # noqa: S608 - names of our own
                [list(ids), list(values)],
            )
