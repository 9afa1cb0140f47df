"""JSON lines, one per event, that carry registered fields only.

A field that is not in ``FIELDS`` never reaches the output, whoever logged it: the allow-list is the construction, ``kit.scrub`` the net
under it. Of an exception the class and the frames are written, not its message, which may quote a customer or a row.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from kit import correlation
from kit.scrub import scrub

REGISTERED = """
    event level logger timestamp correlation_id process exception frames
    request_id user_id workspace_id conversation_id message_id turn_id step_id action_id item_id decision_id delivery_id
    entry_id agent_id channel_id policy_version_id queue_id job_id event_id document_id visitor_id connection_id
    method route code duration_ms task task_id queue retries attempt runtime_ms
    component pid port exit_status restarts state count kind reason_code status tier model tokens size_bytes seq host
"""
FIELDS = frozenset(REGISTERED.split())
UNSCRUBBED = (bool, int, float)


def registered_only(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    kept = {name: plain(value) for name, value in event.items() if name in FIELDS}
    if found := correlation.get():
        kept.setdefault("correlation_id", found)
    return kept


def plain(value: Any) -> Any:
    return value if value is None or isinstance(value, UNSCRUBBED) else scrub(str(value))[:500]


def exception_without_message(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found if isinstance(found, BaseException) else None
    if error is not None:
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["frames"] = frames(error.__traceback__)
    return event


def frames(trace: TracebackType | None, most: int = 12) -> str:
    steps = traceback.extract_tb(trace)[-most:]
    return " < ".join(f"{os.path.basename(step.filename)}:{step.lineno} {step.name}" for step in reversed(steps))


def add_process(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    event["process"] = os.environ.get("COUNTERSIGN_COMPONENT", "command")
    return event


def template_of_foreign(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Of what other libraries log the template is kept and its arguments are not: those may hold anything."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg)
        data = getattr(record, "data", None)
        if isinstance(data, dict):  # Celery's own records
            event.update(task=data.get("name"), task_id=data.get("id"))
    return event


def resolve_exc_info(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


PASSED_ON = ("django", "django.server", "uvicorn", "uvicorn.error")


def configure_structlog() -> None:
    structlog.configure(
        processors=[*SHARED, resolve_exc_info, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, template_of_foreign],
        processors=[
            exception_without_message,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            add_process,
            registered_only,
            structlog.processors.JSONRenderer(),
        ],
        pass_foreign_args=False,
    )


def logging_config(level: str) -> dict[str, Any]:
    """The LOGGING setting. Libraries that log addresses or payloads at INFO are held at WARNING."""
    configure_structlog()
    quiet = ("uvicorn.access", "httpx2", "httpx", "httpcore", "openai", "asyncio", "mail.log", "aiosmtpd", "django.channels.server")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "portal.logs.formatter"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            **{name: {"level": "WARNING"} for name in quiet},
            **{
                name: {"handlers": [], "level": level, "propagate": True}
                for name in ("django", "django.server", "uvicorn", "uvicorn.error")
            },
            "django.request": {"level": "ERROR"},
        },
    }
