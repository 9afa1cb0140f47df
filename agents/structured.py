"""The shape in which a model answers, checked before anything is done with it."""

from __future__ import annotations

import json
import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL | re.IGNORECASE)


class ModelReply(BaseModel):
    """Unknown fields are passed over; wrong types are refused, never bent into shape."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    reply: str = Field(min_length=1, max_length=20_000)
    citations: list[int] = Field(default_factory=list, max_length=50)
    confidence: float = Field(ge=0.0, le=1.0, allow_inf_nan=False)
    cannot_answer: bool = False


def parse(raw: str) -> tuple[ModelReply | None, str]:
    """(answer, "") or (None, what is wrong). A code fence around the object and words around it are tolerated."""
    fence = _FENCE.match(raw)
    text = fence.group(1) if fence else raw
    value = _object(text)
    if value is None:
        return None, "there is no JSON object"
    try:
        reply = ModelReply.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"[:200]
    return (reply, "") if reply.reply.strip() else (None, "reply: it is empty")


def _object(text: str) -> object | None:
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
