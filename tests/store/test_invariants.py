"""What one row must look like: Python's rules and the check constraints say the same, and hold when the code lies."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.engine.ports import BrokenInvariant
from proffer.interaction.email import HELD, OFFERED, QUEUED, STATES, STOPPED, Email, Invitation
from proffer.interaction.events import FocusSet
from proffer.record import Change, Write, replace
from proffer.store.invariants import broken_by
from proffer.store.rows import rows_of
from proffer.store.sqlite import upgrade
from proffer.store.sqlite.ledger import WRITE
from tests.store.cast import ADA, BOB, NOON, email_arrives, email_of

INVITATION = Invitation(agent=BOB, login="l", offered_at=NOON, expires_at=NOON + 1)

LIES: dict[str, dict[str, Any]] = {
    "state_is_known": {"state": "Lost"},
    "offered_means_invited": {"state": OFFERED},
    "held_means_a_holder": {"state": HELD},
    "nobody_holds_the_rest": {"state": QUEUED, "holder": ADA},
    "ended_means_finished_at": {"state": STOPPED},
}
MORE_LIES = [
    {"state": QUEUED, "invitation": INVITATION},
    {"state": HELD, "holder": ADA, "invitation": INVITATION},
    {"state": STOPPED, "finished_at": NOON, "holder": ADA},
    {"state": QUEUED, "finished_at": NOON},
    {"state": "Outbox", "holder": ADA},
]
TRUTHS = [
    {"state": OFFERED, "invitation": INVITATION},
    {"state": OFFERED, "invitation": INVITATION, "holder": ADA},
    {"state": HELD, "holder": ADA},
    {"state": STOPPED, "finished_at": NOON},
    {"state": "Shelved"},
    {"state": "Outbox"},
]


def made_of(email: Email, fields: dict[str, Any]) -> Change:
    return Change(writes=(Write(email, replace(email, **fields)),), events=(FocusSet(at=NOON, email=email.id),))


@pytest.mark.parametrize("rule", LIES)
async def test_a_lie_is_refused_by_the_name_of_its_rule(store: Any, rule: str) -> None:
    email = await email_arrives(store)
    with pytest.raises(BrokenInvariant, match=rule):
        await store.save(made_of(email, LIES[rule]))
    assert await email_of(store, email.id) == email


@pytest.mark.parametrize("lie", MORE_LIES)
async def test_other_lies_are_refused_too_and_spare_the_honest_changes_beside_them(
    store: Any, lie: dict[str, Any]
) -> None:
    email, honest = await email_arrives(store), await email_arrives(store)
    false, true = store.submit(made_of(email, lie)), store.submit(made_of(honest, TRUTHS[0]))
    with pytest.raises(BrokenInvariant):
        await false
    assert (await true).number == 3


@pytest.mark.parametrize("truth", TRUTHS)
async def test_what_may_be_is_written(store: Any, truth: dict[str, Any]) -> None:
    email = await email_arrives(store)
    await store.save(made_of(email, truth))
    assert await email_of(store, email.id) == replace(email, version=2, **truth)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("rules") / "rules.db"
    upgrade(path)
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


emails = st.builds(
    Email,
    version=st.integers(0, 2),
    id=st.just("00001a0000000001"),
    queue=st.just("support"),
    arrived_at=st.just(NOON),
    queued_at=st.just(NOON),
    state=st.sampled_from((*STATES, "", "queued", "Lost")),
    holder=st.sampled_from((None, ADA)),
    invitation=st.sampled_from((None, INVITATION)),
    finished_at=st.sampled_from((None, NOON)),
)


@given(email=emails)
def test_python_and_sql_agree_on_every_row(database: sqlite3.Connection, email: Email) -> None:
    values = rows_of(Change(writes=(Write(None, email),), events=()), [email.key]).statements[0][1]
    database.execute("begin")
    try:
        database.execute(WRITE["insert_email"], values)
        found = None
    except sqlite3.IntegrityError as refused:
        found = re.sub(r".*failed: ", "", str(refused))
    finally:
        database.execute("rollback")
    assert found == broken_by(email)
