from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from kit import events as domain
        from portal import events
        from portal.loading import wanting

        events.register()
        domain.subscribe(wanting.WANTED, "portal.load_sample", wanting.wanted)
        for module in ("portal.checks", "portal.correlation"):  # they register on import
            import_module(module)
