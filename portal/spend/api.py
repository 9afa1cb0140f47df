"""What is spent, over HTTP: the numbers of the page."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import access
from accounts.api.views import ApiView
from accounts.models import Workspace
from accounts.permissions import require
from policies.models import Cost
from portal.spend import asking, costly, exporting, limits
from portal.spend.naming import Names
from portal.spend.scope import BY, NARROWING, STACKS, UNITS, Scope, read, unknown

MOST = 1_000
_PERIOD = [
    OpenApiParameter("since", OpenApiTypes.DATE, description="First day, of the caller's zone (of a token: UTC); left out: 30 days."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Last day, within; left out: today."),
]
_ASKED = [
    *_PERIOD,
    OpenApiParameter("unit", enum=list(UNITS)), OpenApiParameter("stack", enum=list(STACKS)), OpenApiParameter("by", enum=list(BY)),
    *(OpenApiParameter(name, str, description=f"Only this {name}; `none`: without one.") for name in NARROWING),
    OpenApiParameter("limit", int, description=f"Rows, at most {MOST:,}; 100 when left out."), OpenApiParameter("offset", int),
]  # fmt: skip


class Page(s.Serializer):
    limit = s.IntegerField(min_value=1, max_value=MOST, default=100)
    offset = s.IntegerField(min_value=0, max_value=1_000_000, default=0)


class SpendViews(ApiView):
    """What agents spent, over time and by agent, conversation, customer, resolved item, tier, model or kind. Currencies are never added up."""

    scopes = {"*": "spend:read"}
    serializer_class = Page
    queryset = Cost.objects.none()

    @extend_schema(parameters=_ASKED, responses=OpenApiTypes.OBJECT, summary="What was spent in a period")
    def list(self, request: Request) -> Response:
        workspace, scope = self._asked(request)
        page = Page(data=request.query_params.dict())
        page.is_valid(raise_exception=True)
        told = asking.over_time(scope)
        table = asking.table(scope, told.currencies, **page.validated_data)
        resolved = {"resolved_items": asking.resolved(scope)}
        return Response({**exporting.head(scope, told), **resolved, **exporting.rows(scope, table, Names(workspace, self.person, scope))})

    @extend_schema(parameters=_PERIOD, responses=OpenApiTypes.OBJECT, summary="Conversations that cost far more than is usual")
    @action(detail=False, methods=["get"])
    def alarms(self, request: Request) -> Response:
        workspace, scope = self._asked(request)
        found = costly.raised(workspace.id, scope.since, scope.until)
        return Response({"alarms": [exporting.alarm(one) for one in found]})

    @extend_schema(parameters=[], responses=OpenApiTypes.OBJECT, summary="How much of each limit is used up")
    @action(detail=False, methods=["get"])
    def limits(self, request: Request) -> Response:
        workspace = self._workspace(request)
        return Response({"limits": [exporting.limit(one) for one in limits.states(workspace)]})

    def _workspace(self, request: Request) -> Workspace:
        workspace = access.workspace(request)
        require(self.person, workspace.id, "see_spend")
        return workspace

    def _asked(self, request: Request) -> tuple[Workspace, Scope]:
        workspace = self._workspace(request)
        given = request.query_params.dict()
        wrong = unknown(given)
        if wrong:
            raise s.ValidationError(wrong)
        return workspace, read(workspace.id, given)
