"""Celery's side of the portal: the sweep over evidence bundles."""

from __future__ import annotations

from celery import shared_task

from portal.bundles import making


@shared_task(name="portal.sweep_bundles", ignore_result=True)
def sweep_bundles() -> None:
    making.sweep()
