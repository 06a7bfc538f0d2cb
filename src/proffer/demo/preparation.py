"""Prepares the demo's data before the server starts: its contact centre, and a password for everybody in it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from proffer.api.passwords import Passwords
from proffer.center.credential import Credential
from proffer.config import Settings
from proffer.control import Administration, Apply, SetPassword
from proffer.database import described, open_store
from proffer.demo.password import new_password
from proffer.demo.state import DemoState, load_state, save_state
from proffer.engine.clock import SystemClock
from proffer.engine.ports import Store
from proffer.record import Record

CENTER_FILE = Path(__file__).with_name("center.toml")


def prepare(settings: Settings) -> DemoState:
    """Idempotent: a centre changed by hand is left alone, passwords stay.

    Raises DatabaseInUse, DatabaseNotOpened, OSError.
    """
    settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> DemoState:
    clock, passwords = SystemClock(), Passwords(settings.api)
    store = await open_store(settings, clock.now)
    try:
        state = load_state(settings.data_directory)
        state.is_about(described(settings))
        administration = Administration(store, now=clock.now, hash_password=passwords.hash)
        await _apply(administration, state)
        await _give_passwords(store, administration, state, settings.data_directory)
        save_state(settings.data_directory, state)
        return state
    finally:
        await store.close()
        passwords.close()


async def _apply(administration: Administration, state: DemoState) -> None:
    """The first time, and when a newer version of Proffer brings another demo."""
    text = CENTER_FILE.read_text(encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if sha256 != state.center_sha256 or await administration.center() is None:
        await administration.apply(Apply(text=text, commit=True))
        state.center_sha256 = sha256


async def _give_passwords(store: Store, administration: Administration, state: DemoState, data: Path) -> None:
    """Everybody has the password that the page shows; it is written down before it is set."""
    center = await administration.center()
    assert center is not None
    users = [user for user in center.users if user.enabled]
    state.passwords = {user.user_name: state.passwords.get(user.user_name) or new_password() for user in users}
    save_state(data, state)
    found = await store.load([("credential", user.id) for user in users])
    for user in users:
        if _hash(found.get(("credential", user.id))) != state.hashes.get(user.user_name, ""):
            await administration.set_password(
                SetPassword(user=user.user_name, password=state.passwords[user.user_name])
            )
    found = await store.load([("credential", user.id) for user in users])
    state.hashes = {user.user_name: _hash(found.get(("credential", user.id))) or "" for user in users}


def _hash(record: Record | None) -> str | None:
    return record.password_hash if isinstance(record, Credential) else None
