"""Own recognisers, rules for a channel and the tester in the admin."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from connectors.models import Channel
from kit.errors import InvalidInput
from policies import recognisers, redaction, settings_actions
from policies.models import Recogniser, RedactionRule
from policies.redaction.catalogue import WITH_CHECK_DIGITS
from policies.redaction.figures import evaluating
from policies.redaction.numbers.national import NUMBERS
from policies.redaction.numbers.number import SHAPED, UNCHECKED
from policies.redaction.own.checks import LABELS, check
from policies.redaction.rules import rules_of
from tests.policies.cast import Cast

ADD = "/admin/policies/recogniser/add/"
TRY = "/admin/policies/redactionrule/try/"
FIELDS = {
    "name": "Member number", "entity": "member_no", "kind": "pattern", "pattern": r"MB-\d{6}", "words": "", "ignores_case": "on", "context": "",
    "checksum": "", "score": "0.5", "must": "My number is MB-123456.\n", "must_not": "Room MB-12", "is_active": "on",
}  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.admin)


def test_a_recogniser_is_written_corrected_kept_tried_changed_and_removed(admin: Client, cast: Cast) -> None:
    fields = FIELDS | {"workspace": str(cast.workspace.pk)}
    page = admin.post(ADD, fields | {"pattern": r"MB-\d+"}).content.decode()
    assert "It does not say how long it can be" in page
    page = admin.post(ADD, fields | {"must": "MB-1"}).content.decode()
    assert "Sample 1, “MB-1”, must match: nothing in it fits." in page
    assert not Recogniser.objects.exists()
    response = admin.post(ADD, fields)
    assert response.status_code == 302, response.context["errors"]
    row = Recogniser.objects.get()
    assert (row.entity, row.must, row.must_not) == ("MEMBER_NO", ["My number is MB-123456."], ["Room MB-12"])
    page = admin.post(TRY, {"text": "I am MB-123456", "language": "en", "workspace": str(cast.workspace.pk)}).content.decode()
    assert '<mark>MB-123456 <small title="Member number (own)">MEMBER_NO 0.50</small></mark>' in page
    assert "I am &lt;MEMBER_NO_1&gt;" in page
    assert "My number is MB-123456." in admin.get(f"/admin/policies/recogniser/{row.pk}/change/").content.decode()
    assert admin.post(f"/admin/policies/recogniser/{row.pk}/change/", fields | {"is_active": ""}).status_code == 302
    assert rules_of(cast.workspace.id).own == ()
    assert admin.post(f"/admin/policies/recogniser/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Recogniser.objects.exists()


def test_who_does_not_edit_policies_sees_none_and_makes_none(cast: Cast) -> None:
    recognisers.save(cast.workspace.id, recognisers.Wanted("A", "AB", pattern="ab", must=("ab",)), acting_user=cast.admin)
    for person in (cast.reviewer, cast.stranger):
        client = signed_in(person)
        assert client.get("/admin/policies/recogniser/").status_code in (302, 403)
        assert client.post(ADD, FIELDS | {"workspace": str(cast.workspace.pk)}).status_code in (302, 403)
    assert Recogniser.objects.count() == 1


def test_a_rule_may_name_a_type_of_the_workspace_and_no_other(admin: Client, cast: Cast) -> None:
    rule = {"workspace": str(cast.workspace.pk), "entity": "member_no", "surface": "model", "operator": "mask", "channel": ""}
    assert "There is no entity MEMBER_NO" in admin.post("/admin/policies/redactionrule/add/", rule).content.decode()
    admin.post(ADD, FIELDS | {"workspace": str(cast.workspace.pk)})
    assert admin.post("/admin/policies/redactionrule/add/", rule).status_code == 302
    assert RedactionRule.objects.get().entity == "MEMBER_NO"


def test_a_rule_of_a_channel_comes_before_that_of_the_workspace(admin: Client, cast: Cast) -> None:
    chat, mail = (Channel.objects.create(workspace=cast.workspace, kind="chat", name=name) for name in ("Chat", "Mail"))
    text = "Write to jane@example.org."
    rule = {"workspace": str(cast.workspace.pk), "entity": "EMAIL_ADDRESS", "surface": "model"}
    for operator, channel in (("mask", ""), ("keep", str(chat.pk))):
        response = admin.post("/admin/policies/redactionrule/add/", {**rule, "operator": operator, "channel": channel})
        assert response.status_code == 302, response.context["errors"]
    assert redaction.redact(text, workspace=cast.workspace.id).text == "Write to <EMAIL_ADDRESS>."
    assert redaction.redact(text, workspace=cast.workspace.id, channel=mail.id).text == "Write to <EMAIL_ADDRESS>."
    assert redaction.redact(text, workspace=cast.workspace.id, channel=chat.id).text == text
    page = admin.post(TRY, {"text": text, "language": "en", "workspace": f"{cast.workspace.pk}:{chat.pk}"}).content.decode()
    assert "Acme: Chat" in page
    assert page.count(text) > 1
    row = RedactionRule.objects.get(channel=chat.pk)
    assert "Chat" in admin.get("/admin/policies/redactionrule/").content.decode()
    assert admin.post(f"/admin/policies/redactionrule/{row.pk}/change/", {"operator": "drop"}).status_code == 302
    assert redaction.redact(text, workspace=cast.workspace.id, channel=chat.id).text == "Write to ."
    settings_actions.remove_redaction(row, acting_user=cast.admin)
    assert redaction.redact(text, workspace=cast.workspace.id, channel=chat.id).text == "Write to <EMAIL_ADDRESS>."


def test_a_channel_of_another_workspace_is_refused(admin: Client, cast: Cast) -> None:
    other = cast.workspace.__class__.objects.create(slug="other", name="Other")
    foreign = Channel.objects.create(workspace=other, kind="chat", name="Foreign")
    with pytest.raises(InvalidInput, match="no such channel"):
        settings_actions.set_redaction(cast.workspace.id, "URL", "model", "mask", acting_user=cast.admin, channel=foreign.id)
    rule = {"workspace": str(cast.workspace.pk), "entity": "URL", "surface": "model", "operator": "mask", "channel": str(foreign.pk)}
    assert admin.post("/admin/policies/redactionrule/add/", rule).status_code == 200
    assert not RedactionRule.objects.exists()


def test_check_digits_that_may_be_asked_for_are_those_that_exist() -> None:
    assert tuple(sorted(one.entity for one in NUMBERS if one.check not in (*UNCHECKED, *SHAPED))) == WITH_CHECK_DIGITS
    right = {"luhn": "MB 7992-7398-713", "mod11": "0-306-40615-2", "mod97": "GB82WEST12345698765432"[4:] + "GB82", "NL_BSN": "111.222.333"}
    for key in LABELS:
        assert check(key)("") is False
        assert check(key)("1") is False
    for key, value in right.items():
        assert check(key)(value), key
        assert not check(key)(value[:-1] + ("4" if value[-1] != "4" else "5")), key


def test_what_is_not_covered_is_named_for_a_workspace_and_a_channel(admin: Client, cast: Cast) -> None:
    chat = Channel.objects.create(workspace=cast.workspace, kind="chat", name="Chat")
    settings_actions.set_redaction(cast.workspace.id, "CREDIT_CARD", "model", "keep", acting_user=cast.admin, channel=chat.id)
    recognisers.save(
        cast.workspace.id, recognisers.Wanted("Dormant", "AB", pattern="ab", must=("ab",), is_active=False), acting_user=cast.admin
    )
    page = admin.get("/admin/policies/redactionrule/uncovered/").content.decode()
    for told in ("Polish", "Cyprus", "Serbia", "postal addresses as a whole", "pictures, scans", "Dormant", "shipped tagger"):
        assert told in page, told
    assert "<li>German</li>" not in page
    assert "<li>Germany</li>" not in page
    assert "<li>card number</li>" not in page
    page = admin.get("/admin/policies/redactionrule/uncovered/", {"workspace": f"{cast.workspace.pk}:{chat.pk}"}).content.decode()
    assert "<li>card number</li>" in page
    assert signed_in(cast.reviewer).get("/admin/policies/redactionrule/uncovered/").status_code in (302, 403)


def test_the_page_of_figures_shows_what_ships_until_somebody_measures_here(admin: Client) -> None:
    shipped = evaluating.shipped()
    page = admin.get("/admin/policies/redactionrule/figures/").content.decode()
    assert shipped["pipeline"] in page
    assert "These figures ship with the product" in page
    out = StringIO()
    call_command("redact", "--figures", "120", "--seed", "3", "--keep", stdout=out)
    printed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {"PERSON", "IBAN_CODE", "structured", "sentences", "unseen sentences"} <= {line["type"] for line in printed}
    page = admin.get("/admin/policies/redactionrule/figures/").content.decode()
    assert "on 120 generated texts (seed 3) and 1125 written sentences; 220 more" in page


def test_figures_of_another_pipeline_say_so(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SPACY_MODEL", "xx_some_model")
    page = admin.get("/admin/policies/redactionrule/figures/").content.decode()
    assert "Names are looked for by the spaCy pipeline xx_some_model now" in page
    assert "xx_some_model looks for names" in admin.get("/admin/policies/redactionrule/uncovered/").content.decode()


def test_the_command_finds_what_a_workspace_looks_for_and_treats_it_as_a_channel_says(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Channel.objects.create(workspace=cast.workspace, kind="chat", name="Chat")
    recognisers.save(
        cast.workspace.id, recognisers.Wanted("Member", "MEMBER_NO", pattern=r"MB-\d{6}", must=("MB-123456",)), acting_user=None
    )
    settings_actions.set_redaction(cast.workspace.id, "MEMBER_NO", "model", "drop", acting_user=None, channel=chat.id)

    def said(*more: str) -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", StringIO('{"id": 1, "text": "I am MB-123456."}\n'))
        out = StringIO()
        call_command("redact", "--workspace", cast.workspace.slug, *more, stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    assert said()["text"] == "I am <MEMBER_NO_1>."
    assert said()["findings"] == [{"type": "MEMBER_NO", "start": 5, "end": 14, "score": 0.5, "recogniser": "Member (own)"}]
    assert said("--channel", str(chat.id))["text"] == "I am ."
    with pytest.raises(CommandError, match="--channel takes"):
        said("--channel", str(cast.workspace.id))
