"""What a user may see of conversations; nothing else lists them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import Membership, User
from conversations.models import Contact, Conversation, Message


def _workspaces(user: User | AnonymousUser) -> models.QuerySet[Membership, object]:
    if not isinstance(user, User):
        return Membership.objects.none().values_list("workspace_id", flat=True)
    return Membership.objects.filter(user=user, is_active=True).values_list("workspace_id", flat=True)


def conversations_visible_to(user: User | AnonymousUser) -> models.QuerySet[Conversation]:
    """Conversations of every workspace in which ``user`` has a role; with channel, contact and preview joined."""
    joined = Conversation.objects.select_related("channel", "contact", "preview")
    return joined.filter(workspace_id__in=_workspaces(user))


def messages_visible_to(user: User | AnonymousUser) -> models.QuerySet[Message]:
    return Message.objects.filter(workspace_id__in=_workspaces(user))


def contacts_visible_to(user: User | AnonymousUser) -> models.QuerySet[Contact]:
    return Contact.objects.filter(workspace_id__in=_workspaces(user))
