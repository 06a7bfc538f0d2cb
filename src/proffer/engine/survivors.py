"""Loads records; with a contact that was merged into another one comes the one it has become."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from proffer.interaction.contact import Contact, contact_key, survivor_of, survivors_missing
from proffer.record import Key, Record

Load = Callable[[Iterable[Key]], Awaitable[dict[Key, Record]]]


async def with_survivors(load: Load, keys: Iterable[Key]) -> dict[Key, Record]:
    """What `load` gives for `keys` and for every contact they lead to. Raises StoreDown."""
    found = await load(keys)
    while missing := survivors_missing(found):
        more = await load(missing)
        if not more:
            break
        found |= more
    return found


async def surviving(load: Load, contact_id: str) -> Contact | None:
    """The contact of this id, or the one it has become. Raises StoreDown."""
    return survivor_of(await with_survivors(load, (contact_key(contact_id),)), contact_id)
