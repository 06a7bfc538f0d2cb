"""The journal and the lists: what happened to an email, which emails there are, how many."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.engine.ports import EmailQuery, JournalRow
from proffer.interaction.content import Content
from proffer.interaction.document import Document
from proffer.interaction.events import FocusSet
from proffer.record import Change, Write
from tests.store.cast import (
    ADA,
    NOON,
    TIMEOUT_MS,
    accepted,
    commented,
    completed,
    email_arrives,
    email_of,
    login_of,
    offer,
    received,
)
from tests.store.installations import Installation


async def test_the_journal_tells_every_event_of_an_email_with_its_own_fields(store: Any) -> None:
    await email_arrives(store)
    email, _ = await offer(store)
    assert await store.journal(email.id) == [
        JournalRow(
            node="n1",
            number=2,
            position=0,
            at=NOON,
            type="EmailReceived",
            schema=1,
            email=email.id,
            agent=None,
            body={"queue": "support", "message_bytes": 0, "protocol": ""},
        ),
        JournalRow(
            node="n1",
            number=3,
            position=0,
            at=NOON,
            type="InvitationOpened",
            schema=1,
            email=email.id,
            agent=ADA,
            body={"queue": "support", "expires_at": NOON + TIMEOUT_MS, "round": 1, "why": {"n": 1}},
        ),
    ]


async def test_the_journal_is_in_commit_order_even_when_the_clock_steps_back(installation: Installation) -> None:
    store = await installation.open()
    email, ada = await offer(store)
    change = accepted(email, ada)
    early = type(change.events[0])(at=NOON - 5000, email=email.id, agent=ADA)
    await store.save(Change(writes=change.writes, events=(early,)))
    assert [row.type for row in await store.journal(email.id)] == [
        "EmailReceived",
        "InvitationOpened",
        "InvitationAccepted",
    ]


async def test_an_email_nobody_heard_of_has_no_journal(store: Any) -> None:
    assert await store.journal("00001aNOTTHERE00") == []


async def finished_email(store: Any, **fields: object) -> str:
    email_id: str = store.new_id()
    await store.save(received(email_id, state="Stopped", finished_at=NOON, **fields))
    return email_id


@pytest.fixture
async def four(store: Any) -> list[str]:
    """Ids, oldest first: open in support, finished in support for a contact, open in billing, finished in billing."""
    first = (await email_arrives(store, arrived_at=NOON)).id
    second = await finished_email(store, arrived_at=NOON + 1, contact_id="jonas")
    third = (await email_arrives(store, arrived_at=NOON + 2, queue="billing", contact_id="jonas")).id
    fourth = await finished_email(store, arrived_at=NOON + 3, queue="billing")
    return [first, second, third, fourth]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EmailQuery(), [3, 2, 1, 0]),
        (EmailQuery(descending=False), [0, 1, 2, 3]),
        (EmailQuery(limit=2), [3, 2]),
        (EmailQuery(limit=2, offset=3), [0]),
        (EmailQuery(queue="support"), [1, 0]),
        (EmailQuery(queue="support", finished=False), [0]),
        (EmailQuery(queue="billing", finished=True), [3]),
        (EmailQuery(contact="jonas"), [2, 1]),
        (EmailQuery(contact="jonas", finished=True), [1]),
        (EmailQuery(arrived_from=NOON + 1, arrived_until=NOON + 3), [2, 1]),
        (EmailQuery(finished=False, descending=False), [0, 2]),
        (EmailQuery(contact="jonas", queue="support", finished=False), []),
    ],
)
async def test_emails_are_listed_by_condition(
    store: Any, four: list[str], query: EmailQuery, expected: list[int]
) -> None:
    assert [email.id for email in await store.emails(query)] == [four[n] for n in expected]


async def test_emails_of_one_moment_are_listed_by_id(store: Any) -> None:
    ids = [(await email_arrives(store)).id for _ in range(3)]
    assert [email.id for email in await store.emails(EmailQuery(descending=False))] == ids
    assert [email.id for email in await store.emails(EmailQuery())] == ids[::-1]


async def test_emails_are_counted_by_state_and_against_the_journal(store: Any, four: list[str]) -> None:
    assert await store.email_counts() == {"received": 4, "Queued": 2, "Stopped": 2}
    email = await email_of(store, four[0])
    await store.save(commented(email))
    email, ada = await offer(store)
    await store.save(accepted(email, ada))
    assert await store.email_counts() == {"received": 5, "Queued": 2, "Stopped": 2, "Held": 1}
    await store.save(completed(await email_of(store, email.id), await login_of(store, ADA)))
    assert await store.email_counts() == {"received": 5, "Queued": 2, "Stopped": 3}


async def test_an_empty_store_has_received_nothing(store: Any) -> None:
    assert await store.email_counts() == {"received": 0}


async def test_the_sweeper_learns_which_blobs_are_named(store: Any) -> None:
    one, two, three, four = (digit * 32 for digit in "1234")
    for blob in (one, two, None):
        content = Content(id=store.new_id(), blob=blob)
        await store.save(Change(writes=(Write(None, content),), events=(FocusSet(at=NOON),)))
    documents = [
        Document(id=store.new_id(), owner="a", email="e", name="\0", mime="m", size=1, blob=blob, uploaded_at=NOON)
        for blob in (four, one)
    ]
    writes = tuple(Write(None, document) for document in documents)
    await store.save(Change(writes=writes, events=(FocusSet(at=NOON),)))
    assert await store.blobs_named([one, three, four]) == {one, four}
    assert await store.blobs_named([]) == set()
