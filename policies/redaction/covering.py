"""The one place where a text is covered for a reader: found once, treated by the workspace's rules for the surface "reviewer".

Whatever shows a reviewer words of somebody outside goes through a ``Cover``: lists, threads, drafts, passages, the API.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter, OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from policies import redaction
from policies.redaction import labels, operators
from policies.redaction.overlaps import resolve
from policies.redaction.own import Definition
from policies.redaction.types import Finding

LONGEST: Final = 40_000
"""Characters of one text that are searched, and shown."""
_KEPT: Final = 8000
_PLACES: Final = re.compile(r"\[\d+\]")
_SALT: Final = secrets.token_bytes(16)
_found: OrderedDict[tuple[str, str, bool, tuple[str, ...]], tuple[Finding, ...]] = OrderedDict()
_lock: Final = Lock()


@dataclass(frozen=True, slots=True)
class Covered:
    """``text[start:end]`` is hidden, ``shown`` stands in its place."""

    start: int
    end: int
    type: str
    shown: str


@dataclass(slots=True)
class Cover:
    """How a workspace, and rulings on a conversation, treat findings for a reviewer. Counts what it has met."""

    rules: operators.Rules
    hides: frozenset[str] | None = frozenset()
    """Types that rulings hide besides; None hides all."""
    seen: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)

    def found(self, text: str, language: str, *, identity: str = "", count: bool = False) -> list[Covered]:
        """What is hidden of ``text``. ``identity`` names a content that never changes, so that a long text need not be hashed."""
        own = operators.own_of(self.rules)
        findings = resolve(
            findings_in(identity, text, language, people=self.looks_for_names, own=own),
            lambda entity: self.operator(entity) != operators.KEEP,
        )
        if count:
            self.seen.update(one.type for one in findings if one.type not in operators.NOT_PERSONAL)
        hidden = [self._covered(one.start, one.end, one.type, text) for one in findings if self.operator(one.type) != operators.KEEP]
        self.covered.update(one.type for one in hidden)
        return hidden

    def found_in_field(self, path: str, text: str, language: str = "") -> list[Covered]:
        """The same for a value in a record (``customer.bsn``): what its field is called may say what the value alone does not."""
        alone = self.found(text, language)
        head = f"{_PLACES.sub('', path).rpartition('.')[2]}: "
        named = [one for one in self.found(head + text, language) if one.end > len(head)]
        shifted = [replace(one, start=max(0, one.start - len(head)), end=one.end - len(head)) for one in named]
        more = [one for one in shifted if not any(one.start < other.end and other.start < one.end for other in alone)]
        return sorted((*alone, *more), key=lambda one: one.start)

    def found_in_name(self, text: str, language: str = "") -> list[Covered]:
        """The same for a field that holds the name of a person: nothing need be guessed."""
        if text and self.operator("PERSON") != operators.KEEP:
            return [self._covered(0, len(text), "PERSON", text)]
        return self.found(text, language) if any(char.isdigit() or char in "@:/" for char in text) else []

    def found_in_address(self, text: str) -> list[Covered]:
        """The same for an e-mail address, a phone number, or what a chat calls its user."""
        kind = "EMAIL_ADDRESS" if "@" in text else "PHONE_NUMBER" if text[:1] == "+" or text.isdigit() else "USER_NAME"
        if text and self.operator(kind) != operators.KEEP:
            return [self._covered(0, len(text), kind, text)]
        return self.found(text, "") if any(char.isdigit() for char in text) else []

    def line(self, text: str, language: str = "", *, identity: str = "") -> str:
        """``text`` as it may be read. What is beyond the longest that is searched is not shown."""
        shown = put_in(text[:LONGEST], self.found(text, language, identity=identity))
        return shown if len(text) <= LONGEST else f"{shown} [{len(text) - LONGEST:,} more characters are not shown here]"

    def name(self, text: str, language: str = "") -> str:
        """A name, or the address that stands where no name is known."""
        return put_in(text, self.found_in_address(text) if "@" in text else self.found_in_name(text, language))

    def address(self, text: str) -> str:
        return put_in(text, self.found_in_address(text))

    @property
    def looks_for_names(self) -> bool:
        """Names are looked for only where they are hidden."""
        return self.hides is None or not operators.NAMES.isdisjoint(self.hides) or operators.asks_for_names("reviewer", self.rules)

    def operator(self, entity: str) -> str:
        if self.hides is None or entity in self.hides:
            return operators.MASK
        return operators.operator_for(entity, "reviewer", self.rules)

    def _covered(self, start: int, end: int, kind: str, text: str) -> Covered:
        operator = self.operator(kind)
        if operator == operators.DROP:
            return Covered(start, end, kind, "")
        return Covered(start, end, kind, operators.partial(text[start:end]) if operator == operators.PARTIAL else f"[{labels.named(kind)}]")


def put_in(text: str, hidden: list[Covered]) -> str:
    """``text`` with what stands in place of the hidden."""
    shown, at = [], 0
    for one in hidden:
        shown += [text[at : one.start], one.shown]
        at = one.end
    return "".join([*shown, text[at:]])


def hides_both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The stricter of two; None hides all."""
    return None if one is None or other is None else one | other


def findings_in(identity: str, text: str, language: str, *, people: bool = False, own: tuple[Definition, ...] = ()) -> tuple[Finding, ...]:
    """Remembered by what the text is called, or by a salted hash of it: places and types only, none of the text."""
    if not text.strip():
        return ()
    key = (identity or hashlib.blake2b(text.encode("utf-8", "replace"), key=_SALT, digest_size=16).hexdigest(), language, people,
           tuple(one.digest for one in own))  # fmt: skip
    with _lock:
        if key in _found:
            _found.move_to_end(key)
            return _found[key]
    found = tuple(redaction.find(text[:LONGEST], language=language, people=people, own=own))
    with _lock:
        _found[key] = found
        while len(_found) > _KEPT:
            _found.popitem(last=False)
    return found
