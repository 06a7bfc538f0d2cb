"""The sections of `proffer.toml`, and the settings each one fills."""

from __future__ import annotations

from bayeux import Options as CometdOptions
from proffer.api.settings import ApiSettings
from proffer.config.database_url import DatabaseUrl
from proffer.config.meanings import API, DATABASE, SMTP_LIMITS, STORE
from proffer.config.setting import fields_of
from proffer.config.settings import (
    HttpSettings,
    LmtpSettings,
    LogSettings,
    MailTlsSettings,
    RelaySettings,
    ServerSettings,
    SmtpSettings,
)
from proffer.mail.receiving import Limits
from proffer.record import Struct
from proffer.store.postgres.options import PostgresOptions
from proffer.store.sqlite.options import SqliteOptions
from proffer.toml_file import Field, Where
from proffer.toml_file.forms import Number, Truth, Whole


class Section(Struct, frozen=True):
    """`[smtp-limits]` fills `Settings.smtp_limits`, a `Limits`."""

    key: str
    type: type[Struct]
    fields: tuple[Field, ...]

    @property
    def attribute(self) -> str:
        return self.key.replace("-", "_")


class SecondsAsMilliseconds(Struct, frozen=True):
    """The contract counts in seconds what the Bayeux server counts in milliseconds."""

    def read(self, value: object, where: Where) -> int:
        return round(Number(0, 86_400, "seconds").read(value, where) * 1_000)

    def write(self, value: int) -> object:
        return value // 1_000 if value % 1_000 == 0 else value / 1_000

    def __str__(self) -> str:
        return str(Number(0, 86_400, "seconds"))


def _cometd(key: str, attribute: str, form: SecondsAsMilliseconds | Whole | Truth, meaning: str) -> Field:
    return Field(key=key, attribute=attribute, form=form, meaning=meaning)


COMETD = (  # contract 6.1
    _cometd("timeout", "timeout_ms", SecondsAsMilliseconds(), "seconds a poll waits"),
    _cometd("interval", "interval_ms", SecondsAsMilliseconds(), "seconds between polls"),
    _cometd(
        "max-interval", "max_interval_ms", SecondsAsMilliseconds(), "seconds of silence until a session is dropped"
    ),
    _cometd("max-queue", "queue_messages_max", Whole(1), "undelivered messages per session"),
    _cometd("max-queue-bytes", "queue_bytes_max", Whole(1_024), "undelivered bytes per session"),
    _cometd("websocket", "websocket", Truth(), "offered beside long polling"),
    _cometd("ack", "ack", Truth(), "the acknowledge extension is offered"),
    _cometd("max-message-bytes", "message_bytes_max", Whole(1_024), "a request of a client"),
    _cometd("max-sessions", "sessions_max", Whole(1), ""),
    _cometd("max-sessions-per-user", "sessions_per_principal_max", Whole(1), ""),
    _cometd("max-subscriptions", "subscriptions_max", Whole(1), "per session"),
    _cometd("restart-spread", "restart_spread_ms", SecondsAsMilliseconds(), "seconds over which clients come back"),
)

SECTIONS = (
    Section("server", ServerSettings, fields_of(ServerSettings)),
    Section("http", HttpSettings, fields_of(HttpSettings)),
    Section(
        "api",
        ApiSettings,
        fields_of(
            ApiSettings,
            meanings=API,
            renamed={  # the contract's names
                "session_idle_timeout_seconds": "session-idle-timeout",
                "request_bytes_max": "max-request-bytes",
            },
            without=("external_api_url", "cometd_websocket"),  # these two stand in [http] and [cometd]
        ),
    ),
    Section("cometd", CometdOptions, COMETD),
    Section("smtp", SmtpSettings, fields_of(SmtpSettings)),
    Section("lmtp", LmtpSettings, fields_of(LmtpSettings)),
    Section("mail-tls", MailTlsSettings, fields_of(MailTlsSettings)),
    Section(
        "smtp-limits",
        Limits,
        fields_of(Limits, renamed={"message_bytes_max": "maximum-msg-size"}, meanings=SMTP_LIMITS),
    ),
    Section("relay", RelaySettings, fields_of(RelaySettings)),
    Section(
        "database",
        PostgresOptions,
        (
            Field(key="url", attribute="url", form=DatabaseUrl(), meaning=DATABASE["url"]),
            *fields_of(PostgresOptions, without=("url",), meanings=DATABASE),
        ),
    ),
    Section("store", SqliteOptions, fields_of(SqliteOptions, meanings=STORE)),
    Section("log", LogSettings, fields_of(LogSettings)),
)
