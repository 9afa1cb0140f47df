from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from conversations import events, tracking
        from conversations.chat import events as chat

        events.register()
        chat.register()
        tracking.register()
