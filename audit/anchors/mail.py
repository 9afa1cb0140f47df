"""A mail to the auditor: what lies in a foreign mailbox nobody here can change."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from audit.anchors.base import AnchorFailed, Line
from audit.anchors.file import FILE

_TEXT = """These are the newest signed checkpoints of the ledger {name}, one a workspace. Please keep this message.

Save the attachment to compare the ledger with it at any later time:

    manage.py audit verify --against-anchor {file}

An entry that was changed, taken out or put in since then will be named.

{lines}
"""


class MailAnchor:
    def __init__(self, name: str, every: float, address: str) -> None:
        self.name, self.every, self.address = name, every, address

    def keep(self, lines: Sequence[Line]) -> str:
        name = settings.COUNTERSIGN_LEDGER_NAME
        shown = "\n".join(f"{line.checkpoint.workspace}  {line.checkpoint.size} entries" for line in lines)
        text = _TEXT.format(name=name, file=FILE, lines=shown)
        message = EmailMessage(f"Checkpoints of {name}", text, to=[self.address], headers={"Auto-Submitted": "auto-generated"})
        message.attach(FILE, "".join(map(str, lines)).encode(), "application/octet-stream")
        try:
            message.send()
        except (OSError, SMTPException) as error:
            raise AnchorFailed(f"The mail to the auditor could not be sent ({type(error).__name__}); look at EMAIL_URL.") from error
        return "sent"

    def received(self, receipt: str) -> bytes:
        """It lies in a foreign mailbox."""
        return b""
