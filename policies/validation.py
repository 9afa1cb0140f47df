"""What must be right about the rules of a version before they are stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from kit.errors import InvalidInput
from policies import queue_names, settings_actions
from policies.engine import RuleSource, compile_rules, obligations, require_written

MAX_RULES: Final = 1000
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def require_some(rules: Collection[object] | bool) -> None:
    """``rules`` of a version that is to rule on something, or whether it has any. Raises InvalidInput."""
    if not rules:
        raise InvalidInput("A version without rules would send everything to review. Add a rule first.")


def check_rules(workspace: UUID | None, rules: Sequence[RuleSource], *, stored: bool = False) -> list[RuleSource]:
    """The rules, if all are right. Raises InvalidInput (for a condition: ConditionError with the caret) naming the first wrong one.

    ``stored``: of an older version, which is gone back to or begun from also where a word that it compares with is none any more.
    """
    if len(rules) > MAX_RULES:
        raise InvalidInput(f"A version has at most {MAX_RULES} rules.")
    for rule in rules:
        _check_texts(rule)
    for compiled in compile_rules(rules).rules:
        if compiled.condition and not stored:
            require_written(compiled.condition)
    queues = queue_names.known(workspace) if workspace else None
    for rule in rules:
        _check(rule, queues)
    if workspace and not stored:
        _check_masks(workspace, rules)
    twice = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if twice:
        raise InvalidInput(f"Two rules are called {twice[0]}. Each rule needs a name of its own.")
    return list(rules)


def _check_masks(workspace: UUID, rules: Sequence[RuleSource]) -> None:
    """A type that nothing finds would hide nothing, and nobody would see that."""
    masks = ((rule.name, one) for rule in rules for one in obligations.check(list(rule.obligations)) if one["kind"] == "mask")
    for name, entity in ((name, entity) for name, one in masks for entity in one["types"]):
        try:
            settings_actions.require_entity(workspace, entity)
        except InvalidInput as problem:
            raise InvalidInput(f"Rule {name}, what is hidden: {problem.message}") from None


def _check_texts(rule: RuleSource) -> None:
    """Texts that neither the engine nor the database can hold."""
    texts = (rule.name, rule.when, rule.queue)
    if any("\0" in text or any("\ud800" <= char <= "\udfff" for char in text) for text in texts):
        raise InvalidInput("A rule holds a character that is none: a NUL or half of a surrogate pair.")


def _check(rule: RuleSource, queues: frozenset[str] | None) -> None:
    if not rule.name.strip() or len(rule.name) > 120:
        raise InvalidInput("Each rule needs a name of at most 120 characters.")
    if not _CODE.fullmatch(rule.reason_code):
        raise InvalidInput(f"Rule {rule.name}: the reason code is a short word such as amount_over_limit (a-z, 0-9, _ . -).")
    if rule.queue and queues is not None and rule.queue not in queues:
        raise InvalidInput(f"Rule {rule.name}: there is no queue {rule.queue}. Queues: {', '.join(sorted(queues)) or 'none yet'}.")
