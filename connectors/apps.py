from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "connectors"
    verbose_name = "Connectors"

    def ready(self) -> None:
        from connectors import events, registry, tracking

        events.register()
        tracking.register()
        registry.discover()
