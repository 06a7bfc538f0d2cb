"""Every setting of the server as one value; each edge declares its own, and here they come together."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated

from bayeux import Options as CometdOptions
from proffer.api.settings import ApiSettings
from proffer.config.port_or_off import PortOrOff
from proffer.config.setting import Setting
from proffer.mail.receiving import Certificate, Limits
from proffer.mail.sending.route import OFFERED, TLS, Route
from proffer.record import Struct, replace
from proffer.store.postgres.options import PostgresOptions
from proffer.store.sqlite.options import SqliteOptions
from proffer.toml_file.forms import Matching, Number, OneOf, Text, Truth, Whole

PORT = Whole(0, 65_535, "0: any free one")
HOST = Text(1, 255, "a host name or address")


class ServerSettings(Struct, frozen=True, kw_only=True):
    """[server]: who this server is and where it keeps everything."""

    data: Annotated[str, Setting(Text(0, 4_096), "data directory; not set: proffer in the user's data folder")] = ""
    node: Annotated[str, Setting(Text(1, 64), "name of this node")] = "node1"
    id_prefix: Annotated[
        str, Setting(Matching(r"[0-9A-Z]{5}", "five digits or capitals"), "first characters of the ids made here")
    ] = "00001"
    stop_grace_seconds: Annotated[
        float, Setting(Number(0, 3_600, "seconds"), "for mails and requests under way when the server stops")
    ] = 10.0


class HttpSettings(Struct, frozen=True, kw_only=True):
    """[http]: where desktops connect."""

    host: Annotated[str, Setting(HOST, "address to listen at")] = "127.0.0.1"
    port: Annotated[int, Setting(PORT)] = 8080
    external_api_url: Annotated[
        str,
        Setting(
            Matching(r"(https?://[^\s/?#]+(/[^\s?#]*)?/api/v2)?", "a URL that ends in /api/v2"),
            "every printed uri starts with it; not set: http://HOST:PORT/api/v2",
        ),
    ] = ""


class SmtpSettings(Struct, frozen=True, kw_only=True):
    """[smtp]: where mail comes in."""

    host: Annotated[str, Setting(HOST, "address to listen at")] = "127.0.0.1"
    port: Annotated[int | None, Setting(PortOrOff(), "off, or a port; 0: any free one")] = 2525
    host_name: Annotated[str, Setting(Text(0, 255), "how it greets; not set: the machine's name")] = ""


class LmtpSettings(Struct, frozen=True, kw_only=True):
    """[lmtp]: where a mail server on the same machine or network hands mail over (RFC 2033)."""

    host: Annotated[str, Setting(HOST, "address to listen at")] = "127.0.0.1"
    port: Annotated[
        int | None, Setting(PortOrOff(never=25), "off, or a port; 0: any free one; never 25 (RFC 2033)")
    ] = None
    socket: Annotated[str, Setting(Text(0, 107), "path of a local socket; not set: none")] = ""
    socket_mode: Annotated[str, Setting(Matching(r"0?[0-7]{3}", "three octal digits"), "who may connect to it")] = "660"
    socket_group: Annotated[str, Setting(Text(0, 32), "its group, such as postfix; not set: the server's own")] = ""

    @property
    def wanted(self) -> bool:
        """Somewhere."""
        return self.port is not None or bool(self.socket)

    @property
    def socket_path(self) -> Path | None:
        """None: no local socket."""
        return Path(self.socket) if self.socket else None


class MailTlsSettings(Struct, frozen=True, kw_only=True):
    """[mail-tls]: what the mail listeners show to peers that ask for encryption (STARTTLS, RFC 3207)."""

    certificate: Annotated[str, Setting(Text(0, 4_096), "PEM file, with those that vouch for it; not set: no TLS")] = ""
    key: Annotated[str, Setting(Text(0, 4_096), "PEM file of its private key; not set: in the same file")] = ""
    required: Annotated[bool, Setting(Truth(), "true: no mail in plain text, except at a local socket")] = False

    def opened(self) -> Certificate | None:
        """None: TLS is not offered. Raises OSError when the files cannot be used, or are needed and not named."""
        if self.required and not self.certificate:
            raise OSError("TLS is required, but no certificate is named")
        return Certificate(Path(self.certificate), Path(self.key or self.certificate)) if self.certificate else None


class RelaySettings(Struct, frozen=True, kw_only=True):
    """[relay]: the mail server that takes what agents send."""

    host: Annotated[str, Setting(Text(0, 255), "its name or address; not set: mail waits in the outbox")] = ""
    port: Annotated[int, Setting(Whole(1, 65_535), "25, 587 to submit with a password, 465 with implicit TLS")] = 25
    tls: Annotated[
        str,
        Setting(OneOf(TLS), "offered (STARTTLS where it is offered), required, implicit, or off"),
    ] = OFFERED
    tls_ca: Annotated[str, Setting(Text(0, 4_096), "PEM file of authorities to trust; not set: the system's")] = ""
    user: Annotated[str, Setting(Text(0, 255), "to log in with; not set: no log-in")] = ""
    password: Annotated[str, Setting(Text(0, 1_024), "given best as PROFFER_RELAY__PASSWORD", secret=True)] = ""
    helo_name: Annotated[str, Setting(Text(0, 255), "how we greet; not set: the machine's name")] = ""
    connections_max: Annotated[int, Setting(Whole(1, 100), "at once")] = 4

    @property
    def route(self) -> Route:
        """The relay and how to speak to it."""
        return Route(
            host=self.host,
            port=self.port,
            tls=self.tls,
            tls_ca=self.tls_ca,
            user=self.user,
            password=self.password,
            helo_name=self.helo_name,
            connections_max=self.connections_max,
        )


class LogSettings(Struct, frozen=True, kw_only=True):
    """[log]"""

    format: Annotated[
        str,
        Setting(
            OneOf(("auto", "json", "text")), "auto (text on a terminal, else json), json (an object a line) or text"
        ),
    ] = "auto"


class Settings(Struct, frozen=True, kw_only=True):
    """All of it, one attribute per section of `proffer.toml`."""

    server: ServerSettings = ServerSettings()
    http: HttpSettings = HttpSettings()
    api: ApiSettings = ApiSettings()
    cometd: CometdOptions = CometdOptions()
    smtp: SmtpSettings = SmtpSettings()
    lmtp: LmtpSettings = LmtpSettings()
    mail_tls: MailTlsSettings = MailTlsSettings()
    smtp_limits: Limits = Limits()
    relay: RelaySettings = RelaySettings()
    database: PostgresOptions = PostgresOptions()
    store: SqliteOptions = SqliteOptions()
    log: LogSettings = LogSettings()

    @property
    def data_directory(self) -> Path:
        """Where everything is kept; made by whoever opens it."""
        return Path(self.server.data).expanduser().absolute() if self.server.data else user_data_folder() / "proffer"

    @property
    def database_path(self) -> Path:
        """The embedded store's file; used when no `database.url` is set."""
        return self.data_directory / "proffer.db"

    @property
    def mail_protocols(self) -> tuple[str, ...]:
        """By which mail shall come in."""
        wanted = {"smtp": self.smtp.port is not None, "lmtp": self.lmtp.wanted}
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)

    @property
    def smtp_host_name(self) -> str:
        """How the mail listener greets."""
        return self.smtp.host_name or socket.getfqdn()

    def api_bound_to(self, port: int) -> ApiSettings:
        """The HTTP edge's settings once the port is known (contract 2.1: fixed at start)."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.http.host, self.http.host)  # noqa: S104
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        url = self.http.external_api_url or f"http://{host}:{port}/api/v2"
        return replace(self.api, external_api_url=url, cometd_websocket=self.cometd.websocket)


def user_data_folder() -> Path:
    """Where programs of this user keep data (XDG base directories)."""
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
