from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "connectors"
    verbose_name = "Connectors"

    def ready(self) -> None:
        from connectors import events, limited, registry, tracking
        from policies.rates import subjects

        events.register()
        tracking.register()
        registry.discover()
        subjects.register("channel", limited.channels)
        subjects.register("tool", limited.tools)
