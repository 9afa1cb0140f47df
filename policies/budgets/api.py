"""Limits over HTTP: list, set, change, remove, and which thresholds were reached. The verbs are those of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView, checked_whole, plain
from accounts.permissions import require
from kit.errors import NotFound
from kit.idempotency import Answer
from policies.budget_models import Per, Period, Unit
from policies.budgets import actions, alerts
from policies.models import BudgetAlert, Limit


class LimitShown(s.ModelSerializer):
    """``only`` is the one agent, customer or conversation it is for, null: each of them. ``currency`` is empty for tokens and calls; ``number`` counts the changes, which are on the ledger."""

    class Meta:
        model = Limit
        fields = ("id", "workspace", "unit", "per", "only", "period", "amount", "currency", "soft_share", "number", "changed_at")


class _Amounts(s.Serializer):
    amount = s.DecimalField(max_digits=20, decimal_places=8, help_text="Money: in the workspace's currency.")
    soft_share = s.DecimalField(
        max_digits=4, decimal_places=3, default=actions.SOFT, help_text="From this share on the next cheaper tier answers; 1 never."
    )


class NewLimit(_Amounts):
    unit = s.ChoiceField(choices=Unit.choices)
    per = s.ChoiceField(choices=Per.choices)
    only = s.UUIDField(required=False, allow_null=True, help_text="One agent, customer or conversation, by id; left out: each of them.")
    period = s.ChoiceField(choices=Period.choices, help_text="ever: of conversations and customers only.")


class ChangedLimit(_Amounts):
    """Without ``soft_share`` it stays as it is."""

    soft_share = s.DecimalField(max_digits=4, decimal_places=3, required=False)


class AlertShown(s.ModelSerializer):
    """``subject`` is the conversation, customer, agent or workspace; ``start`` when its period began; ``threshold`` in percent."""

    class Meta:
        model = BudgetAlert
        fields = ("id", "workspace", "limit", "subject", "start", "threshold", "created_at")


class LimitViews(ListModelMixin, ApiView):
    """Of each unit, subject and period there is one limit at most, the strictest that applies holds. A change holds for the very next call."""

    scopes: ClassVar[Mapping[str, str]] = {"list": "budgets:read", "told": "budgets:read", "*": "budgets:write"}
    serializer_class = LimitShown
    queryset = Limit.objects.none()

    def get_queryset(self) -> QuerySet[Limit]:
        if getattr(self, "swagger_fake_view", False):
            return Limit.objects.none()
        return Limit.objects.filter(workspace__in=self.workspaces()).select_related("workspace").order_by("id")

    @extend_schema(request=NewLimit, responses={201: LimitShown}, summary="Set a limit where there is none yet")
    def create(self, request: Request) -> Response:
        workspace, given = access.workspace(request), checked_whole(NewLimit(data=request.data))
        return self.once(
            workspace.id, lambda: Answer(201, _plain(actions.set_limit(workspace, acting_user=self.person, new=True, **given)))
        )

    @extend_schema(request=ChangedLimit, responses=LimitShown, summary="Change a limit")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        row, given = self._row(pk), checked_whole(ChangedLimit(data=request.data))
        amount: Decimal = given["amount"]
        soft: Decimal = given.get("soft_share", row.soft_share)

        def change() -> Answer:
            changed = actions.set_limit(
                row.workspace, unit=row.unit, per=row.per, only=row.only, period=row.period, amount=amount, soft_share=soft,
                acting_user=self.person,
            )  # fmt: skip
            return Answer(200, _plain(changed))

        return self.once(row.workspace_id, change)

    @extend_schema(request=None, responses={204: None}, summary="Remove a limit; what was spent stays")
    def destroy(self, request: Request, pk: UUID) -> Response:
        actions.remove_limit(self._row(pk), acting_user=self.person)
        return Response(status=204)

    @extend_schema(responses=AlertShown(many=True), summary="Thresholds (50, 80, 100 %) reached within the last week")
    @action(detail=False, methods=["get"], url_path="alerts", pagination_class=None)
    def told(self, request: Request) -> Response:
        workspace = access.workspace(request)
        require(self.person, workspace.id, "view")
        return Response(AlertShown(alerts.current(workspace.id)[:500], many=True).data)

    def _row(self, pk: UUID) -> Limit:
        row: Limit | None = self.get_queryset().filter(id=pk).first()
        if row is None:
            raise NotFound("There is no such limit.")
        return row


def _plain(row: Limit) -> Any:
    return plain(LimitShown(row).data)
