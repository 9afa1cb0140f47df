"""What conditions may call beside reading facts: the help and completion of the admin. CEL knows some more; these are those that rules need.

Each example is compiled by a test, so that what is offered works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """``text`` is what is typed; one that begins with a point follows a value."""

    text: str
    about: str
    example: str


FUNCTIONS: Final = (
    Function("size(", "How many items a list has, or characters a text.", "size(action.recipients) > 1"),
    Function(".contains(", "The text has this part.", "action.tool.contains('refund')"),
    Function(".startsWith(", "The text begins so.", "action.tool.startsWith('order_')"),
    Function(".endsWith(", "The text ends so.", "agent.name.endsWith('beta')"),
    Function(".matches(", "The text fits this pattern (RE2).", "signals.intent.matches('^return')"),
    Function(".exists(", "At least one item is so.", "action.recipients.exists(one, one.endsWith('@example.org'))"),
    Function(".all(", "Every item is so; true of an empty list.", "arguments.all(path, arguments[path].trusted == true)"),
    Function(".exists_one(", "Exactly one item is so.", "action.hosts.exists_one(host, host == 'example.org')"),
    Function(".filter(", "The items that are so.", "size(action.hosts.filter(host, host != 'example.org')) > 0"),
    Function(" in ", "The list has this item.", "'IBAN_CODE' in data.types"),
    Function("double(", "A whole number as a decimal one.", "double(conversation.turns) * 1.5 > 6.0"),
    Function("true", "A rule that always matches.", "true"),
)
