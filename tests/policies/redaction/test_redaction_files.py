"""Redaction as a file: what goes out comes in equal, and what is wrong is said line by line while nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from connectors.models import Channel
from kit.errors import InvalidInput, NotAllowed
from policies import recognisers, redaction, redaction_files, settings_actions
from policies.models import Recogniser, RedactionRule
from policies.recognisers import Wanted
from policies.redaction.own import MOST
from policies.redaction_files import Brought
from tests.policies.cast import Cast, assemble
from tests.support.races import at_once

MEMBER = Wanted("Member number", "MEMBER_NO", pattern=r"MB-\d{6}", must=("My number is MB-123456.",), must_not=("Room MB-12",))
ODD = Wanted(
    "yes: no, 'quoted' # \u2028 1e3", "PLANT", kind="words", words=("Werk Süd", "no", "12", "東京", "a: b"), context=("yes", "plant"), must=("in Werk Süd",)
)  # fmt: skip
PAGE = "/admin/policies/redactionrule/file/"


def kept(cast: Cast) -> tuple[list[Any], list[Any]]:
    rows = Recogniser.objects.filter(workspace=cast.workspace).order_by("name").values_list(*recognisers.FIELDS, "digest")
    rules = RedactionRule.objects.filter(workspace=cast.workspace).order_by("entity", "surface")
    return list(rows), [(one.entity, one.surface, one.operator, bool(one.channel)) for one in rules]


@pytest.fixture
def full(cast: Cast) -> Cast:
    channel = Channel.objects.create(workspace=cast.workspace, name="Help: desk", kind="email")
    for wanted in (MEMBER, ODD):
        recognisers.save(cast.workspace.id, wanted, acting_user=None)
    recognisers.save(cast.workspace.id, Wanted("Off", "OFF_NO", pattern="off[0-9]{3}", must=("off123",), is_active=False), acting_user=None)
    for entity, surface, operator, where in (
        ("MEMBER_NO", "reviewer", "partial", None), ("IBAN_CODE", "model", "drop", channel.id), ("EMAIL_ADDRESS", "export", "hash", None),
    ):  # fmt: skip
        settings_actions.set_redaction(cast.workspace.id, entity, surface, operator, acting_user=None, channel=where)
    return cast


def test_samples_are_tried_before_the_workspace_is_locked_and_once(full: Cast, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take seconds, and whoever rules or writes in the workspace would wait."""
    locked: list[bool] = []
    good = recognisers.require_good
    text = redaction_files.export(cast.workspace).replace("MB-", "MC-")
    with CaptureQueriesContext(connection) as queries:

        def tried(wanted: Wanted) -> Any:
            locked.append(any("FOR NO KEY UPDATE" in one["sql"] for one in queries.captured_queries))
            return good(wanted)

        monkeypatch.setattr(recognisers, "require_good", tried)
        assert redaction_files.bring_in(cast.workspace, text, acting_user=None).changed == 1
    assert locked == [False]


def test_what_goes_out_comes_in_equal_elsewhere_and_changes_nothing_at_home(full: Cast) -> None:
    other, text = assemble("birch"), redaction_files.export(full.workspace)
    Channel.objects.create(workspace=other.workspace, name="Help: desk", kind="email")
    assert redaction_files.bring_in(other.workspace, text, acting_user=other.admin) == Brought(changed=6)
    assert kept(other) == kept(full)
    assert redaction_files.export(other.workspace) == text.replace("Acme", "Birch")
    entries = Entry.objects.count()
    assert redaction_files.bring_in(full.workspace, text, acting_user=full.admin, whole=True) == Brought(as_before=6)
    assert Entry.objects.count() == entries
    assert "<MEMBER_NO_1>" in redaction.redact("I am MB-123456", workspace=other.workspace.id, surface="model").text


def test_what_a_file_leaves_out_stays_unless_it_is_the_whole(full: Cast) -> None:
    text = "rules:\n- {entity: IBAN_CODE, surface: export, operator: keep}\n"
    assert redaction_files.bring_in(full.workspace, text, acting_user=full.admin) == Brought(changed=1)
    assert (Recogniser.objects.count(), RedactionRule.objects.count()) == (3, 4)
    assert redaction_files.bring_in(full.workspace, text, acting_user=full.admin, whole=True) == Brought(removed=6, as_before=1)
    assert kept(full) == ([], [("IBAN_CODE", "export", "keep", False)])
    told = Entry.objects.filter(actor=full.admin.id).values_list("event", flat=True)
    assert [sum(one == event for one in told) for event in ("recogniser.removed", "redaction_rule.removed")] == [3, 3]


WRONG = """\
redaction: Acme
rules:
- entity: IBAN_CODE
  surface: export
  operator: hash
- entity: NOTHING_SUCH
  surface: export
  operator: hash
- entity: IBAN_CODE
  surface: reviewer
  operator: hash
- {entity: IBAN_CODE, surface: export, operator: keep}
- {entity: IBAN_CODE, surface: export, operatr: keep}
- entity: IBAN_CODE
  surface: model
  operator: drop
  channel: Nowhere
recognisers:
- name: Member
  entity: MEMBER_NO
  pattern: MB-\\d+
  must: [MB-1]
- name: Plant
  entity: PLANT
  words: [Werk Süd]
  must:
  - nothing here
- {name: Flag, entity: A_B, words: [yes], must: [x]}
"""


