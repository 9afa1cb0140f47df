"""The correlation id crosses the two borders of a process: HTTP headers and Celery messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction
from celery import signals
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware
from django_structlog.signals import bind_extra_request_failed_metadata, bind_extra_request_finished_metadata

from kit import correlation

HEADER = "X-Correlation-ID"
MESSAGE_HEADER = "countersign_correlation"

Answer = Callable[[HttpRequest], HttpResponse]
AnswerLater = Callable[[HttpRequest], Awaitable[HttpResponse]]


@sync_and_async_middleware
def correlate(get_response: Answer | AnswerLater) -> Answer | AnswerLater:
    """Take the caller's id if it is one, else make one; say it in the answer."""
    if iscoroutinefunction(get_response):
        later = cast(AnswerLater, get_response)

        async def answer_async(request: HttpRequest) -> HttpResponse:
            with correlation.bind(incoming(request)) as value:
                return stamped(await later(request), value)

        return answer_async

    now = cast(Answer, get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        with correlation.bind(incoming(request)) as value:
            return stamped(now(request), value)

    return answer


def incoming(request: HttpRequest) -> str:
    value = request.headers.get(HEADER, "")
    return value if correlation.is_id(value) else correlation.new()


def stamped(response: HttpResponse, value: str) -> HttpResponse:
    response[HEADER] = value
    return response


def describe(request: HttpRequest, log_kwargs: dict[str, Any], **kwargs: Any) -> None:
    """The route, not the address: an address may hold a name, and its query is never logged."""
    match = request.resolver_match
    log_kwargs |= {"method": request.method, "route": match.route if match else ""}


bind_extra_request_finished_metadata.connect(describe, dispatch_uid="portal.describe.finished")
bind_extra_request_failed_metadata.connect(describe, dispatch_uid="portal.describe.failed")


@signals.before_task_publish.connect(dispatch_uid="portal.correlation.publish")
def carry(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if headers is not None and correlation.get():
        headers.setdefault(MESSAGE_HEADER, correlation.get())


@signals.task_prerun.connect(dispatch_uid="portal.correlation.prerun")
def take_up(task: Any = None, **kwargs: Any) -> None:
    correlation.set(str(getattr(task.request, MESSAGE_HEADER, "") or correlation.new()))


@signals.task_postrun.connect(dispatch_uid="portal.correlation.postrun")
def put_down(**kwargs: Any) -> None:
    correlation.clear()
