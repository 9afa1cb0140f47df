"""One shape for every refusal: ``{"code", "message"}``, and ``fields`` where single inputs are wrong."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from kit.errors import CountersignError

ABSENT = "There is no such object, or it is not yours to see."


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's EXCEPTION_HANDLER. A foreign and an absent object give the same 404, word for word."""
    if isinstance(error, CountersignError):
        set_rollback()
        message = ABSENT if error.status == 404 else error.message
        return Response({"code": error.code, "message": message}, status=error.status)
    response: Response | None = exception_handler(error, context)
    if response is not None:
        response.data = _shaped(error, response.data)
    return response


def _shaped(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, Http404 | exceptions.NotFound):
        return {"code": "not_found", "message": ABSENT}
    if isinstance(error, PermissionDenied):
        return {"code": "not_allowed", "message": "You may not do this."}
    if isinstance(error, exceptions.ValidationError):
        return {"code": "invalid", "message": "Some fields are wrong.", "fields": data}
    detail = data.get("detail", "") if isinstance(data, dict) else data
    return {"code": str(getattr(detail, "code", "error")), "message": str(detail)}
