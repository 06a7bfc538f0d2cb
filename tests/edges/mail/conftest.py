"""A listener on the loopback that keeps what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from proffer.mail.receiving import Accepted, Envelope, FileSpool, Limits, Listener, Mailboxes, Refused, Reply, Spool
from proffer.mail.receiving.dialogue import Dialect
from proffer.store.blobs import FileBlobs
from tests.cast import House
from tests.edges.mail.desk import OFFICE, Desk


class Letterbox:
    """An intake that remembers the mails; `open_gate` lets slow ones through, `fail` makes deliveries raise.

    `answers` are those that are not 250, by address.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mails: list[tuple[Envelope, Path]] = []
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.open_gate = asyncio.Event()
        self.open_gate.set()
        self.fail = False
        self.answers: dict[str, Reply] = {}
        self._mailboxes = Mailboxes(["support@example.com"])

    def mailbox_for(self, recipient: str) -> Accepted | Refused:
        return self._mailboxes.mailbox_for(recipient)

    def spool(self) -> FileSpool:
        return FileSpool(self.folder)

    async def deliver(self, envelope: Envelope, spooled: Spool) -> Sequence[Reply]:
        if "slow" in envelope.sender:
            await self.open_gate.wait()
        if self.fail:
            raise OSError("the store is down")
        self.mails.append((envelope, spooled.path))
        return [self.answers.get(one.address, Reply(250, "2.0.0", "Taken")) for one in envelope.recipients]

    def note(self, event: str, /, **fields: Any) -> None:
        self.log.append((event, fields))

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


class Peer:
    """A mail server that says exactly what the test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, octets: bytes) -> None:
        self.writer.write(octets)
        await self.writer.drain()

    async def reply(self) -> str:
        """The next reply, its last line."""
        async with asyncio.timeout(20):
            while True:
                line = (await self.reader.readline()).decode()
                if line[3:4] != "-":
                    return line.rstrip("\r\n")

    async def replies(self, count: int) -> list[int]:
        return [int((await self.reply())[:3]) for _ in range(count)]

    async def until_cut(self) -> bytes:
        async with asyncio.timeout(20):
            return await self.reader.read()

    async def begin_message(self, sender: str = "ada@example.org") -> None:
        await self.say(b"EHLO x\r\nMAIL FROM:<%b>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n" % sender.encode())
        assert await self.replies(5) == [220, 250, 250, 250, 354]

    def close(self) -> None:
        self.writer.close()


class Site:
    """A listener, its letterbox, and a way to call it."""

    def __init__(self, folder: Path, limits: Limits | None, dialect: Dialect = "smtp", **tls: Any) -> None:
        self.letterbox = Letterbox(folder)
        self.listener = Listener(
            self.letterbox,
            host_name="mx.example.com",
            limits=limits,
            dialect=dialect,
            now=lambda: 1_772_452_800_000,
            log=self.letterbox.note,
            **tls,
        )
        self._peers: list[Peer] = []

    async def call(self) -> Peer:
        peer = Peer(*await asyncio.open_connection("127.0.0.1", self.listener.port))
        self._peers.append(peer)
        return peer

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - what the test waits for rings no bell
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for peer in self._peers:
            peer.close()
        self.letterbox.open_gate.set()
        await self.listener.close(5)


@pytest.fixture
async def site_with(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """`await site_with(limit=…)` gives a running site; all are closed at the end."""
    sites: list[Site] = []

    async def make(*, dialect: Dialect = "smtp", tls: Mapping[str, Any] | None = None, **limits: Any) -> Site:
        folder = tmp_path / f"spool-{len(sites)}"
        folder.mkdir()
        site = Site(folder, Limits(**limits), dialect, **(tls or {}))
        await site.listener.start("127.0.0.1", 0)
        sites.append(site)
        return site

    yield make
    for site in sites:
        await site.close()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    blobs = await FileBlobs.open(tmp_path)
    yield Desk(await House.open(OFFICE), blobs)
    await blobs.close()
