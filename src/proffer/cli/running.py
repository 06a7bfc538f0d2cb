"""`proffer serve` and `proffer demo`: the server in this process."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from proffer.cli.failure import OUT_OF_REACH, REFUSED, Failed
from proffer.cli.ports import check_free
from proffer.cli.settings import check_certificate
from proffer.config import Settings

FREE_KIB_MIN = 1_024  # with less left, a full disk is the likely cause of whatever failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proffer.api.paths import Mount
    from proffer.engine.outbox import Relay
    from proffer.node import Node, Running
    from proffer.serve import Ready


def run_server(settings: Settings, info: Path | None) -> None:
    """Until it is told to stop. Raises Failed."""

    async def ready(node: Node, running: Running) -> None:
        from proffer.demo.info import write_info

        if info is not None:
            write_info(info, {**running.addresses, "pid": os.getpid()})

    _forget(info)
    try:
        _run(settings, ready)
    finally:
        _forget(info)


def run_demo(settings: Settings, info: Path | None, *, with_mail: bool) -> None:
    """The same with the demo's people and mails. Raises Failed."""
    from proffer.database import DatabaseInUse, DatabaseNotOpened
    from proffer.demo.accounts import accounts
    from proffer.demo.customers import Customers
    from proffer.demo.opening import opened
    from proffer.demo.preparation import prepare
    from proffer.workspace.workspace import ACCOUNTS

    if settings.smtp.port is None:
        raise Failed("the demo's mails come by SMTP, and [smtp] port is off")
    _check_doors(settings)
    _forget(info)
    try:
        state = prepare(settings)
    except DatabaseInUse as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    except (DatabaseNotOpened, OSError) as error:
        raise Failed(*_words(settings, error), code=OUT_OF_REACH) from None

    async def ready(node: Node, running: Running) -> None:
        await opened(state, settings, running.addresses, with_mail=with_mail, info=info)

    try:
        relay = None if settings.relay.host else Customers(settings.data_directory)
        _run(settings, ready, {ACCOUNTS: accounts(state)}, relay)
    finally:
        _forget(info)


def _run(
    settings: Settings, ready: Ready, mounts: Mapping[str, Mount] | None = None, relay: Relay | None = None
) -> None:
    from proffer.control import ServerRunning
    from proffer.database import DatabaseInUse, DatabaseNotOpened
    from proffer.engine.ports import StoreDown
    from proffer.serve import serve

    _check_doors(settings)
    try:
        serve(settings, ready=ready, mounts=mounts, relay=relay)
    except (DatabaseInUse, ServerRunning) as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    except (DatabaseNotOpened, StoreDown, OSError) as error:
        raise Failed(*_words(settings, error), code=OUT_OF_REACH) from None


def _words(settings: Settings, error: Exception) -> list[str]:
    """What went wrong; a full disk has many names (SQLite calls it an I/O error when it cannot map a file)."""
    from proffer.database import DatabaseNotOpened

    data = settings.data_directory
    lines = [str(error) if isinstance(error, DatabaseNotOpened) else f"{data}: {error}"]
    with contextlib.suppress(OSError):
        free_kib = shutil.disk_usage(data).free // 1024
        if free_kib < FREE_KIB_MIN:
            lines.append(f"only {free_kib} KiB are free in {data}: make room, then start again")
    return lines


def _forget(info: Path | None) -> None:
    """Whoever waits for the file must not find that of an earlier start, nor of a server that was stopped."""
    if info is not None:
        try:
            info.unlink(missing_ok=True)
        except OSError as error:
            raise Failed(f"{info}: {error.strerror}", code=REFUSED) from None


def _check_doors(settings: Settings) -> None:
    check_free(settings.http.host, settings.http.port, "--http-port")
    if settings.smtp.port is not None:
        check_free(settings.smtp.host, settings.smtp.port, "--smtp-port")
    if settings.lmtp.port is not None:
        check_free(settings.lmtp.host, settings.lmtp.port, "--lmtp-port")
    check_certificate(settings)
