from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Agents"

    def ready(self) -> None:
        from agents import events, subscribers, tracking
        from conversations.memory import events as memory
        from kit import events as domain

        events.register()
        memory.register()
        tracking.register()
        domain.subscribe("conversation.message_received", "agents.start_turn", subscribers.message_received)
