"""The settings of a command: from its options and everywhere else settings come from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from proffer.cli.failure import OUT_OF_REACH, USAGE, Failed
from proffer.config import ConfigInvalid, Loaded, Settings, load
from proffer.config.load import USUAL_FILES
from proffer.record import replace

Flags = dict[tuple[str, str], tuple[str, Any]]


def flags(
    *,
    data: str | None = None,
    database: str | None = None,
    http_host: str | None = None,
    http_port: int | None = None,
    smtp_host: str | None = None,
    smtp_port: int | None = None,
    lmtp_port: int | None = None,
    lmtp_socket: str | None = None,
) -> Flags:
    """Options of the command line as settings, by section and attribute."""
    return {
        ("server", "data"): ("--data", data),
        ("database", "url"): ("--database", database),
        ("http", "host"): ("--http-host", http_host),
        ("http", "port"): ("--http-port", http_port),
        ("smtp", "host"): ("--smtp-host", smtp_host),
        ("smtp", "port"): ("--smtp-port", smtp_port),
        ("lmtp", "port"): ("--lmtp-port", lmtp_port),
        ("lmtp", "socket"): ("--lmtp-socket", lmtp_socket),
    }


def relay_flags(relay: str) -> Flags:
    """`HOST:PORT` as settings. Raises Failed."""
    host, _, port = relay.rpartition(":")
    if not host or not port.isdigit():
        raise Failed(f"--relay expects HOST:PORT, not {relay!r}", code=USAGE)
    return {("relay", "host"): ("--relay", host.strip("[]")), ("relay", "port"): ("--relay", int(port))}


def settings_of(
    config: Path | None, chosen: Flags, *, usual_files: tuple[Path, ...] = USUAL_FILES, data: str | None = None
) -> Settings:
    """Raises Failed. `data`: the data directory if nothing else names one."""
    loaded = _loaded(config, chosen, usual_files)
    if data is None or loaded.settings.server.data:
        return loaded.settings
    return replace(loaded.settings, server=replace(loaded.settings.server, data=data))


def check_certificate(settings: Settings) -> None:
    """Raises Failed when the files that [mail-tls] names cannot be used."""
    try:
        settings.mail_tls.opened()
    except OSError as error:
        raise Failed(f"[mail-tls] {error}", code=OUT_OF_REACH) from None


def show_settings(config: Path | None, chosen: Flags, *, as_json: bool) -> None:
    """Prints every setting. Raises Failed."""
    import msgspec

    from proffer.config.show import as_text, shown

    loaded = _loaded(config, chosen, USUAL_FILES)
    print(msgspec.json.encode(list(shown(loaded))).decode() if as_json else as_text(loaded).rstrip("\n"))


def _loaded(config: Path | None, chosen: Flags, usual_files: tuple[Path, ...]) -> Loaded:
    try:
        return load(config=config, environment=os.environ, flags=chosen, usual_files=usual_files)
    except ConfigInvalid as invalid:
        raise Failed(*invalid.lines) from None
