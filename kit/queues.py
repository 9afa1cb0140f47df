"""Celery's queues, by the workers that take from them (docs/deployment.md)."""

from __future__ import annotations

from typing import Final

DEFAULT: Final = "default"
"""Processes, one a core: work that computes."""
MODELS: Final = "models"
"""Threads: work that waits for a model or a mail server holds up nobody."""
