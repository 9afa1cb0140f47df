"""``rule``: which rules are asked, and what an answer says; what was not meant is refused instead of guessed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from policies import packs
from policies.models import RulingRecord
from tests.policies.cast import Cast, active, rule

LINES = [{"id": 1, "facts": {"action": {"kind": "reply"}}}, {"id": 2, "facts": {"action": {"amount": "12"}}}, {"id": 1}]
FILE = "name: mine\nversion: 4\nrules: [{name: all, when: true, effect: allow, reason_code: all}]"


def ruled(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, LINES))))
    call_command("rule", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_answer_names_rules_the_facts_they_used_and_those_that_were_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *wrong = ruled(monkeypatch)
    assert (first["id"], first["effect"], first["version"]) == (1, "review", packs.load().version)
    assert {"id", "name", "effect"} == set(first["rules"][0])
    assert "action.kind" in first["used"]
    assert {"signals.confidence", "conversation.identity"} <= set(first["absent"])
    assert "action.kind" not in first["absent"]
    assert [(one["id"], "action.amount" in one["error"], "facts must be" in one["error"]) for one in wrong] == [
        (2, True, False), (1, False, True),
    ]  # fmt: skip


def test_a_word_that_its_fact_never_is_is_an_error_of_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.LINES", [{"id": 1, "facts": {"conversation": {"identity": "verifed"}}}, LINES[0]])
    wrong, right = ruled(monkeypatch)
    assert wrong == {"id": 1, "error": "conversation.identity must be one of: verified, soft, none. Did you mean verified?"}
    assert right["effect"] == "review"


def test_a_file_is_a_policy_and_has_the_version_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(FILE)
    for more in ([], ["--version", "4"]):
        answer = ruled(monkeypatch, "--policy", str(tmp_path / "mine.yaml"), *more)[0]
        assert (answer["effect"], answer["policy"], answer["version"]) == ("allow", "mine", 4)
    with pytest.raises(CommandError, match="version 4 only"):
        ruled(monkeypatch, "--policy", str(tmp_path / "mine.yaml"), "--version", "5")


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["--workspace", ""], ["--policy", ""], ["--version", "99"], ["--policy", "no-such-pack"]])
def test_an_empty_or_unknown_name_is_not_the_shipped_pack(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        ruled(monkeypatch, *arguments)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["--workspace", ""], ["--channel", ""], ["--workspace", "nowhere"]])
def test_redact_guesses_as_little(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("redact", *arguments)


def test_a_workspace_is_ruled_by_its_active_version_and_nothing_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ruled(monkeypatch, "--workspace", cast.workspace.slug)[0]["reasons"] == ["no_active_policy"]
    version = active(cast, rule("Replies go", "action.kind == 'reply'", "allow"))
    for name in (cast.workspace.slug, str(cast.workspace.id)):
        for more in ([], ["--policy", cast.policy.name], ["--version", str(version.number)]):
            answer = ruled(monkeypatch, "--workspace", name, *more)[0]
            assert (answer["effect"], answer["version"]) == ("allow", version.number)
    for more in (["--policy", ""], ["--policy", "Other"], ["--version", "99"]):
        with pytest.raises(CommandError):
            ruled(monkeypatch, "--workspace", cast.workspace.slug, *more)
    assert not RulingRecord.objects.exists()
