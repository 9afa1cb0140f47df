"""What happens to a finding on a surface: the shipped defaults, and the operators themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from policies.redaction.own import Definition

MASK: Final = "mask"
PARTIAL: Final = "partial"
KEEP: Final = "keep"
HASH: Final = "hash"
DROP: Final = "drop"
PSEUDONYMISE: Final = "pseudonymise"
OPERATORS: Final = (MASK, PARTIAL, KEEP, HASH, PSEUDONYMISE, DROP)
SURFACES: Final = ("model", "reviewer", "log", "export")

SECRETS: Final = frozenset(("API_KEY", "ACCESS_TOKEN", "PRIVATE_KEY", "PASSWORD"))
CARDS: Final = frozenset(("CREDIT_CARD",))
NAMES: Final = frozenset(("PERSON", "LOCATION", "ORGANIZATION"))
"""Looked for only where a rule hides them: guesses, made by a model that costs more than all other recognisers together."""
NOT_PERSONAL: Final = frozenset(("DATE_TIME", "URL", "UUID"))
"""Found and shown, but of use to the model and rarely personal by themselves; a row can mask them."""

Rules = Mapping[tuple[str, str], str]
"""(entity, surface) -> operator, as a workspace's rows say it, those of a channel in place of those for all."""


class Told(dict[tuple[str, str], str]):
    """Rules of a workspace, or of one of its channels, and beside them ``own``: its recognisers that search now."""

    def __init__(self, rules: Rules | Iterable[tuple[tuple[str, str], str]] = (), own: tuple[Definition, ...] = ()) -> None:
        super().__init__(rules)
        self.own = own


def own_of(rules: Rules) -> tuple[Definition, ...]:
    return rules.own if isinstance(rules, Told) else ()


def operator_for(entity: str, surface: str, rules: Rules) -> str:
    """The workspace's rule, else the shipped default."""
    return rules.get((entity, surface)) or default_operator(entity, surface)


def default_operator(entity: str, surface: str) -> str:
    if surface == "reviewer":
        return MASK if entity in SECRETS else PARTIAL if entity in CARDS else KEEP
    if surface == "model":
        return KEEP if entity in NOT_PERSONAL or entity in NAMES else PSEUDONYMISE
    return MASK


def fault(surface: str, operator: str) -> str:
    """Why an operator cannot be used on a surface, "" where it can."""
    if surface == "reviewer" and operator in (HASH, PSEUDONYMISE):
        return "What a reviewer reads is masked, shown in part, dropped or kept: a mark they could not tell from real data helps nobody to decide."
    return "" if operator in OPERATORS else f"Operators: {', '.join(OPERATORS)}."


def asks_for_names(surface: str, rules: Rules) -> bool:
    """Some rule hides a name of some kind on the surface."""
    return any(operator_for(entity, surface, rules) != KEEP for entity in NAMES)


def partial(value: str) -> str:
    """All but the last four letters or digits as •, separators kept: enough to compare with a statement, not to use."""
    hide = max(0, sum(char.isalnum() for char in value) - 4)
    shown = []
    for char in value:
        covered = char.isalnum() and hide > 0
        hide -= covered
        shown.append("•" if covered else char)
    return "".join(shown)


def mark(entity: str, digest: str = "") -> str:
    """What leads to no value: the kind alone, or with a keyed hash by which equal values are told to be equal."""
    return f"<{entity}:{digest}>" if digest else f"<{entity}>"
