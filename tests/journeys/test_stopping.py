"""Stopping and starting: held polls are answered at once, what was is there again, the demo starts quickly."""

from __future__ import annotations

import asyncio
import json
import signal
import smtplib
import time
from pathlib import Path

import pytest

from bench.raw_http import Connection, basic, request
from tests.journeys.running import Server, running

pytestmark = pytest.mark.slow

POLLS = 1_000
NOTIFICATIONS = "/api/v2/notifications"


def bayeux(user: str, password: str, *messages: dict[str, object]) -> bytes:
    headers = {"content-type": "application/json", "authorization": basic(user, password)}
    return request("POST", NOTIFICATIONS, headers, json.dumps(messages).encode())


async def held_poll(server: Server, user: str) -> tuple[Connection, asyncio.Future[tuple[int, bytes, bytes]]]:
    """A client whose connect waits at the server."""
    password = server.passwords[user]
    port = int(server.base.rsplit(":", 1)[1])
    connection = await Connection.open("127.0.0.1", port)
    handshake = {"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}
    _, _, answer = await connection.send(bayeux(user, password, handshake))
    client_id = json.loads(answer)[0]["clientId"]
    connect = {"channel": "/meta/connect", "clientId": client_id, "connectionType": "long-polling", "id": "7"}
    await connection.send(bayeux(user, password, connect))
    return connection, connection.send(bayeux(user, password, connect))


async def test_a_thousand_held_polls_are_answered_and_the_server_is_gone_within_two_seconds(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        users = list(server.passwords)
        polls = []
        for start in range(0, POLLS, 50):
            some = [held_poll(server, users[number % len(users)]) for number in range(start, start + 50)]
            polls += await asyncio.gather(*some)
        await asyncio.sleep(0.5)
        assert not any(answer.done() for _, answer in polls)
        stopped = asyncio.to_thread(server.stop)
        answers, seconds = await asyncio.gather(asyncio.gather(*(answer for _, answer in polls)), stopped)
    assert seconds < 2, f"{seconds:.2f} s from SIGTERM to exit"
    assert server.process.returncode == 0
    for status, _, body in answers:
        (reply,) = json.loads(body)
        assert (status, reply["channel"], reply["successful"], reply["id"]) == (200, "/meta/connect", True, "7")


def test_the_second_start_takes_less_than_five_seconds_and_everything_is_there_again(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        server.log_in("ada", "desk-1")
        with smtplib.SMTP(*server.smtp) as client:
            client.sendmail("a@example.org", ["support@demo.test"], b"Subject: still there\r\n\r\nbody")
        email = server.offered("ada")["id"]
        passwords = server.passwords
        server.stop()
        started = time.monotonic()
        server.start()
        assert time.monotonic() - started < 5
        assert server.passwords == passwords
        assert server.operate("ada", email, "Accept") == (200, {"statusCode": 0})


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        server.log_in("ada", "desk-1")
        with smtplib.SMTP(*server.smtp) as client:
            for number in range(20):
                client.sendmail("a@example.org", ["support@demo.test"], f"Subject: {number}\r\n\r\n".encode())
        server.stop(signal.SIGKILL)
        server.start()
        found = set()
        for _ in range(20):
            email = server.offered("ada")
            found.add(email["subject"])
            assert server.operate("ada", email["id"], "Accept")[0] == 200
            assert server.operate("ada", email["id"], "Complete")[0] == 200
        assert found == {str(number) for number in range(20)}


def test_a_second_process_on_the_same_data_is_told_so(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        other = Server(server.data)
        with pytest.raises(AssertionError, match="is open in process"):
            other.start()
        assert server.process.poll() is None
