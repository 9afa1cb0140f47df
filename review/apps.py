from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = "Review"

    def ready(self) -> None:
        from audit import erasers
        from audit.bundle import finders
        from conversations import covering
        from kit import events as domain
        from policies import queue_names
        from review import erasing, events, evidence, hiding, informing, subscribers, tracking

        events.register()
        erasers.register("review", erasing.ReviewEraser())
        tracking.register()
        covering.register(hiding.by_conversation)
        finders.decisions.register("review", evidence.decision)
        queue_names.register(subscribers.queue_names)
        domain.subscribe("conversation.message_received", "review.supersede", subscribers.message_received)
        domain.subscribe("conversation.routed", "review.routed", subscribers.routed)
        domain.subscribe("conversation.message_quarantined", "review.quarantine", subscribers.message_quarantined)
        domain.subscribe("conversation.bounced", "review.bounced", subscribers.message_bounced)
        domain.subscribe(informing.EVENT, "review.tell_people", informing.tell)
