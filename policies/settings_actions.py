"""Writes to what stands beside the rules: how findings are treated, and what models cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit import recorder
from audit.events import is_code
from audit.recorder import INSTALLATION
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput, NotAllowed
from policies import channel_names, recognisers
from policies.models import PriceEntry, RedactionRule
from policies.redaction import operators
from policies.redaction.catalogue import ENTITIES


def set_redaction(
    workspace: UUID, entity: str, surface: str, operator: str, *, acting_user: User | None, channel: UUID | None = None
) -> RedactionRule:
    """Say how ``entity`` is treated on ``surface`` in this workspace, instead of the shipped default; with ``channel`` in that one only."""
    _require(acting_user, workspace)
    if channel is not None and channel not in channel_names.known(workspace):
        raise InvalidInput("The workspace has no such channel.")
    require_entity(workspace, entity)
    if surface not in RedactionRule.Surface.values:
        raise InvalidInput(f"Surfaces: {', '.join(RedactionRule.Surface.values)}.")
    if wrong := operators.fault(surface, operator):
        raise InvalidInput(wrong)
    with transaction.atomic():
        rule, _ = RedactionRule.objects.update_or_create(
            workspace_id=workspace, entity=entity, surface=surface, channel=channel, defaults={"operator": operator}
        )
        data = {"entity": entity, "surface": surface, "operator": operator, **_of_channel(rule)}
        recorder.record("redaction_rule.changed", workspace=workspace, actor=_actor(acting_user), subject=rule.id, data=data)
    return rule


def require_entity(workspace: UUID, entity: str) -> None:
    """Raises InvalidInput for a type that nothing finds. One that has a rule is known, whatever has become of its recogniser."""
    if entity in ENTITIES or entity in (own := recognisers.entities(workspace)):
        return
    if not RedactionRule.objects.filter(workspace=workspace, entity=entity).exists():
        known = (*own, *ENTITIES)
        near = get_close_matches(entity, known, n=3, cutoff=0.6)
        told = f"Did you mean {' or '.join(near)}?" if near else f"Entities: {', '.join(known)}."
        raise InvalidInput(f"There is no entity {entity}. {told}")


def remove_redaction(rule: RedactionRule, *, acting_user: User | None) -> None:
    """Back to the shipped default; of a channel's rule, back to what holds for all channels."""
    _require(acting_user, rule.workspace_id)
    data = {"entity": rule.entity, "surface": rule.surface, **_of_channel(rule)}
    with transaction.atomic():
        recorder.record("redaction_rule.removed", workspace=rule.workspace_id, actor=_actor(acting_user), subject=rule.id, data=data)
        rule.delete()


def _of_channel(rule: RedactionRule) -> dict[str, UUID]:
    return {"channel": rule.channel} if rule.channel else {}


def add_price(
    model: str,
    *,
    input_per_million: Decimal,
    output_per_million: Decimal,
    acting_user: User | None,
    currency: str = "USD",
    valid_from: datetime | None = None,
) -> PriceEntry:
    """A new price from ``valid_from`` (default: now); older rows stay as evidence. Prices hold for the whole installation."""
    if acting_user is not None and not acting_user.is_staff:
        raise NotAllowed("Prices hold for the whole installation; a staff member changes them.")
    check_price(model, currency, input_per_million, output_per_million)
    start = valid_from or timezone.now()
    with transaction.atomic():
        entry = PriceEntry.objects.create(
            model=model, currency=currency, input_per_million=input_per_million, output_per_million=output_per_million, valid_from=start
        )
        data = {"model": model, "currency": currency, "input": input_per_million, "output": output_per_million, "start": start}
        recorder.record("price.added", workspace=INSTALLATION, actor=_actor(acting_user), subject=entry.id, data=data)
    return entry


def check_price(model: str, currency: str, input_per_million: Decimal, output_per_million: Decimal) -> None:
    """Raises InvalidInput saying what a row of prices takes."""
    if not model or not is_code(model):
        raise InvalidInput(
            "Write the model as its provider does: letters, digits and signs such as - . / :, without spaces.", field="model"
        )
    if len(currency) != 3 or not currency.isascii() or not currency.isupper() or not currency.isalpha():
        raise InvalidInput("Give the currency in three capital letters, such as USD.", field="currency")
    for field, price in (("input_per_million", input_per_million), ("output_per_million", output_per_million)):
        if price < 0:
            raise InvalidInput("A price is zero or more.", field=field)


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_policy")


def _actor(acting_user: User | None) -> Actor:
    return SYSTEM if acting_user is None else acting_user.as_actor()
