"""A real node for a benchmark: N agents in one group, one queue, no pause between rounds; prints its addresses."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import uvloop
from argon2 import PasswordHasher

from proffer.center.center import Center
from proffer.center.credential import Credential
from proffer.center.options import Options
from proffer.center.queue import GROUP, Mailbox, Queue, Target
from proffer.center.user import AgentGroup, User
from proffer.center_file.events import CenterApplied
from proffer.config import HttpSettings, LogSettings, ServerSettings, Settings, SmtpSettings
from proffer.interaction.events import InvitationOpened
from proffer.node import Node
from proffer.observability.log import LineLog
from proffer.record import Change, Committed, Write, replace
from proffer.store.postgres.options import PostgresOptions

PASSWORD = "bench-password"


def center(agents: int) -> Center:
    """One group, one queue, one mailbox."""
    users = tuple(
        User(id=f"{number:032x}", user_name=f"agent{number}", employee_id=f"E{number}", groups=("Support",))
        for number in range(agents)
    )
    queue = Queue(
        id="35d7174c-62a1-4450-a5df-633325bc993d",
        number=12,
        name="support",
        targets=(Target(kind=GROUP, text="Support"),),
    )
    return Center(
        contact_center_id="6f83552e-0299-4ccf-bd65-1993015e8b70",
        users=users,
        groups=(AgentGroup(id="2-6f83552e-0299-4ccf-bd65-1993015e8b71", number=31, name="Support"),),
        queues=(queue,),
        mailboxes=(Mailbox(address="support@bench.test", queue="support"),),
        options=Options(offer_round_pause_seconds=0, delivering_timeout_seconds=3_600),
    )


class Teller:
    """Writes who is invited to which email to a pipe: the load's eyes where nobody connects."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._lines: list[bytes] = []

    def on_commit(self, committed: Committed) -> None:
        for event in committed.change.events:
            if isinstance(event, InvitationOpened):
                if not self._lines:
                    asyncio.get_running_loop().call_soon(self._flush)
                self._lines.append(f"{event.agent} {event.email}\n".encode())

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        os.write(self._pipe, b"".join(lines))


async def main(data: str, agents: int, pipe: int, database: str) -> None:
    """Runs until it is killed. `database`: a URL of PostgreSQL, or nothing."""
    settings = Settings(
        server=ServerSettings(data=data),
        http=HttpSettings(port=0),
        smtp=SmtpSettings(port=0),
        database=PostgresOptions(url=database),
        log=LogSettings(format="json"),
    )
    clock_log = open(Path(data) / "log.jsonl", "w")  # noqa: SIM115, ASYNC230, PTH123 - for the life of the process
    from proffer.engine.clock import SystemClock

    node = await Node.open(settings, LineLog(SystemClock(), as_json=True, stream=clock_log))
    configured = center(agents)
    hashed = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    credentials = tuple(Write(None, Credential(user=user.id, password_hash=hashed)) for user in configured.users)
    await node.store.save(
        Change(writes=(Write(None, replace(configured, version=0)), *credentials), events=(CenterApplied(at=0),))
    )
    running = await node.start()
    if pipe:
        node.store.subscribe(Teller(pipe).on_commit)
    sys.stdout.write(msgspec.json.encode({"base": running.base, "smtp": running.smtp}).decode() + "\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
