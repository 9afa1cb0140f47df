"""The shape in which a model answers, checked before anything is done with it."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL | re.IGNORECASE)


class ModelCall(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    tool: str = Field(min_length=1, max_length=60)
    arguments: dict[str, Any] = Field(default_factory=dict)


class ModelReply(BaseModel):
    """Unknown fields are passed over; wrong types are refused, never bent into shape."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    reply: str = Field(min_length=1, max_length=20_000)
    citations: list[int] = Field(default_factory=list, max_length=50)
    confidence: float = Field(ge=0.0, le=1.0, allow_inf_nan=False)
    cannot_answer: bool = False
    calls: list[ModelCall] = Field(default_factory=list, max_length=8)


class ModelAsks(ModelReply):
    """Calls alone: a model that has something to look up has no reply yet."""

    reply: str = Field(default="", max_length=20_000)
    confidence: float = Field(default=0.0, ge=0.0, le=1.0, allow_inf_nan=False)


def parse(raw: str) -> tuple[ModelReply | None, str]:
    """(answer, "") or (None, what is wrong). A code fence around the object and words around it are tolerated."""
    fence = _FENCE.match(raw)
    text = fence.group(1) if fence else raw
    value = _object(text)
    if value is None:
        return None, "there is no JSON object"
    try:
        reply = (ModelAsks if value.get("calls") else ModelReply).model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"[:200]
    return (reply, "") if reply.reply.strip() or reply.calls else (None, "reply: it is empty")


def _object(text: str) -> dict[str, Any] | None:
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        return value if isinstance(value, dict) else None
    return None
