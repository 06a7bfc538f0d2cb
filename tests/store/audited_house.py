"""A house with everything in it that an audit looks at: real mail, contacts, places, agents with emails in hand."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from proffer.agents.events import MediaChannelChanged
from proffer.agents.http_session import HttpSession
from proffer.agents.login import Login, login_key
from proffer.audit import NOTE, Audit, Finding
from proffer.center.credential import Credential
from proffer.center_file import CenterApplied
from proffer.engine.intake import Intake, Trace
from proffer.interaction.arrival import Arrival
from proffer.mail.reading import read
from proffer.record import Change, Key, Record, Write, replace
from proffer.store.blobs import FileBlobs
from tests.cast import ADA, BOB, CENTER, NOON, House
from tests.store.installations import Installation

MESSAGE = b"From: Kim Doe <kim%d@example.org>\r\nTo: support@demo.test\r\nSubject: Lamp %d\r\n\r\nIt is dark.\r\n"


class AuditedHouse:
    """Three emails: ada holds the first, bob is invited to the second, the third is finished."""

    def __init__(self, installation: Installation, store: Any, house: House, blobs: FileBlobs) -> None:
        self.installation, self.store, self.house, self.blobs = installation, store, house, blobs
        self.emails: list[str] = []

    @classmethod
    async def open(cls, installation: Installation) -> AuditedHouse:
        store = await installation.open()
        await store.save(Change(writes=(Write(None, CENTER),), events=(CenterApplied(at=NOON),)))
        blobs = await FileBlobs.open(installation.folder)
        made = cls(installation, store, await House.open(store=store), blobs)
        await made._fill()
        return made

    async def _fill(self) -> None:
        house, (first, second, third) = self.house, [await self.mail(number) for number in (1, 2, 3)]
        await house.ready(ADA)
        for email in (first, second, third):
            await house.settle()
            await house.ask(ADA, "Accept", email)
            await house.ask(ADA, "Complete", email)
        self.emails = [await self.mail(4), await self.mail(5), third]
        await house.settle()
        await house.ask(ADA, "Accept", self.emails[0])
        await house.ready(BOB)
        await house.settle()
        house.dispatcher.close()  # what is damaged from now on is not mended by the next invitation
        for record in (Credential(user=ADA, password_hash="x"), HttpSession(id_sha256="1f", user=ADA)):
            await self.put(record)

    async def mail(self, number: int) -> str:
        """A message comes in by the way all mail takes."""
        intake = Intake(self.store, self.house.records, self.blobs, _read, self.house._log)
        spooled = self.blobs.spool_path()
        spooled.write_bytes(MESSAGE % (number, number))
        trace = Trace(sender="kim@example.org", received_at=NOON)
        taken = await intake.take(spooled, ["support@demo.test"], trace)
        return taken[0].email

    async def close(self) -> None:
        self.house.close()
        await self.blobs.close()

    async def load(self, key: Key) -> Any:
        return (await self.store.load([key]))[key]

    async def login(self, agent: str) -> Login:
        found = await self.load(login_key(agent))
        assert isinstance(found, Login)
        return found

    async def change(self, key: Key, **fields: Any) -> None:
        """A record says something else, as if a fault of the program had written it."""
        before = await self.load(key)
        await self._save(Write(before, replace(before, **fields)))

    async def put(self, record: Record) -> None:
        await self._save(Write(None, record))

    async def remove(self, key: Key) -> None:
        await self._save(Write(await self.load(key), None))

    async def _save(self, write: Write) -> None:
        event = MediaChannelChanged(at=NOON, agent=ADA, state="Ready")
        await self.store.save(Change(writes=(write,), events=(event,)))

    async def findings(self, *, blobs: bool = True) -> list[Finding]:
        """Everything an audit says."""
        inspection = await self.installation.inspect()
        try:
            return [one async for one in Audit(inspection, self.installation.folder if blobs else None).findings()]
        finally:
            await inspection.close()

    async def every_email(self) -> list[str]:
        """All ids there are."""
        inspection = await self.installation.inspect()
        try:
            return [row.id async for rows in inspection.rows("email") for row in rows]
        finally:
            await inspection.close()

    async def wrong(self) -> list[tuple[str, str, str]]:
        """(rule, kind, id) of what is wrong, without notes."""
        return [(one.rule, one.kind, one.id) for one in await self.findings() if one.severity != NOTE]


def _read(path: Path) -> tuple[Arrival, str, int]:
    data = path.read_bytes()
    return read(path), hashlib.sha256(data).hexdigest(), len(data)
