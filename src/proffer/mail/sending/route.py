"""A route is a relay and how to speak to it."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["IMPLICIT", "OFF", "OFFERED", "REQUIRED", "TLS", "Route"]

OFFERED, REQUIRED, IMPLICIT, OFF = "offered", "required", "implicit", "off"
TLS = (OFFERED, REQUIRED, IMPLICIT, OFF)


class Route(Struct, frozen=True, kw_only=True):
    """Where outgoing mail is handed over. No host: nowhere, it waits.

    `tls`: OFFERED takes STARTTLS where it is offered, from whoever offers it; REQUIRED insists on it and IMPLICIT
    begins with it (RFC 8314 3.3), both with a certificate that is valid for the host; OFF never encrypts.
    A password is shown to nobody before TLS is up, unless it is OFF.
    """

    host: str = ""
    port: int = 25
    tls: str = OFFERED
    tls_ca: str = ""  # PEM file of the authorities to trust; "": the system's
    user: str = ""  # "": no AUTH
    password: str = ""
    helo_name: str = ""  # "": the machine's
    connections_max: int = 4
    mails_per_connection_max: int = 100
    connect_timeout_seconds: float = 30.0
    command_timeout_seconds: float = 300.0  # RFC 5321 4.5.3.2.2 and .3
    data_timeout_seconds: float = 600.0  # RFC 5321 4.5.3.2.6: the whole message and the answer to its end
    idle_seconds_max: float = 20.0  # a connection without work is closed
    rest_seconds: float = 5.0  # a relay that could not be reached is left alone
