"""Before it answers, everything the answer rests on is synced: what a loss of power would ask of it."""

from __future__ import annotations

import asyncio
import re
import smtplib
from pathlib import Path
from typing import Any

import pytest

from tests.crashes.installation import password_of, prepare
from tests.crashes.process import Process
from tests.crashes.system_calls import Watcher, not_synced, why_not
from tests.crashes.web import Web

TAKEN = re.compile(r"250 2\.0\.0 Taken in as \w+")
DONE = re.compile(r'\{\\"statusCode\\":0\}')
MAILS = 5
DATA = Path("/d")


@pytest.mark.interop
@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
async def test_mail_and_operations_are_synced_before_they_are_answered(tmp_path: Path) -> None:
    await asyncio.to_thread(prepare, tmp_path)
    process = Process(tmp_path)
    web = Web(process.http_port, "ada", password_of("ada"), by_cookie=True)
    try:
        process.start()
        await process.ready()
        await web.ask("GET", "/api/v2/me")
        mail = await watched(process, tmp_path / "mail", asyncio.to_thread(send_mails, process))
        work = await watched(process, tmp_path / "work", take_and_finish(web))
    finally:
        web.close()
        await process.kill()
    data = tmp_path / "data"
    assert [files for _, files in not_synced(mail, data, TAKEN)] == [frozenset()] * MAILS
    assert [files for _, files in not_synced(work, data, DONE)] == [frozenset()] * (2 + 3 * MAILS)


async def watched(process: Process, trace: Path, work: Any) -> list[str]:
    watcher = await asyncio.to_thread(Watcher, process.process_id, trace)
    try:
        await work
    finally:
        lines = await asyncio.to_thread(watcher.end)
    return lines


def send_mails(process: Process) -> None:
    """One after the other, while nobody is there who could be invited."""
    with smtplib.SMTP("127.0.0.1", process.smtp_port) as client:
        for number in range(MAILS):
            text = f"Message-ID: <{number}>\r\n\r\n" + "line\r\n" * 20_000 * (number % 2)
            client.sendmail("a@example.org", ["support@crash.test"], text.encode())


async def take_and_finish(web: Web) -> None:
    """One operation after the other."""
    assert await post(web, "", "StartContactCenterSession") == 0
    assert await post(web, "/channels/email", "Ready") == 0
    for _ in range(MAILS):
        emails: list[Any] = []
        while not emails:
            _, answer = await web.ask("GET", "/api/v2/me/emails?fields=id")
            emails = answer["emails"]
        path = f"/emails/{emails[0]['id']}"
        assert await post(web, path, "Accept") == 0
        assert await post(web, path, "AttachUserData", userData={"k": "v"}) == 0
        assert await post(web, path, "Complete") == 0


async def post(web: Web, path: str, operation: str, **parameters: Any) -> int:
    _, answer = await web.ask("POST", "/api/v2/me" + path, {"operationName": operation, **parameters})
    return int(answer["statusCode"])


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([], []),
        (["1 write(3</d/spool/a.part>, 1) = 1"], ["/d/spool/a.part"]),
        (["1 write(3</d/spool/a.part>, 1) = 1", "1 fsync(3</d/spool/a.part>) = 0"], []),
        (["1 pwrite64(3</d/x-wal>, 1) = 1", "2 fdatasync(3</d/x-wal> <unfinished ...>"], ["/d/x-wal"]),
        (
            [
                "1 pwrite64(3</d/x-wal>, 1) = 1",
                "2 fdatasync(3</d/x-wal> <unfinished ...>",
                "2 <... fdatasync resumed>) = 0",
            ],
            [],
        ),
        (["1 fsync(3</d/x-wal>) = 0", "1 pwrite64(3</d/x-wal>, 1) = 1"], ["/d/x-wal"]),
        (['1 rename("/d/a.part", "/d/b/a") = 0'], ["/d/b"]),
        (["1 write(3</d/a>, 1) = 1", '1 rename("/d/a", "/d/b/a") = 0', "1 fsync(4</d/b>) = 0"], ["/d/b/a"]),
        (["1 write(1</log/server.log>, 1) = 1"], []),
    ],
)
def test_what_was_written_and_not_synced_is_found(lines: list[str], left: list[str]) -> None:
    lines = [*lines, '1 write(7<TCP:[127.0.0.1:1->127.0.0.1:2]>, "250 2.0.0 Taken in as 000010\\r\\n", 9) = 9']
    ((said, found),) = not_synced(lines, DATA, TAKEN)
    assert said == "250 2.0.0 Taken in as 000010"
    assert sorted(found) == left
