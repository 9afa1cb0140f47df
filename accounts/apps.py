from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import events, signals, tracking

        events.register()
        signals.connect()
        tracking.register()
        import_module("accounts.api.schema")  # it registers itself
