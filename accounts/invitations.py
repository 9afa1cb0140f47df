"""The mail that invites somebody: it names the workspace and carries a link, nothing else."""

from __future__ import annotations

import logging
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User, Workspace

logger = logging.getLogger(__name__)


def send_later(user: User, workspace: Workspace) -> None:
    """Never within a request or a transaction. An unreachable broker costs the mail, not the role: it can be sent again."""
    try:
        current_app.send_task("accounts.send_invitation", [str(user.id), str(workspace.id)], ignore_result=True, retry=False)
    except Exception:  # noqa: BLE001 - whatever the broker's client raises
        logger.warning("invitation.not_sent")


def send(user_id: UUID, workspace_id: UUID) -> None:
    user, workspace = User.objects.get(id=user_id), Workspace.objects.get(id=workspace_id)
    subject = _("You are invited to {workspace}").format(workspace=workspace.name)
    text = _("You have been given a role in {workspace} on Countersign.\n\n{step}\n{link}\n").format(
        workspace=workspace.name, step=_step(user), link=_link(user)
    )
    # RFC 3834: no vacation notice is to answer it.
    EmailMessage(subject, text, to=[user.email], headers={"Auto-Submitted": "auto-generated"}).send()


def _step(user: User) -> str:
    return _("Sign in here:") if user.has_usable_password() else _("Set your password here:")


def _link(user: User) -> str:
    if user.has_usable_password():
        return f"{settings.PUBLIC_URL}{reverse('account_login')}"
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.PUBLIC_URL}{path}"
