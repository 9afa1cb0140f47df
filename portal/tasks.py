"""Celery's side of the portal: sweeps over evidence bundles and over what was spent."""

from __future__ import annotations

from celery import shared_task

from portal.bundles import making
from portal.spend import costly, folding


@shared_task(name="portal.sweep_bundles", ignore_result=True)
def sweep_bundles() -> None:
    making.sweep()


@shared_task(name="portal.watch_spend", ignore_result=True)
def watch_spend() -> None:
    costly.sweep()


@shared_task(name="portal.fold_spend", ignore_result=True)
def fold_spend() -> None:
    folding.sweep()
