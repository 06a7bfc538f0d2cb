"""Goes over every email: what it names, who has it, and whether its journal leads to where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from proffer.agents.login import Login
from proffer.audit.emails import Around, about, id_is_spent
from proffer.audit.finding import Finding
from proffer.audit.reading import read
from proffer.audit.shared import Shared, given
from proffer.audit.story import Story, story_and_record
from proffer.interaction.email import OUTBOX, Email
from proffer.store.inspection import StoredRow


async def over_logins(shared: Shared) -> AsyncIterator[Finding]:
    """Comes before the emails, which are then asked for."""
    async for rows in shared.rows("login"):
        for record, findings in map(read, rows):
            for finding in findings:
                yield finding
            if isinstance(record, Login):
                for finding in (*shared.people.check(record, record.agent), *shared.hands.login(record)):
                    yield finding


async def over_emails(shared: Shared) -> AsyncIterator[Finding]:
    """A batch at a time, with what the batch names."""
    nodes = await shared.inspection.nodes()
    async for rows in shared.rows("email"):
        emails: list[Email] = []
        for finding in _readable(shared, rows, emails):
            yield finding
        around, stories = await _around(shared, emails), await _stories(shared, emails)
        for email in emails:
            for finding in (
                *about(email, around, shared.center),
                *id_is_spent(email, nodes),
                *shared.hands.email(email),
                *story_and_record(stories[email.id], email, shared.people),
            ):
                yield finding


def _readable(shared: Shared, rows: Sequence[StoredRow], emails: list[Email]) -> Iterator[Finding]:
    """Puts the emails that can be read into `emails`."""
    for row in rows:
        record, findings = read(row)
        yield from findings
        if isinstance(record, Email):
            emails.append(record)
        else:
            shared.hands.without_email(row.id)


async def _around(shared: Shared, emails: Sequence[Email]) -> Around:
    existing = shared.inspection.existing
    return Around(
        contents=await existing("content", [email.id for email in emails]),
        contacts=await existing("contact", given(email.contact_id for email in emails)),
        parents=await existing("email", given(email.parent_id for email in emails)),
        deliveries=await existing("delivery", [email.id for email in emails if email.state == OUTBOX]),
    )


async def _stories(shared: Shared, emails: Sequence[Email]) -> dict[str, Story]:
    stories = {email.id: Story() for email in emails}
    async for rows in shared.inspection.stories(list(stories)):
        for row in rows:
            stories[row.email].tell(row)
    return stories
