"""Receiving mail: our own SMTP listener, a state machine without I/O inside a thin asyncio shell.

From bytes to an accepted mail: `listener` → `connection` → `session` → `transaction` and `message`; what the listener
asks of the rest of Proffer stands in `port`.
"""

from proffer.mail.receiving.certificate import Certificate
from proffer.mail.receiving.file_spool import FileSpool
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.listener import Listener
from proffer.mail.receiving.mailboxes import Mailboxes
from proffer.mail.receiving.port import Accepted, Envelope, Intake, Recipient, Refused, Spool
from proffer.mail.receiving.reply import Reply

__all__ = [
    "Accepted",
    "Certificate",
    "Envelope",
    "FileSpool",
    "Intake",
    "Limits",
    "Listener",
    "Mailboxes",
    "Recipient",
    "Refused",
    "Reply",
    "Spool",
]
