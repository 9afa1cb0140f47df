from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Agents"

    def ready(self) -> None:
        from agents import costs, erasing, events, limited, subscribers, tracking
        from agents.models import Agent
        from agents.suites import requirement
        from audit import erasers
        from audit.bundle import finders
        from conversations.memory import events as memory
        from kit import events as domain
        from kit import queues
        from policies import activation, outcomes
        from policies.rates import subjects

        events.register()
        erasers.register("agents", erasing.AgentEraser())
        memory.register()
        tracking.register()
        finders.names.register("agents", lambda ids: {one.id: str(one) for one in Agent.objects.filter(id__in=ids)})
        activation.register("agents.replay_sets", requirement.of_policy)
        outcomes.register_costs(costs.of_actions)
        subjects.register("agent", limited.agents)
        domain.subscribe("conversation.message_received", "agents.start_turn", subscribers.message_received, queue=queues.MODELS)
        domain.subscribe("conversation.routed", "agents.routed", subscribers.routed, queue=queues.MODELS)
        domain.subscribe(erasing.WANTED, "agents.turn_again", subscribers.turn_wanted, queue=queues.MODELS)
