from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import events, evidence, signals, tracking
        from audit.bundle import finders

        events.register()
        signals.connect()
        tracking.register()
        finders.names.register("accounts", evidence.names)
        finders.workspaces.register("accounts", evidence.workspace)
        import_module("accounts.api.schema")  # it registers itself
