"""Policies in the admin. Pages only translate: every write goes through ``actions.py`` and ``settings_actions.py``."""

from policies.admin.budgets import BudgetAlertAdmin, ExchangeRateAdmin, LimitAdmin
from policies.admin.evidence import RulingRecordAdmin
from policies.admin.policies import PolicyAdmin
from policies.admin.prices import PriceEntryAdmin
from policies.admin.rates import RateLimitAdmin
from policies.admin.recognisers import RecogniserAdmin
from policies.admin.redaction import RedactionRuleAdmin
from policies.admin.versions import PolicyVersionAdmin

__all__ = [
    "BudgetAlertAdmin",
    "ExchangeRateAdmin",
    "LimitAdmin",
    "PolicyAdmin",
    "PolicyVersionAdmin",
    "PriceEntryAdmin",
    "RateLimitAdmin",
    "RecogniserAdmin",
    "RedactionRuleAdmin",
    "RulingRecordAdmin",
]
