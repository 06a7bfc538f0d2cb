"""What saving alone costs: the bare app that saves as much as a Reject does before it answers, deciding nothing."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import deque
from pathlib import Path
from typing import Any

import uvloop

from bench.bare_app import BODY
from proffer.agents.login import InHand, Login, MediaChannel
from proffer.api.http_server import HttpServer, listen
from proffer.engine.clock import SystemClock
from proffer.interaction.email import OFFERED, Email, Invitation
from proffer.interaction.events import InvitationOpened, InvitationRejected
from proffer.node import GC_THRESHOLDS
from proffer.record import Change, Event, Record, UserData, Write, replace
from proffer.routing.decision import CANDIDATES_MAX, Why
from proffer.store.sqlite import SqliteStore

AGENTS = EMAILS = 64
NOON = 1_772_442_847_000
USER_DATA = {f"a-key-of-user-data-{number}": f"value {number}" for number in range(30)}


def agent(number: int) -> str:
    """A user id."""
    return f"{number:032x}"


REFUSED = tuple(agent(number) for number in range(20))
CANDIDATES = tuple((agent(number), "next") for number in range(CANDIDATES_MAX))


def email(number: int) -> Email:
    """As large as one that was rejected a few times."""
    invitation = Invitation(agent=agent(number), login=f"{number:016}", offered_at=NOON, expires_at=NOON)
    return Email(
        id=f"{number:016}",
        state=OFFERED,
        queue="support",
        arrived_at=NOON,
        queued_at=NOON,
        refused=REFUSED,
        invitation=invitation,
        user_data=UserData(USER_DATA),
        from_="jonas@example.org",
        to=("support@bench.test",),
        subject="Invoice charged twice",
    )


def login(number: int) -> Login:
    """Of an agent who is ready and is invited to one email."""
    return Login(
        agent=agent(number),
        id=f"{number:016}",
        open=True,
        place=f"desk-{number}",
        media_channel=MediaChannel(state_id="9430250E-0A1B-421F-B372-F29E69366DED", state="Ready"),
        in_hand=(InHand(email=f"{number:016}", queue="support", since=NOON),),
    )


def events(of: str, by: str, to: str) -> tuple[Event, ...]:
    """What a Reject with the next invitation aboard leaves in the journal."""
    why = Why(1, "support", "Support", 0, "running", 20, CANDIDATES, AGENTS - CANDIDATES_MAX, "longest-idle")
    return (
        InvitationRejected(at=NOON, email=of, agent=by, queue="support"),
        InvitationOpened(at=NOON, email=of, agent=to, queue="support", expires_at=NOON, round=6, why=why),
    )


class SavingApp:
    """Every request writes the next email and the next two logins once more."""

    def __init__(self, store: SqliteStore, emails: deque[Record], logins: deque[Record]) -> None:
        self._store, self._emails, self._logins = store, emails, logins

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        before = (self._emails.popleft(), self._logins.popleft(), self._logins.popleft())
        of, by, to = (record.key[1] for record in before)
        writes = tuple([Write(record, _touched(record)) for record in before])
        saved = await self._store.submit(Change(writes=writes, events=events(of, by, to)))
        after = [write.after for write in saved.change.writes]
        self._emails.append(after[0])  # type: ignore[arg-type]
        self._logins += after[1:]  # type: ignore[arg-type]
        headers = [(b"content-type", b"application/json"), (b"content-length", b"16")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})


def _touched(record: Record) -> Record:
    """The same, with user data that is encoded anew."""
    return replace(record, user_data=UserData(USER_DATA)) if isinstance(record, Email) else record


async def main(data: str) -> None:
    """Prints its port and serves until it is killed."""
    store = await SqliteStore.open(Path(data) / "proffer.db", clock=SystemClock().now)
    records: list[Record] = [email(number) for number in range(EMAILS)]
    records += [login(number) for number in range(AGENTS)]
    first = Change(writes=tuple(Write(None, record) for record in records), events=events(records[0].key[1], "", ""))
    written = [write.after for write in (await store.save(first)).change.writes if write.after is not None]

    async def nothing() -> None:
        return None

    listening = listen("127.0.0.1", 0)
    app = SavingApp(store, deque(written[:EMAILS]), deque(written[EMAILS:]))
    await HttpServer(app, listening, nothing, http="httptools").start()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    print(listening.getsockname()[1], flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
