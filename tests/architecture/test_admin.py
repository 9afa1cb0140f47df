"""Evidence is read in the admin, never written there."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from unfold.admin import ModelAdmin

from accounts.models import Membership, Role, Workspace

EVIDENCE_APPS = {"audit"}


@pytest.mark.django_db
def test_not_even_a_superuser_can_write_evidence_in_the_admin(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = get_user_model().objects.create_superuser(email="root@example.org", password=None)
    evidence = {model: page for model, page in admin.site._registry.items() if model._meta.app_label in EVIDENCE_APPS}
    rights = ("has_add_permission", "has_change_permission", "has_delete_permission")
    assert [model for model, page in evidence.items() if any(getattr(page, right)(request) for right in rights)] == []


@pytest.mark.django_db
def test_what_a_new_row_must_say_can_be_typed_in_on_its_page(rf: RequestFactory) -> None:
    """A field that is asked for and not shown makes a page that nobody can send."""
    request = rf.get("/admin/")
    request.user = get_user_model().objects.create_superuser(email="root@example.org", password=None)
    Membership.objects.create(workspace=Workspace.objects.create(slug="moss", name="Moss"), user=request.user, role=Role.OWNER)
    pages = [page for page in admin.site._registry.values() if page.has_add_permission(request)]
    assert {page.model.__name__ for page in pages} >= {"Tool", "Channel", "Agent"}
    lacking = []
    for page in pages:
        shown = flatten_fieldsets(page.get_fieldsets(request))
        fields = page.get_form(request)().fields.items()
        lacking += [f"{page.model.__name__}.{name}" for name, field in fields if field.required and name not in shown]
    assert lacking == []


@pytest.mark.django_db
def test_every_field_has_the_look_of_the_theme(rf: RequestFactory) -> None:
    """A widget of Django's own has no frame there: nobody sees that something can be typed in."""
    request = rf.get("/admin/")
    request.user = get_user_model().objects.create_superuser(email="root@example.org", password=None)
    Membership.objects.create(workspace=Workspace.objects.create(slug="moss", name="Moss"), user=request.user, role=Role.OWNER)
    bare = []
    for page in admin.site._registry.values():
        fields = page.get_form(request)().fields.items() if page.has_add_permission(request) else ()
        widgets = ((name, getattr(field.widget, "widget", field.widget)) for name, field in fields if not field.widget.is_hidden)
        bare += [f"{page.model.__name__}.{name}" for name, widget in widgets if not is_of_the_theme(widget)]
    assert bare == []
    assert [model for model, page in admin.site._registry.items() if not isinstance(page, ModelAdmin)] == []


def is_of_the_theme(widget: object) -> bool:
    return any(one.__module__.startswith("unfold.") for one in type(widget).__mro__)
