"""A small contact centre with short timers in a folder of its own, made without a server."""

from __future__ import annotations

import asyncio
from pathlib import Path

from proffer.api.passwords import Passwords
from proffer.center.center import Center
from proffer.config import Settings, load
from proffer.control import Administration, Apply, SetPassword
from proffer.database import open_store
from proffer.engine.clock import SystemClock

AGENTS = ("ada", "bob", "cyn", "dan", "eve", "fay")
MAILBOXES = ("support@crash.test", "sales@crash.test")
CAPACITY = 2
DELIVERING_SECONDS = 3
HANDLING_MINUTES = 1
GRACE_SECONDS = 3
PAUSE_SECONDS = 1

CENTER = f"""
[options]
delivering-timeout = {DELIVERING_SECONDS}
handling-timeout = {HANDLING_MINUTES}
offer-round-pause = {PAUSE_SECONDS}
agent-disconnect-grace = {GRACE_SECONDS}
email-capacity = {CAPACITY}
[groups]
Everybody = "takes everything"
[queues.support]
targets = ["Everybody"]
[queues.sales]
targets = ["Everybody"]
priority = 10
[mailboxes]
"support@crash.test" = "support"
"sales@crash.test" = "sales"
""" + "".join(f'[users.{name}]\nroles = ["agent"]\ngroups = ["Everybody"]\n' for name in AGENTS)

# Sessions do not idle out however far the clock is set ahead; hashing is as cheap as it may be.
SERVER = """
[api]
session-idle-timeout = 86400
password-time-cost = 1
password-memory-kib = 8192
[cometd]
restart-spread = 0
"""


def settings_in(folder: Path) -> Settings:
    """What `proffer serve --config` of this folder works with."""
    return load(config=folder / "proffer.toml", environment={}, flags={}).settings


def write_settings(folder: Path, url: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    where = f'[server]\ndata = "{folder / "data"}"\n[database]\nurl = "{url}"\n'
    (folder / "proffer.toml").write_text(where + SERVER, encoding="utf-8")


def password_of(name: str) -> str:
    return f"secret of {name}"


def prepare(folder: Path, url: str = "") -> dict[str, str]:
    """Writes settings, contact centre and passwords; everybody's user id, by name. `url`: of a PostgreSQL database."""
    write_settings(folder, url)
    settings = settings_in(folder)
    settings.data_directory.mkdir(mode=0o700, exist_ok=True)
    return asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> dict[str, str]:
    clock, passwords = SystemClock(), Passwords(settings.api)
    store = await open_store(settings, clock.now)
    try:
        administration = Administration(store, now=clock.now, hash_password=passwords.hash)
        await administration.apply(Apply(text=CENTER, commit=True))
        for name in AGENTS:
            await administration.set_password(SetPassword(user=name, password=password_of(name)))
        center = await administration.center()
        assert isinstance(center, Center)
        return {user.user_name: user.id for user in center.users}
    finally:
        await store.close()
        passwords.close()
