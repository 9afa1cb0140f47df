from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import RequestFactory

from audit.models import Entry
from audit.pages import NewestFirst
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_a_superuser() -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = get_user_model()(is_active=True, is_staff=True, is_superuser=True)
    return request


@pytest.mark.parametrize("model", [model for model in apps.get_app_config("audit").get_models() if admin.site.is_registered(model)])
def test_not_even_a_superuser_can_write_to_the_ledger_in_the_admin(model: type, request_of_a_superuser: HttpRequest) -> None:
    page: Any = admin.site.get_model_admin(model)
    assert page.has_view_permission(request_of_a_superuser)
    assert not page.has_add_permission(request_of_a_superuser)
    assert not page.has_change_permission(request_of_a_superuser)
    assert not page.has_delete_permission(request_of_a_superuser)


def test_the_list_shows_labels_and_the_page_the_whole_body(ledger: Ledger) -> None:
    ledger.write()
    page: Any = admin.site.get_model_admin(Entry)
    entry = Entry.objects.get()
    assert page.what(entry) == "Approved"
    assert "&quot;actor_kind&quot;: &quot;user&quot;" in page.pretty(entry)


def test_long_lists_are_counted_by_estimate(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write(5)
    assert NewestFirst(Entry.objects.order_by("-id"), 2).count == 5
    monkeypatch.setattr(NewestFirst, "EXACT", 3)
    assert NewestFirst(Entry.objects.order_by("-id"), 2).count >= 3
