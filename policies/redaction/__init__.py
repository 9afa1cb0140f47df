"""Redaction: personal and secret data found in text and treated per surface. The detection library is loaded at the first call only.

Found: structured types with their checksums (see docs/redaction.md). NOT found: names, postal addresses and places in free text.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from uuid import UUID

from kit.errors import InvalidInput
from policies.redaction import operators
from policies.redaction.names import name_for, placeholders, restore
from policies.redaction.overlaps import resolve
from policies.redaction.types import Finding, Redacted

__all__ = ["MAX_CHARACTERS", "Finding", "Redacted", "find", "placeholders", "redact", "redact_all", "restore"]

MAX_CHARACTERS = 500_000


def redact(
    text: str,
    *,
    workspace: UUID | None,
    surface: str = "model",
    language: str = "",
    names: MutableMapping[str, str] | None = None,
    data_class: str = "",
) -> Redacted:
    """``text`` as ``surface`` (model, reviewer, log, export) may see it.

    ``language`` (ISO 639-1, empty: unknown) picks recognisers. ``names`` keeps placeholders stable over several calls: placeholder -> value,
    added to in place. ``data_class`` "public" reaches the model untouched. Without ``workspace`` the shipped defaults hold.
    Raises InvalidInput for an unknown surface or a text over MAX_CHARACTERS.
    """
    return redact_all([text], workspace=workspace, surface=surface, language=language, names=names, data_class=data_class)[0]


def redact_all(
    texts: Sequence[str],
    *,
    workspace: UUID | None,
    surface: str = "model",
    language: str = "",
    names: MutableMapping[str, str] | None = None,
    data_class: str = "",
) -> list[Redacted]:
    """Several texts of one conversation, by the rules of one moment; otherwise as ``redact``."""
    if surface not in operators.SURFACES:
        raise InvalidInput(f"There is no surface {surface}; use one of {', '.join(operators.SURFACES)}.")
    if data_class == "public" and surface == "model":
        return [Redacted(text, ()) for text in texts]
    rules, known = _rules(workspace), {} if names is None else names
    return [_redacted(text, surface, language, rules, known) for text in texts]


def _redacted(text: str, surface: str, language: str, rules: operators.Rules, names: MutableMapping[str, str]) -> Redacted:
    findings = resolve(find(text, language=language), lambda entity: operators.operator_for(entity, surface, rules) != operators.KEEP)
    return Redacted(_treated(text, findings, surface, rules, names), findings)


def _rules(workspace: UUID | None) -> operators.Rules:
    if workspace is None:
        return {}
    from policies.redaction.rules import rules_of  # the engine itself needs neither Django nor a database

    return rules_of(workspace)


def find(text: str, *, language: str = "") -> list[Finding]:
    """Every finding, overlaps included. Raises InvalidInput for a text over MAX_CHARACTERS."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(f"The text has {len(text)} characters; at most {MAX_CHARACTERS} are searched at once. Send it in parts.")
    from policies.redaction.detection import detect  # seconds to import and 100 MB: only where text is searched

    return detect(text, language)


def _treated(text: str, findings: tuple[Finding, ...], surface: str, rules: operators.Rules, names: MutableMapping[str, str]) -> str:
    parts: list[str] = []
    at = 0
    for finding in findings:
        value = text[finding.start : finding.end]
        operator = operators.operator_for(finding.type, surface, rules)
        parts += [text[at : finding.start], _shown(operator, finding, value, names, text)]
        at = finding.end
    return "".join([*parts, text[at:]])


def _shown(operator: str, finding: Finding, value: str, names: MutableMapping[str, str], text: str) -> str:
    return operators.apply(operator, value, lambda: name_for(finding, value, names, text))
