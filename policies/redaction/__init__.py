"""Redaction: personal and secret data found in text and treated per surface. The detection library is loaded at the first call only.

Found: structured types with their checksums, and where a rule asks for them names of people, places and organisations (docs/redaction.md).
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from uuid import UUID

from kit.errors import InvalidInput
from policies.redaction import operators
from policies.redaction.around.marks import Unmarked
from policies.redaction.names import Names, folded, placeholders, restore, without_marks
from policies.redaction.overlaps import beside, resolve
from policies.redaction.own import Definition
from policies.redaction.people import find_names
from policies.redaction.types import Finding, Redacted

__all__ = ["MAX_CHARACTERS", "Finding", "Redacted", "find", "find_all", "placeholders", "redact", "redact_all", "restore"]

MAX_CHARACTERS = 500_000


def redact(
    text: str,
    *,
    workspace: UUID | None,
    surface: str = "model",
    language: str = "",
    names: MutableMapping[str, str] | None = None,
    data_class: str = "",
    everything: bool = False,
    channel: UUID | None = None,
    upto: int = MAX_CHARACTERS,
) -> Redacted:
    """``text`` as ``surface`` (model, reviewer, log, export) may see it, by the rules of the workspace and before them those of ``channel``.

    ``language`` (ISO 639-1, empty: unknown) picks recognisers. ``names`` keeps placeholders stable over several calls: placeholder -> value,
    added to in place. ``data_class`` "public" reaches the model untouched. Without ``workspace`` the shipped defaults hold.
    ``everything``: names are looked for even where no rule hides them, to be shown.
    ``upto``: characters of ``text`` that are given back, and the rest of a value that begins in them; what stands behind is only read.
    Raises InvalidInput for an unknown surface or a text over MAX_CHARACTERS.
    """
    return redact_all(
        [text], workspace=workspace, surface=surface, language=language, names=names, data_class=data_class, everything=everything,
        channel=channel, upto=upto,
    )[0]  # fmt: skip


def redact_all(
    texts: Sequence[str],
    *,
    workspace: UUID | None,
    surface: str = "model",
    language: str = "",
    names: MutableMapping[str, str] | None = None,
    data_class: str = "",
    everything: bool = False,
    channel: UUID | None = None,
    upto: int = MAX_CHARACTERS,
) -> list[Redacted]:
    """Several texts of one conversation, by the rules of one moment; otherwise as ``redact``."""
    if surface not in operators.SURFACES:
        raise InvalidInput(f"There is no surface {surface}; use one of {', '.join(operators.SURFACES)}.")
    if data_class == "public" and surface == "model":
        return [Redacted(text[:upto], ()) for text in texts]
    rules, known = _rules(workspace, channel), Names({} if names is None else names)
    found = find_all(texts, language=language, people=everything or operators.asks_for_names(surface, rules), own=rules.own)
    return [_redacted(text, findings, surface, rules, known, workspace, upto) for text, findings in zip(texts, found, strict=True)]


def _redacted(
    text: str, found: list[Finding], surface: str, rules: operators.Rules, names: Names, workspace: UUID | None, upto: int
) -> Redacted:
    resolved = resolve(found, lambda entity: operators.operator_for(entity, surface, rules) != operators.KEEP)
    findings = tuple(one for one in resolved if one.start < upto)
    end = max([upto, *(one.end for one in findings[-1:])])
    return Redacted(_treated(text[:end], findings, surface, rules, names, workspace), findings)


def _rules(workspace: UUID | None, channel: UUID | None) -> operators.Told:
    if workspace is None:
        return operators.Told()
    from policies.redaction.rules import rules_of  # the engine itself needs neither Django nor a database

    return rules_of(workspace, channel)


def find(text: str, *, language: str = "", people: bool = False, own: tuple[Definition, ...] = ()) -> list[Finding]:
    """Every finding, overlaps included; with ``people`` names too, with ``own`` what a workspace's own recognisers find.

    Raises InvalidInput for a text over MAX_CHARACTERS.
    """
    return find_all([text], language=language, people=people, own=own)[0]


def find_all(texts: Sequence[str], *, language: str = "", people: bool = False, own: tuple[Definition, ...] = ()) -> list[list[Finding]]:
    """Findings of each text; names of all are looked for in one batch."""
    for text in texts:
        if len(text) > MAX_CHARACTERS:
            raise InvalidInput(f"The text has {len(text)} characters; at most {MAX_CHARACTERS} are searched at once. Send it in parts.")
    from policies.redaction.detection import detect  # seconds to import and 100 MB: only where text is searched

    found = [detect(text, language, own) for text in texts]
    if not people:
        return found
    read = [Unmarked(text) for text in texts]
    named = zip(read, find_names([one.text for one in read]), strict=True)
    return [beside(one, [marks.back(name) for name in names]) for one, (marks, names) in zip(found, named, strict=True)]


def _treated(
    text: str,
    findings: tuple[Finding, ...],
    surface: str,
    rules: operators.Rules,
    names: Names,
    workspace: UUID | None,
) -> str:
    parts: list[str] = []
    at = 0
    for finding in findings:
        operator = operators.operator_for(finding.type, surface, rules)
        parts += [_plain(text[at : finding.start], surface), _shown(operator, finding, text, surface, names, workspace)]
        at = finding.end
    return "".join([*parts, _plain(text[at:], surface)])


def _shown(operator: str, finding: Finding, text: str, surface: str, names: Names, workspace: UUID | None) -> str:
    value = text[finding.start : finding.end]
    if operator in (operators.KEEP, operators.DROP):
        return value if operator == operators.KEEP else ""
    if operator == operators.PARTIAL:
        return operators.partial(value)
    if operator == operators.HASH and workspace is not None:
        return operators.mark(finding.type, _digest(workspace, finding.type, value))
    if operator == operators.PSEUDONYMISE or surface != "model":
        return names.name_for(finding, value, text)
    return operators.mark(finding.type)


def _digest(workspace: UUID, kind: str, value: str) -> str:
    from audit import keys  # the engine itself needs neither Django nor a database

    return keys.lookup_hash(workspace, f"redaction {kind} {folded(kind, value)}")[:12]


def _plain(text: str, surface: str) -> str:
    return without_marks(text) if surface == "model" else text
