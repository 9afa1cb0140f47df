from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "Policies"

    def ready(self) -> None:
        from audit import erasers
        from policies import activation, cases, events, tracking
        from policies.rates import erasing as rates

        events.register()
        tracking.register()
        activation.register("policies.cases", cases.before_activation)
        erasers.register("policies", cases.CaseEraser())
        erasers.register("policies.rates", rates.RateEraser())
