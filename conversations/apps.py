from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from audit.bundle import finders
        from conversations import events, evidence, naming, tracking
        from conversations.chat import events as chat
        from conversations.erasure import registering as erasure
        from conversations.retention import wanting
        from kit import events as domain
        from policies.budgets import whom

        events.register()
        erasure.register()
        domain.subscribe(wanting.WANTED, "conversations.purge", wanting.wanted)
        chat.register()
        tracking.register()
        finders.subjects.register("conversations", evidence.subject)
        whom.register("customer", whom.Source(naming.find, naming.customers))
        whom.register("conversation", whom.Source(naming.find_conversation, naming.conversations))
