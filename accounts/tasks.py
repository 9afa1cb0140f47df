"""Celery's side of accounts."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from accounts import invitations


@shared_task(name="accounts.send_invitation", ignore_result=True)
def send_invitation(user_id: str, workspace_id: str) -> None:
    invitations.send(UUID(user_id), UUID(workspace_id))
