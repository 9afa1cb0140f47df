"""What the ledger refuses. All but the content errors are faults of the caller's code, so they are never shown to a person."""

from __future__ import annotations

from kit.errors import NotFound


class AuditError(Exception):
    """Base of refusals by the ledger."""


class UnregisteredEvent(AuditError):
    """``record`` was called with a name that no app registered in ``ready()``."""


class RefusedData(AuditError):
    """A value that must not stand in an entry: a float, free text, an undeclared field."""


class NotInTransaction(AuditError):
    """An entry is written in the same transaction as what it describes; open ``transaction.atomic()`` around both."""


class TreeDamaged(AuditError):
    """A hash that the Merkle tree of a workspace needs is not there."""


class ContentMissing(NotFound):
    """No such content in this workspace, or its row is gone without an erasure."""


class ContentErased(NotFound):
    """The key of this content was destroyed; what it said cannot be read any more by anybody."""
