"""Channels in the admin. Pages only translate: every write goes through ``connectors.actions``."""

from connectors.admin.channels import ChannelAdmin
from connectors.admin.evidence import DeliveryAdmin, MailboxStateAdmin

__all__ = ["ChannelAdmin", "DeliveryAdmin", "MailboxStateAdmin"]
