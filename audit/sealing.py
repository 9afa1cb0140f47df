"""Migration steps that carry a column of plain text over into a sealed one, and back.

    operations = [
        migrations.RenameField("contact", "name", "plain_name"),
        migrations.AddField("contact", "name", SealedText()),
        sealing.carry("conversations_contact", "plain_name", "name", _NAMES, sealing.own_keys),
        migrations.RemoveField("contact", "plain_name"),
    ]

Back again what was erased meanwhile stays erased. It needs COUNTERSIGN_KEY where there are rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, migrations

from audit import keys, sealed

BATCH = 1_000
Row = tuple[Any, ...]
Keys = Callable[[Sequence[Row]], dict[UUID, tuple[UUID, bytes]]]
"""By row, the key that its text goes under, from the rows as ``Source`` reads them. A row without one keeps nothing."""


def carry(table: str, plain: str, column: str, source: str, found: Keys, *, gone: str = "") -> migrations.RunPython:
    """``source`` reads (id, text, what ``found`` needs) of ``table t`` for the ids after one, in their order."""

    def forward(apps: Any, editor: Any) -> None:
        for rows in batches(source):
            under = found(rows)
            told = [(row[0], row[1], *under[row[0]]) for row in rows if row[0] in under and row[1] != gone]
            raws = [sealed.encrypted(identity, key, sealed.place(table, column, pk), text) for pk, text, identity, key in told]
            _write(table, column, "bytea", [one[0] for one in told], raws)

    def backward(apps: Any, editor: Any) -> None:
        for rows in batches(f'SELECT id, "{column}" FROM "{table}" t WHERE id > %s ORDER BY id LIMIT %s'):  # noqa: S608 - names of our own
            texts = sealed.open_raw([(bytes(raw), sealed.place(table, column, pk)) for pk, raw in rows])
            _write(table, plain, "text", [row[0] for row in rows], [gone if one is None else one for one in texts])

    return migrations.RunPython(forward, backward)


def hash_too(table: str, column: str, source: str, prefix: str) -> migrations.RunPython:
    """Beside it, what it is found by: ``keys.lookup_hash`` of the prefix and the text. ``source`` reads (id, workspace, text)."""

    def forward(apps: Any, editor: Any) -> None:
        for rows in batches(source):
            _write(table, column, "text", [row[0] for row in rows], [keys.lookup_hash(row[1], f"{prefix}{row[2]}") for row in rows])

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


def batches(source: str) -> Iterator[list[Row]]:
    """Of rows whose first column is their id; ``source`` takes the id to begin after and how many."""
    last = UUID(int=0)
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
