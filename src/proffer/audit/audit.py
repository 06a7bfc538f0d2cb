"""The whole audit, in its order: the database by itself, logins, emails, contents, records, journal, files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from proffer.audit.center import center_is_valid
from proffer.audit.files import BlobFiles
from proffer.audit.finding import RESTORE, WRONG, Finding
from proffer.audit.journal import JournalOrder, email_exists, readable
from proffer.audit.over_contacts import over_contacts
from proffer.audit.over_contents import over_contents
from proffer.audit.over_emails import over_emails, over_logins
from proffer.audit.over_records import over_records
from proffer.audit.shared import Progress, Shared, given
from proffer.center.center import CENTER_KEY, Center
from proffer.store.inspection import JOURNAL, Inspection, Unreadable

Part = Callable[[Shared], AsyncIterator[Finding]]


class Audit:
    """`findings` reads everything once; `wrong` and `notes` then say how many there were, `counts` how many rows.

    `root`: the data directory whose files are compared too; None: the database alone.
    """

    def __init__(
        self, inspection: Inspection, root: Path | None = None, progress: Progress = lambda what, done, total: None
    ) -> None:
        self.wrong = self.notes = 0
        files = None if root is None else BlobFiles(root, inspection)
        self._shared = Shared(inspection, files, progress)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table and of the journal."""
        return self._shared.counts

    async def findings(self) -> AsyncIterator[Finding]:
        """One at a time, as they are found."""
        for part, reads in PARTS.items():
            try:
                async for finding in part(self._shared):
                    yield self._counted(finding)
            except Unreadable as trouble:  # the other parts are still looked at
                if part in NEEDED_FOR_HANDS:
                    self._shared.hands.give_up()
                yield self._counted(unreadable(trouble, f"reading the {reads} failed: "))

    def _counted(self, finding: Finding) -> Finding:
        if finding.severity == WRONG:
            self.wrong += 1
        else:
            self.notes += 1
        return finding


async def the_database_itself(shared: Shared) -> AsyncIterator[Finding]:
    """Pages, indexes and columns."""
    shared.counts = await shared.inspection.counts()
    shared.progress("pages and columns", 0, 0)
    for line in await shared.inspection.damage():
        yield Finding(rule="damage", kind="database", id="", what=line, todo=RESTORE)


async def the_centre(shared: Shared) -> AsyncIterator[Finding]:
    """The configuration in force: is it valid? And whether there are files at all."""
    kind, id_ = CENTER_KEY
    center = (await shared.load(kind, [id_])).get(id_)
    if isinstance(center, Center):
        shared.learn(center)
        for finding in center_is_valid(center):
            yield finding
    missing = shared.files and shared.files.missing()
    if missing:
        shared.files = None
        if shared.counts.get("content"):  # a server that has never run has not made the folder yet
            yield missing


async def what_is_left_in_hand(shared: Shared) -> AsyncIterator[Finding]:
    """After logins, emails and places: what has no counterpart."""
    for finding in shared.hands.rest():
        yield finding


async def over_journal(shared: Shared) -> AsyncIterator[Finding]:
    """Every event, in order."""
    order, done = JournalOrder(), 0
    async for rows in shared.inspection.journal():
        emails = await shared.inspection.existing("email", given(row.email for row in rows))
        for row in rows:
            for finding in (*order.check(row), *readable(row), *email_exists(row, emails)):
                yield finding
        done += len(rows)
        shared.progress(JOURNAL, done, shared.counts.get(JOURNAL, 0))


async def over_unnamed_files(shared: Shared) -> AsyncIterator[Finding]:
    """What lies in the data directory and belongs to nobody."""
    if shared.files is not None:
        shared.progress("files", 0, 0)
        async for finding in shared.files.unnamed():
            yield finding


PARTS: dict[Part, str] = {
    the_database_itself: "database",
    the_centre: "configuration",
    over_logins: "logins",
    over_emails: "emails",
    over_contents: "contents",
    over_contacts: "contacts",
    over_records: "records",
    what_is_left_in_hand: "logins",
    over_journal: "journal",
    over_unnamed_files: "names of files",
}
NEEDED_FOR_HANDS = (over_logins, over_emails, over_records)


def unreadable(trouble: Unreadable, during: str = "") -> Finding:
    """The same as a finding."""
    return Finding(rule="can_be_read", kind="database", id="", what=f"{during}{trouble}", todo=trouble.todo)
