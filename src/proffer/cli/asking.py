"""Asks the running server; without one opens the database and does it here."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from proffer.cli.failure import OUT_OF_REACH, Failed
from proffer.config import Settings
from proffer.control import Administration, AdministrationRefused, Apply, Inject, NoServer, Request, Status, ask


def asked(settings: Settings, request: Request, *, problem_prefix: str = "") -> Any:
    """The answer. Raises Failed; a problem with a line number gets `problem_prefix`, a file's name, before it."""
    try:
        try:
            return ask(settings.data_directory, request)
        except NoServer:
            return asyncio.run(_alone(settings, request))
    except AdministrationRefused as refused:
        lines = [
            f"{problem_prefix}:{problem.line}: {problem.message}" if problem.line else problem.message
            for problem in refused.problems
        ]
        raise Failed(*lines) from None
    except OSError as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None


def inject(settings: Settings, file: Path, to: tuple[str, ...], sender: str | None, *, as_json: bool) -> None:
    """Sends a message file to the server. Raises Failed."""
    try:
        message = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from None
    try:
        injected = ask(settings.data_directory, Inject(message=message, sender=sender, recipients=to))
    except NoServer as error:
        raise Failed(f"{error}; mail is injected into a running one: proffer serve", code=OUT_OF_REACH) from None
    except AdministrationRefused as refused:
        raise Failed(*(problem.message for problem in refused.problems)) from None
    if as_json:
        print(json.dumps([{"to": recipient, "reply": reply} for recipient, reply in injected.replies]))
    else:
        for recipient, reply in injected.replies:
            print(f"{recipient}: {reply}")
    if not all(reply.startswith("2") for _, reply in injected.replies):
        raise Failed("not every recipient took the message")


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Prints what the server says of itself. Raises Failed."""
    try:
        found = ask(settings.data_directory, Status())
    except NoServer as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        print(f"{name}: {value if not isinstance(value, dict) else ', '.join(f'{k} {v}' for k, v in value.items())}")


async def _alone(settings: Settings, request: Request) -> Any:
    from proffer.api.passwords import Passwords
    from proffer.database import DatabaseInUse, DatabaseNotOpened, is_there, open_store
    from proffer.engine.clock import SystemClock

    if not is_there(settings) and not isinstance(request, Apply):
        raise Failed(f"there is no database in {settings.data_directory}; see --data", code=OUT_OF_REACH)
    clock = SystemClock()
    try:
        store = await open_store(settings, clock.now)
    except DatabaseInUse as error:
        raise Failed(f"{error}, and it does not answer on its control socket", code=OUT_OF_REACH) from None
    except DatabaseNotOpened as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    passwords = Passwords(settings.api)
    try:
        administration = Administration(
            store,
            now=clock.now,
            hash_password=passwords.hash,
            password_characters_min=settings.api.password_characters_min,
        )
        return await administration.perform(request)
    finally:
        await store.close()
        passwords.close()
