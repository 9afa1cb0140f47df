"""Every form below /admin/ is sent what nobody would type: it is refused in words, or taken; no page breaks, and nothing is left half done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import resolve
from pytest_django import Settings

from accounts.models import User, Workspace
from policies import recognisers
from policies.budgets import actions as budgets
from policies.models import PolicyVersion
from portal.loading import workspace as sample
from tests.support.web_forms import WebForm, forms

START: Final = "/admin/"
DEEP: Final = "[" * 10_000
SURROGATES: Final = '{"type": "object", "properties": {"\\ud800": {"type": "string"}}}'
EVERYWHERE: Final = ("a\0b", DEEP, SURROGATES, "9" * 40, "0000-00-00")
"""In every field of a form at once: whatever is shown again must be shown."""
ALONE: Final = ("-1", "1e9999999", '["\\ud800"]')
"""In one field, where the others are right: that gets further."""
NUMBERS: Final = ("-1", "1000000000", "9" * 5000, "abc", "")
"""How many rows there are, says the form."""


class Attack:
    """Sends, and takes back what came of it. ``broken`` are those that did not get an answer."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.broken: list[str] = []
        self.sent = 0

    def send(self, address: str, fields: dict[str, list[str]], what: str) -> int:
        self.sent += 1
        try:
            with transaction.atomic():
                answer = self.client.post(address, fields)
                transaction.set_rollback(True)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is what is looked for
            self.broken.append(f"{address} {what[:60]}: {problem!r:.200}")
            return 500
        if answer.status_code >= 500:
            self.broken.append(f"{address} {what[:60]}: {answer.status_code}")
        return answer.status_code


def owner_of_the_sample(var: Path) -> User:
    """Who may do everything, in a workspace that has one of each thing with a form."""
    sample.create(var)
    user = User.objects.get(email__startswith="ingrid.moss")
    user.is_staff = user.is_superuser = True
    user.save()
    house = Workspace.objects.get()
    wanted = recognisers.Wanted(
        name="Member", entity="MEMBER_NO", kind="pattern", pattern="M[0-9]{5}", words=(), ignores_case=True, context=(), checksum="",
        score=Decimal("0.5"), must=("M12345",), must_not=(), is_active=True,
    )  # fmt: skip
    recognisers.save(house.pk, wanted, acting_user=user, recogniser=None)
    kind: dict[str, Any] = {"unit": "tokens", "period": "day", "amount": Decimal(1000), "soft_share": Decimal("0.8")}
    budgets.set_limit(house, per="workspace", only=None, acting_user=user, new=True, **kind)
    return user


@pytest.fixture
def attack(db: None, tmp_path: Path, settings: Settings) -> Attack:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one
    client = Client()
    client.force_login(owner_of_the_sample(tmp_path), backend="django.contrib.auth.backends.ModelBackend")
    return Attack(client)


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Address and text of one page of each kind that can be reached from the start."""
    seen: set[str] = set()
    waiting = [START]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in seen or "logout" in kind:
            continue
        seen.add(kind)
        answer = client.get(address, follow=True)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            html = answer.content.decode()
            yield address, html
            found = (urljoin(address, link.replace("&amp;", "&")) for link in re.findall(r'href="([^"#]+)"', html))
            waiting += [link for link in found if link.startswith(START)]


def kind_of(address: str) -> str:
    """Pages of one kind differ in which row they show. A version is editable or is not."""
    match = resolve(urlsplit(address).path)
    row = match.kwargs.get("object_id")
    draft = "policyversion" in match.view_name and PolicyVersion.objects.filter(pk=row, status="draft").exists() if row else False
    return f"{match.view_name}{' draft' if draft else ''}"


def targets(client: Client) -> dict[str, WebForm]:
    """Each form once, by where it is sent and what it asks."""
    found: dict[str, WebForm] = {}
    for address, html in pages(client):
        for form in forms(html):
            target = urljoin(address, form.action)
            form.fields.pop("csrfmiddlewaretoken", None)
            if form.method == "post" and form.fields and "logout" not in target:
                form.action = target
                found.setdefault(f"{kind_of(target)} {sorted(form.fields)}", form)
    return found


def attacked(form: WebForm) -> list[str]:
    """The fields that are worth it: of rows that are alike the first, and none of the empty one that is copied."""
    return [name for name in form.fields if not re.search(r"-(?:[1-9]\d*|__prefix__)-", name)]


def unwritten(page: TemplateResponse) -> TemplateResponse:
    """In place of ``render``: that has been tried where all fields were wrong at once, and takes most of the time."""
    page.content = b""
    return page


def test_no_form_of_the_settings_breaks_on_what_nobody_would_type(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    found = targets(attack.client)
    shown = {kind.partition(" ")[0] for kind in found}
    registered = {f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert {
        f"{one}_{page}"
        for one in ("admin:connectors_tool", "admin:policies_policyversion", "admin:agents_agent")
        for page in ("add", "change")
    } <= shown
    assert {name.rpartition("_")[0] for name in shown} & registered
    for form in found.values():
        for value in EVERYWHERE:
            fields = {name: told if name.endswith("_FORMS") else [value] for name, told in form.fields.items()}
            attack.send(form.action, fields, f"{value!r:.20} everywhere")
    monkeypatch.setattr(TemplateResponse, "render", unwritten)
    monkeypatch.setattr(admin.site, "each_context", lambda request: {})  # what stands around each page, whatever was sent
    for form in found.values():
        for name in attacked(form):
            for value in NUMBERS if name.endswith("TOTAL_FORMS") else ALONE:
                attack.send(form.action, {**form.fields, name: [value]}, f"{name}={value!r:.20}")
            attack.send(form.action, {other: told for other, told in form.fields.items() if other != name}, f"without {name}")
    assert attack.broken == []
    assert attack.sent > 800
