"""From a misfit to the kind of damage. A chain alone says where it broke; what happened follows from what else still fits.

Two damages cannot be told apart by links alone and are named by the likelier: an entry whose body and leaf hash were both rewritten, and
one removed with all later places renumbered. The sealer's count and the conversation's numbers decide between them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from audit import chain
from audit.verification.findings import Finding, Kind
from audit.verification.walk import Misfit, Row

_SEALS = "SELECT seq, entry::text, coalesce(leaf_hash, ''), coalesce(link, '') FROM audit_seal WHERE workspace = %s ORDER BY seq"
Place = tuple[int, str, bytes, bytes]
"""seq, entry, leaf hash, link"""


def diagnose(misfit: Misfit) -> Finding:
    return {"gap": _gap, "missing": _missing, "leaf": _leaf, "link": _link, "columns": _columns}[misfit.reason](misfit)


def _found(kind: Kind, row: Row, detail: str) -> Finding:
    return Finding(kind, row[0], row[1], row[2], detail)


def _missing(misfit: Misfit) -> Finding:
    return _found("deleted", misfit.row, "The seal is there, its entry is gone.")


def _gap(misfit: Misfit) -> Finding:
    """Place ``expected`` is empty."""
    row, workspace = misfit.row, misfit.row[0]
    if chain.link(misfit.link, bytes(row[3])) == row[4]:
        return _found("gap", row, f"The entry that follows place {misfit.expected - 1} carries the number {row[1]}.")
    away = _one(
        "SELECT e.id::text FROM audit_entry e JOIN audit_seal s ON s.entry = e.id WHERE e.workspace = %s AND s.workspace <> %s",
        workspace,
        workspace,
    )
    if away:
        return Finding("moved", workspace, misfit.expected, away, "The entry's seal stands in another workspace.")
    for entry, body in _unsealed(workspace):
        link = chain.link(misfit.link, chain.leaf_hash(body.encode()))
        if row[1] > misfit.expected + 1 or chain.link(link, bytes(row[3])) == row[4]:
            return Finding("gap", workspace, misfit.expected, entry, "The entry is there, its seal is gone.")
    return Finding("deleted", workspace, misfit.expected, None, f"The entry and the seal of place {misfit.expected} are gone.")


def _leaf(misfit: Misfit) -> Finding:
    """The body is not the one that was sealed here."""
    row = misfit.row
    leaf = chain.leaf_hash(row[5].encode())
    if row[8] != row[0]:
        return _found("moved", row, f"The entry was rewritten to belong to workspace {row[8]}.")
    home = _one("SELECT workspace::text FROM audit_seal WHERE leaf_hash = %s", leaf)
    if home == row[0]:
        return _found("reordered", row, "The body that stands here was sealed at another place of this workspace.")
    if home:
        return _found("moved", row, f"The body that stands here was sealed in workspace {home}.")
    return _found("edited", row, "The body is not the one that was sealed.")


def _columns(misfit: Misfit) -> Finding:
    row = misfit.row
    if f'"workspace":"{row[0]}"' not in row[5]:
        return _found("moved", row, "The entry is sealed in a workspace that is not its own.")
    return _found("edited", row, "A column beside the body says something else than the body.")


def _link(misfit: Misfit) -> Finding:
    """The body fits its seal, the seal does not fit what stands before it."""
    row, before = misfit.row, misfit.before
    if f'"workspace":"{row[0]}"' not in row[5]:
        return _found("moved", row, "The entry is sealed in a workspace that is not its own.")
    if before and misfit.link_before is not None and chain.link(misfit.link_before, bytes(row[3])) == row[4]:
        return _found("inserted", before, "The next entry was linked to the one before this: this one came in between later.")
    places = list(_places(row[0]))
    if not any(chain.link(misfit.link, leaf) == link for _, _, leaf, link in places):
        return _rewritten_or_removed(misfit)
    if any(chain.link(link, bytes(row[3])) == row[4] for _, _, _, link in places):
        return _found("reordered", row, "The entry was sealed at another place of this workspace.")
    return _found("inserted", row, "The entry was never linked here; the one that was follows later.")


def _rewritten_or_removed(misfit: Misfit) -> Finding:
    row = misfit.row
    if _seals_are_missing() or (row[12] and _numbers_are_missing(row[12])):
        return _found("deleted", row, f"What was sealed at place {row[1]} is gone and the later places were renumbered.")
    return _found("edited", row, "This entry, or the one before it, was rewritten together with its hash.")


def _places(workspace: str) -> Iterator[Place]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALS, [workspace])
        for seq, entry, leaf, link in cursor.fetchall():
            yield seq, entry, bytes(leaf), bytes(link)


def _unsealed(workspace: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id::text, e.body FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id"
            " WHERE s.entry IS NULL AND e.workspace = %s ORDER BY e.epoch, e.xid, e.id LIMIT 1000",
            [workspace],
        )
        return list(cursor.fetchall())


def _seals_are_missing() -> bool:
    return bool(_one("SELECT 1 FROM audit_sealerstate WHERE sealed > (SELECT count(*) FROM audit_seal)"))


def _numbers_are_missing(stream: str) -> bool:
    return bool(_one("SELECT 1 FROM audit_entry WHERE stream = %s HAVING count(*) < max(stream_no)", stream))


def _one(query: str, *parameters: str | bytes) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(query + " LIMIT 1", parameters)
        row = cursor.fetchone()
    return str(row[0]) if row else None
