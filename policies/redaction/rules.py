"""A workspace's own redaction rules, one channel's before those for all channels, and its own recognisers.

Read each time, so that a change holds for the very next text in every worker. A recogniser is read once and remembered by its digest.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, Final
from uuid import UUID

from kit import statements
from policies.redaction.operators import Told
from policies.redaction.own import Definition, defined

OWN: Final = "SELECT string_agg(digest, ',' ORDER BY id) FROM policies_recogniser WHERE workspace_id = %(workspace)s AND is_active"
"""Digests of the recognisers that search now, as one text; for queries that read rules beside other things."""
_RULES: Final = f"""
SELECT entity, surface, operator, channel IS NOT NULL FROM policies_redactionrule
WHERE workspace_id = %(workspace)s AND (channel IS NULL OR channel = %(channel)s)
UNION ALL SELECT '', '', ({OWN}), NULL"""  # noqa: S608 - texts of our own
_READ: Final = """
SELECT digest, name, entity, kind, pattern, words, ignores_case, context, checksum, score FROM policies_recogniser
WHERE workspace_id = %s AND is_active ORDER BY id"""
_KEPT: Final = 5000
_known: OrderedDict[str, Definition] = OrderedDict()
_lock: Final = Lock()


def rules_of(workspace: UUID, channel: UUID | None = None) -> Told:
    """(entity, surface) -> operator, and the recognisers, in one query (a second one after a recogniser has changed)."""
    rows = statements.ask(_RULES, {"workspace": workspace, "channel": channel})
    told = Told(own=own_by(workspace, next(operator for entity, _, operator, _ in rows if not entity)))
    for wanted in (False, True):
        told.update({(entity, surface): operator for entity, surface, operator, is_of_channel in rows if is_of_channel is wanted})
    return told


def own_by(workspace: UUID, digests: str | None) -> tuple[Definition, ...]:
    """The recognisers that ``OWN`` has named."""
    wanted = digests.split(",") if digests else []
    with _lock:
        found = [_known[one] for one in wanted if one in _known]
    return tuple(found) if len(found) == len(wanted) else _read(workspace)


def _read(workspace: UUID) -> tuple[Definition, ...]:
    """As they are now: who has changed them since the digests were read is obeyed a moment sooner."""
    found = [_definition(*row) for row in statements.ask(_READ, [workspace])]
    with _lock:
        _known.update((one.digest, one) for one in found)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return tuple(found)


def _definition(digest: str, *row: Any) -> Definition:
    name, entity, kind, pattern, words, ignores_case, context, checksum, score = row
    made = defined(
        name=name, entity=entity, kind=kind, pattern=pattern, words=_texts(words), ignores_case=ignores_case, context=_texts(context),
        checksum=checksum, score=float(score),
    )  # fmt: skip
    if made.digest != digest:
        raise RuntimeError(f"The recogniser {name} is not what its digest says: it was changed past the product.")
    return made


def _texts(value: str | Sequence[str]) -> Iterable[str]:
    return json.loads(value) if isinstance(value, str) else value
