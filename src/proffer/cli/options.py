"""Options that several commands have, each with its words once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

Config = Annotated[Path | None, Option("--config", help="proffer.toml; else PROFFER_CONFIG, ./proffer.toml.")]
Data = Annotated[str | None, Option("--data", help="Data directory.")]
Database = Annotated[str | None, Option("--database", help="postgresql://…; else SQLite in the data directory.")]
HttpHost = Annotated[str | None, Option("--http-host", help="Address desktops connect to.")]
HttpPort = Annotated[int | None, Option("--http-port", help="Its port; 0: any free one.")]
SmtpHost = Annotated[str | None, Option("--smtp-host", help="Address mail comes in at.")]
SmtpPort = Annotated[int | None, Option("--smtp-port", help="Its port; 0: any free one.")]
LmtpPort = Annotated[int | None, Option("--lmtp-port", help="Take mail by LMTP as well; 0: any free port.")]
LmtpSocket = Annotated[str | None, Option("--lmtp-socket", help="The same at a local socket: its path.")]
Info = Annotated[Path | None, Option("--info", help="Written once everything is ready: addresses as JSON.")]
AsJson = Annotated[bool, Option("--json", help="For programs.")]