def test_every_fault_is_told_with_its_line_and_nothing_changes(full: Cast) -> None:
    before = kept(full)
    with pytest.raises(InvalidInput) as caught:
        redaction_files.bring_in(full.workspace, WRONG, acting_user=full.admin, whole=True)
    told = [line.split(": ", 1) for line in caught.value.message.split("\n")]
    assert [line for line, _ in told] == ["Line 6", "Line 9", "Line 12", "Line 13", "Line 17", "Line 21", "Line 26", "Line 28"]
    said = dict(told)
    assert said["Line 6"].startswith("There is no entity NOTHING_SUCH.")
    assert said["Line 9"].startswith("What a reviewer reads is masked")
    assert said["Line 12"] == "There is a rule for IBAN_CODE and export in line 3 already."
    assert said["Line 13"].startswith("A rule has no operatr; it has entity,")
    assert said["Line 17"] == "The workspace has no channel Nowhere."
    assert said["Line 21"].startswith("pattern: It does not say how long it can be")
    assert said["Line 26"].startswith("must: Sample 1, “nothing here”, must match")
    assert said["Line 28"].startswith("words is a list of texts")
    assert kept(full) == before


@pytest.mark.parametrize(("text", "said"), [
    ("rules: {", "cannot be read as YAML"), ("just words", "needs a list under rules"), ("rules: 3", "Line 1: rules is a list."),
    ("rules:\n- 7", "Line 1: each of rules has names"), ("rules: []\nrule: []", "Line 2: there is no rule;"), ("[" * 20_000, "nested too deeply"),
    ("x" * 500_001, "longer than"), ("rules: !!python/object/apply:os.system [ls]", "cannot be read as YAML"),
    ("rules: []\nrules: []", "rules is given twice"), ("rules: []\n? [a]\n: b", "a name is a plain word"),
    ("rules: &a [{entity: *a, surface: export, operator: hash}]", "cannot be read as YAML|entity is a text"),
    ("recognisers: [{name: a, entity: A_B, words: [42], must: [x]}]", "Line 1: words is a list of texts"),
    ("recognisers: [{name: a, entity: A_B, pattern: 42, must: [x]}]", "Line 1: pattern is a text"),
    ("recognisers: [{name: a, entity: A_B, pattern: x, must: [x], score: high}]", "Line 1: score is a number"),
    ("recognisers: [{name: a, entity: A_B, pattern: x, must: [x], is_active: perhaps}]", "Line 1: is_active is true or false"),
])  # fmt: skip
def test_what_is_no_such_file_is_refused(cast: Cast, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        redaction_files.bring_in(cast.workspace, text, acting_user=cast.admin)


def test_those_that_take_the_place_of_others_find_room(cast: Cast) -> None:
    for number in range(MOST):
        recognisers.save(cast.workspace.id, Wanted(f"Old {number}", "OLD_NO", pattern="a[0-9]{3}", must=("a123",)), acting_user=None)
    text = redaction_files.export(cast.workspace).replace("Old", "New").replace("OLD_NO", "NEW_NO")
    with pytest.raises(InvalidInput, match=f"At most {MOST} recognisers"):
        redaction_files.bring_in(cast.workspace, text, acting_user=cast.admin)
    assert redaction_files.bring_in(cast.workspace, text, acting_user=cast.admin, whole=True) == Brought(changed=MOST, removed=MOST)
    assert set(Recogniser.objects.values_list("entity", flat=True)) == {"NEW_NO"}


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_come_in_one_after_the_other(cast: Cast) -> None:
    texts = [
        f"rules: [{{entity: IBAN_CODE, surface: export, operator: {one}}}, {{entity: IP_ADDRESS, surface: export, operator: {one}}}]"
        for one in ("hash", "drop")
    ]
    results = at_once([lambda text=text: redaction_files.bring_in(cast.workspace, text, acting_user=None) for text in texts])  # type: ignore[misc]  # each its own
    assert results == [Brought(changed=2)] * 2
    assert len(set(RedactionRule.objects.values_list("operator", flat=True))) == 1


def test_who_may_not_edit_policies_brings_nothing_in(full: Cast) -> None:
    with pytest.raises(NotAllowed):
        redaction_files.bring_in(full.workspace, "rules: []", acting_user=full.reviewer, whole=True)
    assert RedactionRule.objects.count() == 3


def test_the_pages_give_the_file_and_take_it(full: Cast, client: Client) -> None:
    client.force_login(full.admin, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/policies/redactionrule/export/?workspace=acme")
    assert answer["Content-Disposition"] == 'attachment; filename="redaction-acme.yaml"'
    text = answer.content.decode()
    assert client.get("/admin/policies/redactionrule/export/?workspace=birch").status_code == 404
    given = {"workspace": str(full.workspace.pk), "text": WRONG}
    wrong = client.post(PAGE, given)
    assert (wrong.status_code, "Line 12: There is a rule for IBAN_CODE" in wrong.content.decode()) == (400, True)
    assert client.post(PAGE, {"workspace": given["workspace"]}).status_code == 400
    upload = SimpleUploadedFile("redaction.yaml", text.replace("operator: drop", "operator: mask").encode())
    done = client.post(PAGE, {"workspace": given["workspace"], "file": upload}, follow=True)
    assert "Acme: 1 new or changed, 5 as before." in done.content.decode()
    client.force_login(full.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(PAGE, given).status_code in (302, 403)
