"""Django's admin with our site: named in INSTALLED_APPS, before any model is loaded."""

from __future__ import annotations

import gc

from django.contrib.admin.apps import AdminConfig


class CountersignAdminConfig(AdminConfig):
    default_site = "portal.admin_site.AdminSite"

    def ready(self) -> None:
        """The last of ours: what is loaded at the start has been, and is looked through no more."""
        super().ready()
        gc.freeze()
        gc.enable()
