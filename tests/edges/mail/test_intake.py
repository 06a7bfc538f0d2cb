"""What could not be taken in leaves nothing behind: its sender comes again, and again it would take room."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proffer.engine.intake import Intake, Trace
from proffer.engine.ports import StoreDown
from proffer.mail.originals import read_spooled
from proffer.record import Change, Committed
from proffer.store.blobs import FileBlobs
from tests.cast import NOON, House

MAILBOX = "support@example.com"


class Site:
    def __init__(self, house: House, blobs: FileBlobs, root: Path) -> None:
        self.house, self.blobs, self.root = house, blobs, root
        self.intake = Intake(house.store, house.records, blobs, read_spooled, lambda event, **fields: None)

    async def take(self) -> None:
        spooled = self.blobs.spool / secrets.token_hex(16)
        await asyncio.to_thread(spooled.write_bytes, b"Message-ID: <1>\r\n\r\nhello\r\n")
        await self.intake.take(spooled, [MAILBOX], Trace(sender="", received_at=NOON))

    def files(self) -> list[str]:
        """In which folders files lie."""
        found = (path.relative_to(self.root).parts[0] for path in self.root.rglob("*") if path.is_file())
        return sorted(found)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    blobs = await FileBlobs.open(tmp_path)
    yield Site(await House.open(), blobs, tmp_path)
    await blobs.close()


async def test_a_mail_taken_in_is_one_original(site: Site) -> None:
    await site.take()
    assert site.files() == ["blobs"]
    await site.take()
    assert site.files() == ["blobs"], "seen before: no second one"


async def test_a_store_that_is_down_costs_no_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(change: Change) -> asyncio.Future[Committed]:
        future: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        future.set_exception(StoreDown("no"))
        return future

    monkeypatch.setattr(site.house.store, "submit", refuse)
    with pytest.raises(StoreDown):
        await site.take()
    assert site.files() == []


async def test_an_original_that_cannot_be_kept_costs_no_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(spooled: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site.blobs, "_keep", refuse)
    with pytest.raises(StoreDown):
        await site.take()
    assert site.files() == []
