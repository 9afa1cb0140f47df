"""Evidence is read in the admin, never written there."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

EVIDENCE_APPS = {"audit"}


@pytest.mark.django_db
def test_not_even_a_superuser_can_write_evidence_in_the_admin(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = get_user_model().objects.create_superuser(email="root@example.org", password=None)
    evidence = {model: page for model, page in admin.site._registry.items() if model._meta.app_label in EVIDENCE_APPS}
    rights = ("has_add_permission", "has_change_permission", "has_delete_permission")
    assert [model for model, page in evidence.items() if any(getattr(page, right)(request) for right in rights)] == []
