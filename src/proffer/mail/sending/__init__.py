"""Sending mail: finished messages are handed to a relay over SMTP, and what it says about each recipient comes back.

`relay` (reused connections, so many at once) → `connection` (one dialogue) → `answers` (codes to meanings).
"""

from proffer.mail.sending.relay import Relay
from proffer.mail.sending.route import Route

__all__ = ["Relay", "Route"]
