"""What is wrong with a setting is told beside the field that it is about, on every form of the settings: at the top of a long form nobody knows where to look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.architecture.test_hostile_forms import attacked, owner_of_the_sample, unwritten
from tests.support.web_forms import WebForm, forms

WRONG: Final = ("-5", "0", "text, and more", "ever", "USD", "")


@pytest.fixture
def client(db: None, tmp_path: Path, settings: Settings) -> Client:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one
    made = Client()
    made.force_login(owner_of_the_sample(tmp_path), backend="django.contrib.auth.backends.ModelBackend")
    return made


def written(client: Client) -> Iterator[tuple[str, WebForm]]:
    """The form of a new row, and of the first that there is, of everything in the settings that can be added or changed."""
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for address in (reverse(f"{place}_add"), *([reverse(f"{place}_change", args=[row.pk])] if row else [])):
            answer = client.get(address)
            found = forms(answer.content.decode()) if answer.status_code == 200 else []
            yield from ((urljoin(address, form.action), form) for form in found if form.method == "post" and not form.action)


def told(client: Client, address: str, fields: dict[str, list[str]]) -> list[str]:
    """What is told at the top of the form that comes back; nothing of it is kept."""
    with transaction.atomic():
        answer = client.post(address, fields)
        transaction.set_rollback(True)
    page: Any = (getattr(answer, "context_data", None) or {}).get("adminform")
    return [str(one) for one in page.form.non_field_errors()] if page else []


def test_whatever_is_wrong_with_one_field_is_told_beside_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_top, sent = [], 0
    found = list(written(client))
    monkeypatch.setattr(TemplateResponse, "render", unwritten)
    for address, form in found:
        form.fields.pop("csrfmiddlewaretoken", None)
        for name in attacked(form):
            for value in WRONG:
                sent += 1
                at_the_top += [f"{address} {name}={value[:20]}: {one}" for one in told(client, address, {**form.fields, name: [value]})]
    assert "\n".join(at_the_top) == ""
    assert sent > 500
