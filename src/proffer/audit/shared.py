"""What all parts of an audit share: the moment that is read, the contact centre in it, and who has what in hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable

from proffer.audit.files import BlobFiles
from proffer.audit.hands import Hands
from proffer.audit.people import People
from proffer.audit.reading import read
from proffer.center.center import Center
from proffer.record import Record
from proffer.store.inspection import Inspection, StoredRow

Progress = Callable[[str, int, int], None]  # what is read, how many rows of it so far, how many there are


class Shared:
    """`files` is None when they are not looked at, `center` when none is in force or it cannot be read."""

    def __init__(self, inspection: Inspection, files: BlobFiles | None, progress: Progress) -> None:
        self.inspection = inspection
        self.files = files
        self.progress = progress
        self.counts: dict[str, int] = {}
        self.center: Center | None = None
        self.people = People(None)
        self.hands = Hands(self.people)

    def learn(self, center: Center) -> None:
        """Whom everybody is compared with. Comes before everything else."""
        self.center = center
        self.people = People(center)
        self.hands = Hands(self.people)

    async def rows(self, table: str) -> AsyncIterator[list[StoredRow]]:
        """All rows of a table, telling how far it has come."""
        done = 0
        async for rows in self.inspection.rows(table):
            yield rows
            done += len(rows)
            self.progress(table, done, self.counts.get(table, 0))

    async def load(self, kind: str, ids: Iterable[str]) -> dict[str, Record]:
        """Those of these records that exist and can be read, by id."""
        bodies = await self.inspection.bodies(kind, sorted(set(ids)))
        records = {id_: read(StoredRow(kind, id_, 0, body))[0] for id_, body in bodies.items()}
        return {id_: record for id_, record in records.items() if record is not None}


def given(ids: Iterable[str | None]) -> list[str]:
    """Each of them once, without None."""
    return sorted({id_ for id_ in ids if id_ is not None})
