"""The fact ``action.alone``, and rules that let whatever can be taken back run where nobody but the requester has spoken."""

from __future__ import annotations

from typing import Any

import pytest

from policies import packs
from policies.management.commands.judge_call import answered
from policies.management.commands.rule import of_pack

GUARD = "(action.alone && !action.irreversible)"
HELD = {
    "untrusted_argument": "when: action.writes && !arguments.all",
    "not_asked": "when: action.kind == 'tool' && action.writes && !action.asked",
}
ALLOWED = f"""
  - order: 208
    name: Change that can be taken back where nobody else has spoken
    when: action.kind == 'tool' && action.writes && {GUARD} && conversation.identity == 'verified'
    effect: allow
    reason_code: nobody_else
"""


@pytest.fixture
def pack(tmp_path: Any) -> str:
    """The default pack with the two conditions and the rule that the docs tell of."""
    text = (packs.FOLDER / f"{packs.DEFAULT}.yaml").read_text(encoding="utf-8")
    for condition in HELD.values():
        assert condition in text
        text = text.replace(condition, condition.replace("action.writes &&", f"action.writes && !{GUARD} &&"))
    path = tmp_path / "alone.yaml"
    path.write_text(text.rstrip("\n") + ALLOWED, encoding="utf-8")
    return str(path)


def ruled(policy: str | None, *others: dict[str, str], irreversible: bool = False, identity: str = "verified") -> dict[str, Any]:
    tool = {
        "name": "set_shelf",
        "description": "Puts a thing on a shelf.",
        "parameters": {"type": "object", "properties": {"thing": {"type": "string"}, "shelf": {"type": "integer"}}},
        "writes": True,
        "irreversible": irreversible,
    }
    trace = [{"source": "requester", "text": "Hyllan ovanför fönstret vore fin för krukan, alltså sjuan."}, *others]
    call = {"tool": "set_shelf", "arguments": {"thing": "pot", "shelf": 7}}
    return answered(
        of_pack(policy), {"id": "1", "tools": [tool], "trace": trace, "call": call, "identity": identity, "today": "2026-11-27"}
    )


PAGE = {"source": "page", "text": "Pots stand best on shelf 7."}


def test_the_fact_tells_whether_anybody_else_has_spoken() -> None:
    assert ruled(None)["alone"]
    assert ruled(None)["action"]["alone"]
    assert not ruled(None, PAGE)["alone"]
    assert not ruled(None, identity="soft")["alone"]


def test_the_default_does_not_use_it(pack: str) -> None:
    assert ruled(None)["effect"] == "review"
    assert ruled(pack)["effect"] == "allow"


@pytest.mark.parametrize(("others", "given"), [((PAGE,), {}), ((), {"irreversible": True}), ((), {"identity": "soft"})])
def test_with_the_rules_of_the_docs_all_else_waits(pack: str, others: tuple[dict[str, str], ...], given: dict[str, Any]) -> None:
    assert ruled(pack, *others, **given)["effect"] == "review"
