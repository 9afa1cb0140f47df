"""Plain words for what the code knows as codes, numbers and digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from connectors.types import Address
from policies.engine.ruling import AT_THE_LIMIT, ENGINE_ERROR, NO_RULE
from policies.models import RulingRecord
from policies.redaction.labels import FINDINGS
from policies.rulings import NO_POLICY

LOW, HIGH = Decimal("0.5"), Decimal("0.8")

REASONS: Final = {
    NO_RULE: "no rule matched, and what no rule allows is looked at",
    ENGINE_ERROR: "a rule could not be worked out, and what is unclear is looked at",
    NO_POLICY: "no policy is active in this workspace",
    AT_THE_LIMIT["full"]: "a rate limit has no room for it",
    AT_THE_LIMIT["unknown"]: "a rate limit could not be read, and what is unclear is looked at",
}
INJECTION: Final = {
    "ignore_instructions": "asks to ignore instructions",
    "new_role": "tries to give the agent another role",
    "asks_for_prompt": "asks for the agent's instructions",
    "false_approval": "claims an approval that nobody gave",
    "speaks_to_machine": "speaks to a machine",
    "role_marks": "imitates the marks of a prompt",
    "orders_tool": "orders a tool to be called",
    "orders_send": "orders data to be sent elsewhere",
    "invisible_characters": "hides characters",
    "hidden_text": "hides text in its markup",
    "direction_marks": "turns the reading direction",
    "encoded_block": "carries a long encoded block",
    "mixed_letters": "mixes letters of other alphabets into words",
}
SOURCES: Final = {
    "system": "from our own system",
    "reviewer": "entered by a reviewer",
    "requester": "from the customer's own words",
    "quoted": "from quoted text",
    "forwarded": "from forwarded text",
    "attachment": "from an attachment",
    "page": "from a web page",
    "schema": "set by the tool",
    "chosen": "chosen by the agent",
    "composed": "worded by the agent",
    "invented": "said by nobody",
}

DOUBTS: Final = {
    "elsewhere": "but not said of this",
    "repeated": "but named twice by the agent",
    "contrary": "against the one that was named",
    "denied": "but named as what shall not be",
    "ambiguous": "but repeated by others alone",
}


SPAM: Final = {
    "inheritance": "promises an inheritance",
    "loan_offer": "offers a loan",
    "investment": "offers an investment",
    "search_ranking": "sells search ranking",
    "mailing_lists": "sells addresses or leads",
    "prize": "promises a prize",
    "pills_and_dates": "sells pills, dates or games",
    "phishing": "asks for an account to be verified",
    "pressure": "presses to act",
    "links": "leads to a link",
    "shouting": "shouts",
}


def because(evidence: Mapping[str, Any]) -> list[str]:
    """What triage found that a rule of the agent's version asks for."""
    found = evidence.get("because") or {}
    told = [_found(str(name), value) for name, value in found.items() if name != "spam"]
    seen = [SPAM.get(str(code), plain(str(code))) for code in (evidence.get("spam") or {}).get("seen") or ()]
    return [*told, *(["it " + joined(seen)] if seen else ["it looks like spam"] if "spam" in found else [])]


def _found(name: str, value: Any) -> str:
    if name == "wants_person":
        return "a person is asked for" if value else "no person is asked for"
    return "it holds signs of injection" if name == "injection" else f"{name} is {plain(str(value))}"


def plain(code: str) -> str:
    """A code that has no entry of its own: ``refund_over_limit`` reads "refund over limit"."""
    return code.replace("_", " ").replace("-", " ").strip()


def signs(found: Mapping[str, Any]) -> list[str]:
    """What seems to steer the agent, a clause for each source. Older evidence knows of the message only."""
    told: dict[str, list[str]] = {}
    for one in found.get("found") or [{"source": "requester", "code": code} for code in found.get("seen", ())]:
        code = str(one.get("code", ""))
        told.setdefault(_steerer(str(one.get("source", "")), str(one.get("name") or "")), []).append(INJECTION.get(code, plain(code)))
    return [f"{who} {', '.join(what)}" for who, what in told.items()]


def _steerer(source: str, name: str) -> str:
    if source == "page":
        return f"the page \u201c{name}\u201d" if name else "a page"
    if source.startswith("tool:"):
        return f"the answer of \u201c{name or source.removeprefix('tool:')}\u201d"
    return {"requester": "the customer's message", "forwarded": "what the customer forwards"}.get(source, "an earlier message")


def reason(code: str) -> str:
    return REASONS.get(code) or plain(code)


def joined(parts: Sequence[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def ruling_in_short(ruling: RulingRecord) -> str:
    """The rule that asked, or why none did."""
    if ruling.rules:
        return str(ruling.rules[0].get("name", ""))
    return reason(ruling.reasons[0]) if ruling.reasons else ""


def confidence(value: Decimal | None) -> str:
    """Low, medium or high: a bare number would pretend to have been measured."""
    if value is None:
        return "not stated"
    return "low" if value < LOW else "medium" if value < HIGH else "high"


def findings(types: Iterable[str]) -> list[str]:
    return [FINDINGS.get(one, (one.replace("_", " ").lower(), ""))[0] for one in types]


def source(told: Any, why: Any = None) -> str:
    """Where an argument of a tool call came from, and why it is not trusted although a trusted source has it."""
    text = str(told or "")
    came = (
        f"from the tool {text[5:]}"
        if text.startswith("tool:")
        else SOURCES.get(text) or (f"from {plain(text)}" if text else "source unknown")
    )
    return f"{came}, {DOUBTS[why]}" if why in DOUBTS else came


def address(one: Address | tuple[str, str]) -> str:
    where, name = (one.address, one.name) if isinstance(one, Address) else one
    return name or where


def recipients(to: Sequence[Address]) -> str:
    shown = [address(one) for one in to[:3]]
    return joined([*shown, f"{len(to) - 3} more"] if len(to) > 3 else shown) or "nobody"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
