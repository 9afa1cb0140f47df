from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from kit.errors import InvalidInput
from policies import redaction, settings_actions
from policies.redaction import operators
from policies.redaction.covering import Cover
from policies.redaction.misuse import misused
from policies.redaction.rules import rules_of
from tests.policies.cast import Cast

CARD = "4111 1111 1111 1111"
TEXT = f"Card {CARD}, once more 4111111111111111. Mail jane@example.org."


def seen(cast: Cast, operator: str, surface: str = "model") -> tuple[str, dict[str, str]]:
    settings_actions.set_redaction(cast.workspace.id, "CREDIT_CARD", surface, operator, acting_user=cast.admin)
    names: dict[str, str] = {}
    return redaction.redact(TEXT, workspace=cast.workspace.id, surface=surface, language="en", names=names).text, names


@pytest.mark.parametrize(
    ("operator", "shown"),
    [
        ("pseudonymise", "Card <CREDIT_CARD_1>, once more <CREDIT_CARD_1>. Mail <EMAIL_ADDRESS_1>."),
        ("mask", "Card <CREDIT_CARD>, once more <CREDIT_CARD>. Mail <EMAIL_ADDRESS_1>."),
        ("partial", "Card •••• •••• •••• 1111, once more ••••••••••••1111. Mail <EMAIL_ADDRESS_1>."),
        ("drop", "Card , once more . Mail <EMAIL_ADDRESS_1>."),
        ("keep", TEXT.replace("jane@example.org", "<EMAIL_ADDRESS_1>")),
    ],
)
def test_what_a_model_sees_is_what_the_rule_says_and_only_a_pseudonym_leads_back(cast: Cast, operator: str, shown: str) -> None:
    text, names = seen(cast, operator)
    assert text == shown
    assert ("<CREDIT_CARD_1>" in names) == (operator == "pseudonymise")


def test_a_hash_tells_equal_values_and_not_those_of_another_workspace(cast: Cast) -> None:
    text, names = seen(cast, "hash")
    marks = [word.strip(",.") for word in text.split() if word.startswith("<CREDIT_CARD:")]
    assert len(marks) == 2
    assert marks[0] == marks[1]
    assert "4111" not in text
    assert list(names) == ["<EMAIL_ADDRESS_1>"]
    stranger = cast.workspace.__class__.objects.create(slug="other", name="Other")
    settings_actions.set_redaction(stranger.id, "CREDIT_CARD", "model", "hash", acting_user=None)
    assert marks[0] not in redaction.redact(TEXT, workspace=stranger.id).text


def test_a_mark_without_a_value_in_a_draft_is_held() -> None:
    assert [one.why for one in misused("Your card <CREDIT_CARD> is fine.", {}, [])] == ["bent"]
    assert [one.why for one in misused("Your card <CREDIT_CARD:0123456789ab> is fine.", {}, [])] == ["bent"]


def test_what_is_dropped_is_not_in_what_a_reviewer_reads(cast: Cast) -> None:
    settings_actions.set_redaction(cast.workspace.id, "CREDIT_CARD", "reviewer", "drop", acting_user=cast.admin)
    assert Cover(rules_of(cast.workspace.id)).line(f"Card {CARD}.", "en") == "Card ."


@pytest.mark.parametrize(("surface", "operator"), [("reviewer", "hash"), ("reviewer", "pseudonymise"), ("model", "burn"), ("moon", "mask")])
def test_an_operator_that_a_surface_does_not_have_is_refused(cast: Cast, surface: str, operator: str) -> None:
    with pytest.raises(InvalidInput):
        settings_actions.set_redaction(cast.workspace.id, "CREDIT_CARD", surface, operator, acting_user=cast.admin)
    assert rules_of(cast.workspace.id) == {}


@pytest.mark.django_db(transaction=True)
def test_rules_from_before_keep_what_they_did(cast: Cast) -> None:
    settings_actions.set_redaction(cast.workspace.id, "URL", "model", "mask", acting_user=cast.admin)
    settings_actions.set_redaction(cast.workspace.id, "URL", "reviewer", "mask", acting_user=cast.admin)
    migration = import_module("policies.migrations.0007_operators")
    with transaction.atomic():
        migration.put_back(apps, connection.schema_editor())
    assert rules_of(cast.workspace.id) == {("URL", "model"): "pseudonymise", ("URL", "reviewer"): "mask"}
    with transaction.atomic():
        migration.masked(apps, connection.schema_editor())
    assert set(rules_of(cast.workspace.id).values()) == {"mask"}


def test_every_default_is_an_operator_that_its_surface_has() -> None:
    for surface in operators.SURFACES:
        for entity in ("PERSON", "CREDIT_CARD", "API_KEY", "URL", "EMAIL_ADDRESS"):
            assert operators.fault(surface, operators.default_operator(entity, surface)) == ""


@pytest.mark.parametrize(
    ("upto", "shown"), [(5, "Card "), (6, "Card <CREDIT_CARD_1>"), (24, "Card <CREDIT_CARD_1>"), (30, "Card <CREDIT_CARD_1>, once")]
)
def test_what_stands_behind_the_part_that_is_asked_for_is_only_read(upto: int, shown: str) -> None:
    names: dict[str, str] = {}
    found = redaction.redact(TEXT, workspace=None, names=names, upto=upto)
    assert found.text == shown
    assert list(names) == [finding for finding in ["<CREDIT_CARD_1>"] if finding in shown]
    assert len(found.findings) == len(names)
    assert redaction.redact(TEXT, workspace=None, data_class="public", upto=upto).text == TEXT[:upto]
