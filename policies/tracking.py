"""A readable diff of every change to what policies are made of, beside the ledger."""

from __future__ import annotations

from auditlog.registry import auditlog

from policies.models import ExchangeRate, Limit, Policy, PolicyRule, PolicyVersion, PriceEntry, Recogniser, RedactionRule
from policies.rates.models import RateLimit


def register() -> None:
    for model in (Policy, PolicyVersion, PolicyRule, RedactionRule, Recogniser, PriceEntry, RateLimit, Limit, ExchangeRate):
        auditlog.register(model)
