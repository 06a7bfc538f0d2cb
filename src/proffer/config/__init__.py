"""The server's settings: every one once, with its unit and default; from a file, the environment and the command line.

Later sources win: defaults, `proffer.toml`, `PROFFER_SECTION__KEY` (or a file named by `PROFFER_SECTION__KEY_FILE`),
options of the command line. Settings belong to one server; what is the contact centre's own stands in `center.toml`.
"""

from proffer.config.load import ConfigInvalid, Loaded, load
from proffer.config.settings import (
    HttpSettings,
    LmtpSettings,
    LogSettings,
    MailTlsSettings,
    ServerSettings,
    Settings,
    SmtpSettings,
)

__all__ = [
    "ConfigInvalid",
    "HttpSettings",
    "LmtpSettings",
    "Loaded",
    "LogSettings",
    "MailTlsSettings",
    "ServerSettings",
    "Settings",
    "SmtpSettings",
    "load",
]
