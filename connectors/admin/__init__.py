"""Channels and tools in the admin. Pages only translate: every write goes through ``connectors.actions``."""

from connectors.admin.channels import ChannelAdmin
from connectors.admin.evidence import DeliveryAdmin, MailboxStateAdmin
from connectors.admin.tools import ToolAdmin

__all__ = ["ChannelAdmin", "DeliveryAdmin", "MailboxStateAdmin", "ToolAdmin"]
