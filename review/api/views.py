"""Items: list, read, claim, decide. Decisions: list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api import access
from accounts.api.views import ApiView
from accounts.models import Workspace
from conversations import tags
from kit.errors import InvalidInput, NotFound
from kit.idempotency import Answer
from kit.ids import as_uuid
from review import actions
from review.api import serializers as shapes
from review.api import shown
from review.models import Decision, Item, Queue
from review.pages import paging, queues
from review.permissions import item_for, queue_for
from review.types import Outcome

Given = dict[str, Any]


class ItemFilter(filters.FilterSet):
    queue = filters.CharFilter(field_name="queue__slug", label="Short name of the queue")
    mine = filters.BooleanFilter(method="of_mine", label="Claimed by the user")
    late = filters.BooleanFilter(method="that_are_late", label="Open and past their time")
    conversation = filters.UUIDFilter(field_name="conversation_id")
    tag = filters.CharFilter(method="tagged", label="Of conversations with this tag")

    class Meta:
        model = Item
        fields = ("status", "kind")

    def of_mine(self, rows: QuerySet[Item], name: str, value: bool) -> QuerySet[Item]:
        held = {"claimed_by": self.request.user, "status": Item.Status.CLAIMED}
        return rows.filter(**held) if value else rows.exclude(**held)

    def tagged(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return rows.filter(tags.carries(value, path="conversation__"))

    def that_are_late(self, rows: Any, name: str, value: bool) -> QuerySet[Item]:
        late: QuerySet[Item] = rows.late()
        return late if value else rows.exclude(id__in=late.values("id"))


class ItemViews(ListModelMixin, RetrieveModelMixin, ApiView):
    """Items of the queues that the user may see. A decision needs a claim and the ``seen_digest`` of what was looked at."""

    scopes = {
        "*": "items:read", "claim": "items:claim", "claim_next": "items:claim", "renew": "items:claim", "release": "items:claim",
        "approve": "items:decide", "edit": "items:decide", "answer": "items:decide", "reject": "items:decide", "escalate": "items:decide",
    }  # fmt: skip
    filterset_class = ItemFilter
    serializer_class = shapes.ItemSummary

    def get_queryset(self) -> QuerySet[Item]:
        if getattr(self, "swagger_fake_view", False):
            return Item.objects.none()
        rows = Item.objects.visible_to(self.request.user).filter(workspace_id__in=self.workspaces())
        return rows.select_related("queue")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([shown.summary(one, self.person) for one in page or []])

    @extend_schema(responses=shapes.WholeItem)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(shown.whole(self.found(), self.person))

    @extend_schema(responses=shapes.MaskedField(many=True), summary="What is masked and can be revealed")
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def masked(self, request: Request, pk: UUID) -> Response:
        return Response(shown.masked(self.found(), self.person))

    @extend_schema(
        request=shapes.ClaimNext,
        responses={200: shapes.ItemSummary, 204: OpenApiResponse(description="Nothing waits for the user.")},
        summary="Claim the most urgent item that waits for the user",
    )
    @action(detail=False, methods=["post"], url_path="claim-next", filterset_class=None, pagination_class=None)
    def claim_next(self, request: Request) -> Response:
        given, workspace = self.given(shapes.ClaimNext), access.workspace(request)
        queue = queue_for(self.person, given["queue"], workspace=workspace.id) if given.get("queue") else None
        return self.once(workspace.id, lambda: self._next(workspace, queue, given.get("tag", "")))

    def _next(self, workspace: Workspace, queue: Queue | None, tag: str) -> Answer:
        if tag:
            seen = [queue] if queue else queues.visible(self.person, workspace)
            ids, _ = paging.waiting_ids([one.id for one in seen if queues.may_decide(self.person, one)], tag=tag)
            item = actions.claim_first(ids, acting_user=self.person)
        else:
            item = actions.claim_next(acting_user=self.person, workspace=workspace.id, queue=queue)
        return Answer(204, None) if item is None else Answer(200, shown.summary(item, self.person))

    @extend_schema(request=None, responses={200: shapes.ItemSummary}, summary="Claim this item, or renew one's own claim")
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: UUID) -> Response:
        return self.act(lambda item: actions.claim(item, acting_user=self.person))

    @extend_schema(request=None, responses={200: shapes.ItemSummary}, summary="Keep the claim for another lease")
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: UUID) -> Response:
        return self.act(lambda item: actions.renew(item, acting_user=self.person))

    @extend_schema(request=None, responses={200: shapes.ItemSummary}, summary="Give the item back to its queue")
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: UUID) -> Response:
        return self.act(lambda item: actions.release(item, acting_user=self.person))

    @extend_schema(request=shapes.Approve, responses={200: shapes.ItemSummary}, summary="Agree to exactly what was seen")
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: UUID) -> Response:
        given = self.given(shapes.Approve)
        return self.act(lambda item: actions.approve(item, given["seen_digest"], acting_user=self.person, comment=given["comment"]))

    @extend_schema(request=shapes.Reject, responses={200: shapes.ItemSummary}, summary="Refuse the draft with a reason")
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        given = self.given(shapes.Reject)
        return self.act(
            lambda item: actions.reject(item, given["reason"], given["comment"], acting_user=self.person, seen_digest=given["seen_digest"])
        )

    @extend_schema(request=shapes.Escalate, responses={200: shapes.ItemSummary}, summary="Let the people of another queue decide")
    @action(detail=True, methods=["post"])
    def escalate(self, request: Request, pk: UUID) -> Response:
        return self.act(lambda item: self._escalate(item, self.given(shapes.Escalate)))

    def _escalate(self, item: Item, given: Given) -> Item:
        """Any queue of the workspace, also one that the user cannot see into: as on the page."""
        queue = Queue.objects.filter(workspace=item.workspace_id, slug=given["queue"]).first()
        if queue is None:
            raise NotFound("There is no such queue.")
        return actions.escalate(item, queue, given["comment"], acting_user=self.person, seen_digest=given["seen_digest"])

    @extend_schema(request=shapes.Edit, responses={200: shapes.Edited}, summary="Send another text in place of the draft")
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: UUID) -> Response:
        given, item = self.given(shapes.Edit), self.found()
        return self.once(item.workspace_id, lambda: self._edit(item, given))

    def _edit(self, item: Item, given: Given) -> Answer:
        outcome = actions.edit_and_approve(
            item, given["text"], given["seen_digest"], acting_user=self.person, subject=given["subject"],
            arguments=_by_action(given["arguments"]), reason_code=given["reason"], comment=given["comment"],
        )  # fmt: skip
        return self._told(outcome)

    @extend_schema(request=shapes.AnswerOneself, responses={200: shapes.Edited}, summary="Answer the customer in one's own words")
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> Response:
        given, item = self.given(shapes.AnswerOneself), self.found()
        return self.once(item.workspace_id, lambda: self._answer(item, given))

    def _answer(self, item: Item, given: Given) -> Answer:
        outcome = actions.answer(
            item, given["text"], given["subject"], acting_user=self.person, seen_digest=given["seen_digest"], comment=given["comment"]
        )
        return self._told(outcome)

    def _told(self, outcome: Outcome) -> Answer:
        return Answer(200, {"status": outcome.status, "message": outcome.reason, "item": shown.summary(outcome.item, self.person)})

    def found(self) -> Item:
        """The one door; the same 404 for foreign and absent."""
        item = item_for(self.person, UUID(str(self.kwargs["pk"])))
        if item.workspace_id not in self.workspaces():
            raise NotFound("The item belongs to another workspace.")
        return item

    def given(self, shape: type[Serializer[Any]]) -> Given:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def act(self, verb: Callable[[Item], Item]) -> Response:
        item = self.found()
        return self.once(item.workspace_id, lambda: Answer(200, shown.summary(verb(item), self.person)))


def _by_action(given: Given) -> dict[UUID, dict[str, str]]:
    found = {as_uuid(identity): values for identity, values in given.items()}
    if None in found:
        raise InvalidInput("arguments: write the id of a tool call, then its paths.")
    return {identity: values for identity, values in found.items() if identity is not None}


class DecisionFilter(filters.FilterSet):
    item = filters.UUIDFilter(field_name="item_id")
    user = filters.UUIDFilter(field_name="user_id")

    class Meta:
        model = Decision
        fields = ("verdict", "reason_code")


class DecisionViews(ListModelMixin, ApiView):
    """What people decided about the items that the user may see, newest first."""

    scopes = {"*": "decisions:read"}
    filterset_class = DecisionFilter
    serializer_class = shapes.DecisionShown

    def get_queryset(self) -> QuerySet[Decision]:
        if getattr(self, "swagger_fake_view", False):
            return Decision.objects.none()
        visible = Item.objects.visible_to(self.person).filter(workspace_id__in=self.workspaces())
        return Decision.objects.filter(item__in=visible.values("id"))
