"""The top floor: settings, URLs, the processes and the services they need."""

import gc

gc.disable()  # what is loaded at the start stays: looking for garbage in it was a sixth of each start. portal.admin_app enables it again.

from portal.celery import app as celery_app  # noqa: E402 - that loads the first of it

__all__ = ["celery_app"]
