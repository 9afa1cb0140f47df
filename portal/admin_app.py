"""Django's admin with our site: named in INSTALLED_APPS, before any model is loaded."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class CountersignAdminConfig(AdminConfig):
    default_site = "portal.admin_site.AdminSite"
