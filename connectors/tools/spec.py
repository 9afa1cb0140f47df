"""A tool as agents and the policy see it: plain data without settings or secrets, and what a call of it declares. Asks no table."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from connectors.tools import schema

Spec = Mapping[str, Any]
READ, IRREVERSIBLE = "read", "irreversible"
MIXED: Final = "XXX"
"""Currency of amounts of several currencies, which nobody can add: ISO 4217 has it for none."""
_MINOR: Final[Mapping[str, int]] = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
_ADDRESS: Final = re.compile(r"[^@\s<>\",;]{1,64}@[^@\s<>\",;]{3,253}")
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?\Z")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


def writes(tool: Spec) -> bool:
    return bool(tool["kind"] != READ)


def fault(tool: Spec, arguments: Any) -> str:
    """What is wrong with the arguments, without repeating a value; "" when nothing is."""
    return schema.fault(tool["parameters"], arguments, closed=True)


def declared(tool: Spec, arguments: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The facts of one call; ``currency`` is the workspace's. An amount in another one, or in several, has no known value in it: None."""
    return {
        "writes": writes(tool), "irreversible": tool["kind"] == IRREVERSIBLE, "hosts": list(tool["hosts"]),
        **_money(tool["parameters"], arguments, currency),
    }  # fmt: skip


def _money(parameters: Mapping[str, Any], arguments: Mapping[str, Any], ours: str) -> dict[str, Any]:
    """What moves, in whichever direction: a payment of -500 is no smaller one, and two amounts never make each other less."""
    names = [name for name in schema.by_role(parameters, "amount") if isinstance(arguments.get(name), int | float)]
    if not names:
        return {"amount": None, "currency": None, "amount_minor": None}
    told = {str(arguments[one]).upper() for one in schema.by_role(parameters, "currency") if arguments.get(one)}
    currencies = told or {str(parameters["properties"][name].get("x-currency") or ours).upper() for name in names}
    if len(currencies) > 1:
        return {"amount": None, "currency": MIXED, "amount_minor": None}
    currency = currencies.pop()
    amount = sum((abs(Decimal(str(arguments[name]))) for name in names), Decimal(0))
    minor = int((amount.scaleb(_MINOR.get(currency, 2))).to_integral_value())
    known = float(amount)
    is_known = currency == ours.upper() and math.isfinite(known)
    return {"amount": known if is_known else None, "currency": currency, "amount_minor": minor if minor < 2**63 else None}


def texts(value: Any) -> Iterator[str]:
    """Every text in arguments or an answer, names left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def addresses_in(arguments: Mapping[str, Any]) -> list[str]:
    """Who could receive something by these arguments."""
    return sorted({one.lower() for text in texts(arguments) for one in _ADDRESS.findall(text)})


def named(tool: Spec) -> dict[str, Any]:
    """What people are shown of a tool beside a call of it, kept with the call: the tool may be called otherwise later."""
    return {"label": tool["label"], "summary": tool["summary"], "amounts": schema.by_role(tool["parameters"], "amount")}


def sentence(tool: Spec, arguments: Mapping[str, Any]) -> str:
    """What a call does, in one line: the summary with the arguments in it, else the label. ``tool`` may be ``named`` of one."""
    summary = str(tool.get("summary") or "")
    amounts = tool.get("amounts") or schema.by_role(tool.get("parameters") or {}, "amount")

    def one(found: re.Match[str]) -> str:
        value = arguments.get(found.group(1), "")
        if found.group(1) in amounts and _NUMBER.match(str(value)):
            return f"{Decimal(str(value)):.2f}"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return _PLACE.sub(one, summary) if summary else str(tool["label"])
