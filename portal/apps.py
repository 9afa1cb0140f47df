from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        for module in ("portal.checks", "portal.correlation"):  # they register on import
            import_module(module)
