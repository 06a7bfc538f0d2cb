"""After a restart: state, numbers and ids go on where they were, whatever the clock says."""

from __future__ import annotations

import pytest

from proffer.agents.http_session import HttpSession
from proffer.interaction.document import Document
from proffer.interaction.events import FocusSet
from proffer.record import Change, Write, replace
from proffer.store.ids import RESERVE
from tests.store.cast import (
    ADA,
    NOON,
    accepted,
    commented,
    completed,
    email_arrives,
    email_of,
    logged_in,
    login_of,
    offer,
    received,
)
from tests.store.installations import Installation

HOUR_MS = 3_600_000


async def test_numbers_go_on_without_a_gap(installation: Installation) -> None:
    store = await installation.open()
    await store.save(received(store.new_id()))
    await store.save(received(store.new_id()))
    store = await installation.crash()
    assert (await store.save(received(store.new_id()))).number == 3


async def test_versions_are_judged_by_what_is_stored_not_by_what_was_remembered(installation: Installation) -> None:
    email = await email_arrives(await installation.open())
    store = await installation.crash()
    await store.save(commented(email))
    assert (await email_of(store, email.id)).version == 2


@pytest.mark.parametrize("step_back_ms", [0, HOUR_MS, 20 * 365 * 24 * HOUR_MS])
async def test_ids_rise_over_a_crash_and_a_clock_that_steps_back(installation: Installation, step_back_ms: int) -> None:
    store = await installation.open()
    before = [store.new_id() for _ in range(3)]
    await store.save(received(before[-1]))
    unsaved = store.new_id()
    installation.clock.now -= step_back_ms
    store = await installation.crash()
    later = [store.new_id() for _ in range(3)]
    everything = [*before, unsaved, *later]
    assert everything == sorted(set(everything))


async def test_ids_follow_the_clock_when_it_goes_on(installation: Installation) -> None:
    store = await installation.open()
    first = store.new_id()
    installation.clock.now += 1000
    assert counter(store.new_id()) - counter(first) == 524_288


async def test_an_id_looks_as_the_contract_says(installation: Installation) -> None:
    store = await installation.open(node="n2", id_prefix="00NL1")
    made = store.new_id()
    assert (len(made), made[:6]) == (16, "00NL1a")
    assert counter(made) == (NOON - 1_577_836_800_000) * 524_288 // 1000


async def test_the_mark_is_a_minute_ahead_of_the_ids_that_were_saved(installation: Installation) -> None:
    store = await installation.open()
    saved = store.new_id()
    await store.save(received(saved))
    installation.clock.now = 0
    store = await installation.crash()
    assert counter(store.new_id()) == counter(saved) + RESERVE + 1


async def test_two_nodes_cannot_share_an_id_prefix(installation: Installation) -> None:
    await (await installation.open(node="n1", id_prefix="00001")).close()
    with pytest.raises(ValueError, match="n1"):
        await installation.open(node="n2", id_prefix="00001")


async def test_a_wrong_id_prefix_is_refused(installation: Installation) -> None:
    with pytest.raises(ValueError, match="id-prefix"):
        await installation.open(id_prefix="abc")


async def test_a_renamed_node_numbers_on_so_that_the_journal_stays_in_order(installation: Installation) -> None:
    store = await installation.open(node="n1", id_prefix="00001")
    email = await email_arrives(store)
    await store.close()
    store = await installation.open(node="n0", id_prefix="00002")
    committed = await store.save(commented(email))
    assert (committed.node, committed.number) == ("n0", 2)
    assert [row.node for row in await store.journal(email.id)] == ["n1", "n0"]


async def test_open_records_are_unfinished_emails_logins_http_sessions_and_documents_that_expire(
    installation: Installation,
) -> None:
    store = await installation.open()
    waiting = await email_arrives(store)
    email, ada = await offer(store)
    await store.save(accepted(email, ada))
    await store.save(completed(await email_of(store, email.id), await login_of(store, ADA)))
    await store.save(logged_in(await login_of(store, "c" * 32)))
    session = HttpSession(id_sha256="e" * 64, user=ADA)
    upload, attached = (
        Document(
            id=name * 16, owner=ADA, email=waiting.id, name="a", mime="m", size=1, blob=name * 32, uploaded_at=NOON
        )
        for name in "12"
    )
    upload = replace(upload, expires_at=NOON + 1)
    new = tuple(Write(None, record) for record in (session, upload, attached))
    await store.save(Change(writes=new, events=(FocusSet(at=NOON, agent=ADA),)))
    await store.close()

    store = await installation.open()
    found = [record async for record in store.open_records()]
    assert len(found) == 5
    assert set(found) == {
        waiting,
        await login_of(store, ADA),
        await login_of(store, "c" * 32),
        replace(session, version=1),
        replace(upload, version=1),
    }


async def test_open_records_may_be_left_half_read(installation: Installation) -> None:
    store = await installation.open()
    for _ in range(3):
        await email_arrives(store)
    records = store.open_records()
    assert (await anext(records)).version == 1
    await records.aclose()
    await email_arrives(store)


def counter(made: str) -> int:
    return int(made[6:], 36)
