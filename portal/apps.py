from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from audit import erasers
        from kit import events as domain
        from portal import events
        from portal.bundles import erasing as bundle_erasing
        from portal.bundles import making as bundles
        from portal.evidence import checking
        from portal.evidence import erasing as view_erasing
        from portal.loading import wanting
        from portal.oversight import making

        events.register()
        domain.subscribe(wanting.WANTED, "portal.load_sample", wanting.wanted)
        domain.subscribe(checking.WANTED, "portal.verify_ledger", checking.wanted)
        erasers.register("audit.views", view_erasing.ViewEraser())  # before "conversations": it asks for names that those take
        erasers.register("portal.bundles", bundle_erasing.BundleEraser())
        domain.subscribe(bundles.WANTED, "portal.make_bundle", bundles.wanted)
        domain.subscribe(making.WANTED, "portal.make_oversight_report", making.wanted)
        for module in ("portal.checks", "portal.correlation"):  # they register on import
            import_module(module)
