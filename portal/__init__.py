"""The top floor: settings, URLs, the processes and the services they need."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
